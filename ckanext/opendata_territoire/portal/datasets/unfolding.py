"""How much an archive unfolds to, archives inside it included: read, never kept.

A compressed stream does not say its size, and an archive inside another hides its own: both are
read up to a bound. 7Z and RAR are not opened: nothing here reads them.
"""

from __future__ import annotations

import gzip
import io
import tempfile
import zipfile
from contextlib import suppress
from typing import IO, TYPE_CHECKING

from ckanext.opendata_territoire.portal.domain import containers

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.containers import Problem

READ_MAX = 2 << 30  # bytes read in all: some seconds; a table folded in 100 MB is mostly smaller
DEPTH_MAX = 4  # archives within one another; some are made to hold themselves
FORMATS = frozenset({"GZIP", "ZIP", "SHP", "KMZ"})

_GZIP, _ZIP = b"\x1f\x8b", b"PK\x03\x04"
_CHUNK = 1 << 18
_IN_MEMORY = 16 << 20
_ARCHIVES = frozenset({"zip", "gz", "tgz", "kmz"})


class _BombError(Exception):
    pass


def problem(stream: IO[bytes]) -> Problem | None:
    """Tell whether an archive is a bomb, or a compressed file that nobody can open.

    Args:
        stream: the whole archive, seekable; left anywhere.
    """
    measure = _Measure(stream.seek(0, io.SEEK_END))
    try:
        measure.add(stream, 1)
    except _BombError:
        return "bomb"
    except containers.ARCHIVE_FAULTS:
        return "broken"
    return None


class _Measure:
    """Bytes unfolded at all levels; stops as soon as they are out of proportion."""

    def __init__(self, folded: int) -> None:
        self._unfolded = self._read = 0
        self._limit = max(containers.UNFOLDED_MAX, folded * containers.FOLDING_MAX)

    def add(self, stream: IO[bytes], depth: int) -> None:
        if depth > DEPTH_MAX:
            raise _BombError
        stream.seek(0)
        head = stream.read(4)
        stream.seek(0)
        if head.startswith(_GZIP):
            with gzip.open(stream) as inner:
                self._unfold(inner, depth)
        elif head.startswith(_ZIP):
            self._add_zip(stream, depth)

    def _add_zip(self, stream: IO[bytes], depth: int) -> None:
        if containers.of_archive(stream)[1] == "bomb":  # its table of contents alone may harm
            raise _BombError
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            self._count(sum(entry.file_size for entry in entries))
            for entry in entries:
                if containers.extension(entry.filename) in _ARCHIVES:
                    # One that nobody can open unfolds to nothing, and must not hide the others.
                    with suppress(*containers.ARCHIVE_FAULTS), archive.open(entry) as inner:
                        self._unfold(inner, depth, counted=True)

    def _unfold(
        self, inner: IO[bytes] | gzip.GzipFile, depth: int, *, counted: bool = False
    ) -> None:
        """Read what is inside; keep it aside only when it is an archive in its turn."""
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as aside:
            chunk = inner.read(_CHUNK)
            kept = chunk.startswith((_GZIP, _ZIP))
            while chunk:
                self._read += len(chunk)
                self._count(0 if counted else len(chunk))
                if kept:
                    aside.write(chunk)
                chunk = inner.read(_CHUNK)
            with suppress(*containers.ARCHIVE_FAULTS):
                if kept:
                    self.add(aside, depth + 1)

    def _count(self, size: int) -> None:
        self._unfolded += size
        if self._unfolded > self._limit or self._read > READ_MAX:
            raise _BombError
