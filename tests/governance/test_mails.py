"""Mails of the review, from the page to a real mail server, through a real worker."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from world import World

ROOT = Path(__file__).parents[2]


class Box:
    """Keeps the mails that a server receives."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a mail: the name is that of the protocol."""
        message = message_from_bytes(envelope.content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 OK"


@pytest.fixture
def box() -> Iterator[tuple[Box, int]]:
    """Run a mail server, and give what it receives with its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    received = Box()
    server = Controller(received, hostname="127.0.0.1", port=port)
    server.start()
    yield received, port
    server.stop()


def _work(port: int) -> None:
    """Let a worker of CKAN's do all that waits, in a process of its own."""
    program = Path(sys.executable).with_name("ckan")
    subprocess.run(  # noqa: S603 - CKAN's own command
        [program, "-c", ROOT / "config" / "test.ini", "jobs", "worker", "--burst"],
        env=os.environ | {"CKAN_SMTP_SERVER": f"127.0.0.1:{port}"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=120,
    )


def test_a_submission_reaches_the_dpo_in_french(
    world: World, box: tuple[Box, int], reset_queues: Callable[[], None]
) -> None:
    """The worker writes once to the DPO, in the portal's language, with a link and no data."""
    received, port = box
    dataset = world.full_draft("Écoles à lire")
    reset_queues()
    world.call("agent", "governance_submit", id=dataset["id"])
    _work(port)
    (mail,) = received.mails
    assert world.people["dpo"]["email"] in mail["To"]
    assert mail["Subject"] == "À lire\u00a0: Écoles à lire"
    text = mail.get_content()
    assert "demande votre avis" in text
    assert f"/governance/review/{dataset['name']}" in text
    assert "Ecole Jean Moulin" not in text
