"""Files that only their owner reads, locks, and the memory of what is already done."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from launcher.console import PortalError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path


def write_private(path: Path, text: str) -> None:
    """Write a file of mode 600, whole or not at all, and leave it alone when nothing changes."""
    if path.exists() and path.read_text() == text and path.stat().st_mode & 0o777 == 0o600:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(text)
    draft.replace(path)


def fingerprint(*parts: str | Path) -> str:
    """SHA-256 of texts and of files or folders with all they contain."""
    digest = hashlib.sha256()
    for part in parts:
        if isinstance(part, str):
            digest.update(part.encode())
            continue
        for file in sorted(_files_of(part)):
            digest.update(str(file.relative_to(part)).encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()


def _files_of(path: Path) -> Iterable[Path]:
    if path.is_file():
        return [path]
    return [f for f in path.rglob("*") if f.is_file() and "__pycache__" not in f.parts]


class Stamps:
    """Remembers, by name, the fingerprint of the inputs of what has been done."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def has(self, name: str, value: str) -> bool:
        """Whether this was done last with the same inputs."""
        return self._read().get(name) == value

    def set(self, name: str, value: str) -> None:
        """Record that it is done with these inputs."""
        write_private(self._path, json.dumps(self._read() | {name: value}, indent=2) + "\n")

    def forget(self, name: str) -> None:
        """Have this done again."""
        kept = {k: v for k, v in self._read().items() if k != name}
        write_private(self._path, json.dumps(kept, indent=2) + "\n")

    def _read(self) -> dict[str, str]:
        return json.loads(self._path.read_text()) if self._path.exists() else {}


@contextmanager
def only_one(folder: Path, what: str) -> Iterator[None]:
    """Hold a folder's lock.

    Raises:
        PortalError: another launcher holds it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise PortalError(f"Une autre commande {what} travaille déjà dans {folder}.") from None
        yield


@contextmanager
def in_turn(folder: Path) -> Iterator[None]:
    """Wait for a folder's lock, then hold it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
