"""Who listens where on this machine."""

from __future__ import annotations

import re
import socket
import time
from contextlib import suppress
from pathlib import Path

from launcher.console import PortalError
from launcher.settings import variable_of

LISTEN = "0A"


def check_free(service: str, port: int, patience: float = 10) -> None:
    """Make sure that a service may listen on its port.

    A process of a portal that has just been killed takes a moment to leave: hence the patience, in
    seconds.

    Raises:
        PortalError: somebody else listens there; the message says who and which variable to set.
    """
    end = time.monotonic() + patience
    while not _free(port):
        if time.monotonic() > end:
            who = holder(port) or "un autre programme"
            raise PortalError(
                f"Le port {port} ({service}) est pris par {who} : choisir {variable_of(service)}."
            )
        time.sleep(0.2)


def _free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def holder(port: int) -> str | None:
    """Command and number of the process that listens on a port, when we may see it."""
    inodes = {
        inode for name in ("tcp", "tcp6") for inode in _listening(Path("/proc/net", name), port)
    }
    for process in Path("/proc").glob("[0-9]*"):
        if any(f"socket:[{inode}]" in _open_files(process) for inode in inodes):
            command = (process / "cmdline").read_text(errors="replace").replace("\0", " ")
            return f"« {command.strip()[:120]} » (processus {process.name})"
    return None


def _listening(table: Path, port: int) -> set[str]:
    rows = [re.split(r"\s+", line.strip()) for line in table.read_text().splitlines()[1:]]
    return {
        row[9] for row in rows if row[3] == LISTEN and int(row[1].rsplit(":", 1)[1], 16) == port
    }


def _open_files(process: Path) -> set[str]:
    files: set[str] = set()
    with suppress(OSError):
        for link in (process / "fd").iterdir():
            with suppress(OSError):  # closed since it was listed
                files.add(str(link.readlink()))
    return files
