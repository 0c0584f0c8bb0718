"""A mail server that keeps what it receives, and a worker of CKAN's that does what waits."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
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

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Keep a message: the name is that of the protocol."""
        message: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 OK"


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def mail_server() -> Iterator[tuple[Letterbox, int]]:
    """Run a mail server, and give what it receives with its port."""
    box, port = Letterbox(), free_port()
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
