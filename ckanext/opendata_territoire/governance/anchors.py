"""The journal's head, noted outside the database: what finds a cut end and a chain written anew."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timezone
from typing import TYPE_CHECKING

from . import config
from .domain import journal
from .domain.journal import Anchor, Verdict
from .store import journal as rows

if TYPE_CHECKING:
    from pathlib import Path

SYSLOG = "/dev/log"
_NOTICE = 13
"""Facility `user`, severity `notice` (RFC 5424, 6.2.1)."""


def now() -> Anchor:
    """Return the journal as it is now."""
    count, head = rows.head()
    date = datetime.now(timezone.utc).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Anchor(date, count, head)


def note(anchor: Anchor, path: Path) -> None:
    """Add an anchor at the end of a file, safe on the disk when this returns.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(anchor.line() + "\n")
        file.flush()
        os.fsync(file.fileno())


def log(anchor: Anchor, address: str = SYSLOG) -> None:
    """Send an anchor to the machine's log, which may be kept elsewhere.

    Raises:
        OSError: nothing listens at this address.
    """
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as sender:
        sender.sendto(f"<{_NOTICE}>ckan-journal: {anchor.line()}".encode(), address)


def verify(path: Path | None = None) -> Verdict:
    """Verify the whole journal, beside a file of anchors: the portal's own unless told.

    Raises:
        AnchorError: a line of the file is not an anchor.
        OSError: the file that was asked for cannot be read.
    """
    own = config.journal_anchors()
    if path is None and own and own.exists():
        path = own
    # The file first: a row added meanwhile must not look as if it was missing.
    anchors = journal.read_anchors(path.read_text("utf-8", "replace")) if path else []
    return journal.verify(rows.chain(), anchors)
