"""A mail server that keeps what it receives, and a worker of CKAN's that does what waits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiosmtpd.controller import Controller

if TYPE_CHECKING:
    from collections.abc import Iterator
    from email.message import EmailMessage

ROOT = Path(__file__).parents[1]


class Letterbox:
    """Keeps the messages that a mail server receives."""

    def __init__(self) -> None:
        self.messages: list[EmailMessage] = []
        self._read: list[EmailMessage] = []

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message: the name is that of the protocol."""
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 OK"

    def unread(self, address: str) -> list[EmailMessage]:
        """Return what came to an address and was not read by `next_to`."""
        mine = [mail for mail in self.messages if address in mail["To"]]
        return [mail for mail in mine if mail not in self._read]

    def next_to(self, address: str, seconds: float = 60) -> tuple[str, str]:
        """Wait for the next mail to an address; return its subject and its text."""
        end = time.monotonic() + seconds
        while not (waiting := self.unread(address)):
            assert time.monotonic() < end, f"no mail to {address}"
            time.sleep(0.1)
        mail = waiting[0]
        self._read.append(mail)
        text = mail.get_body(("plain",))
        assert text
        return mail["Subject"], text.get_content()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server(port: int | None = None) -> Iterator[tuple[Letterbox, int]]:
    """Run a mail server, and give what it receives with its port."""
    box, port = Letterbox(), port or free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    try:
        yield box, port
    finally:
        server.stop()


def work(port: int) -> str:
    """Let a worker of CKAN's do all that waits, in a process of its own; return its log."""
    program = Path(sys.executable).with_name("ckan")
    done = subprocess.run(  # noqa: S603 - CKAN's own command
        [program, "-c", ROOT / "config" / "test.ini", "jobs", "worker", "--burst"],
        env=os.environ | {"CKAN_SMTP_SERVER": f"127.0.0.1:{port}"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    )
    return done.stdout + done.stderr
