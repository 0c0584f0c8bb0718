"""Reading a deposited or stored file, whatever it is, without harm to the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import IO

from ckanext.opendata_territoire.portal.domain import tables, tabular

SPREADSHEET_MAX = 64 << 20  # bytes
_PROGRAM = "ckanext.opendata_territoire.portal.datasets.spreadsheet"
_TIMEOUT = 30  # seconds


def read(stream: IO[bytes], name: str = "") -> tables.FileReading:
    """Recognise a file and read its table; the stream is left at its beginning.

    Args:
        stream: the whole file, seekable, opened in binary mode.
        name: its name.
    """
    try:
        found = tabular.read(stream, name)
        return _read_spreadsheet(stream, found) if _readable(found) else found
    finally:
        stream.seek(0)


def read_stored(path: str, name: str) -> tables.FileReading:
    """First rows of a stored file; read once in this process as long as the file is the same.

    Args:
        path: where it is.
        name: its name.

    Raises:
        OSError: it is not there.
    """
    facts = Path(path).stat()
    return _read_stored(path, name, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=512)
def _read_stored(path: str, name: str, _changed: int, _size: int) -> tables.FileReading:
    with Path(path).open("rb") as stream:
        found = tabular.read_sample(stream, name)
        return _read_spreadsheet(stream, found) if _readable(found) else found


def _readable(found: tables.FileReading) -> bool:
    return found.format in tabular.SPREADSHEETS and not found.problem


def _read_spreadsheet(stream: IO[bytes], found: tables.FileReading) -> tables.FileReading:
    stream.seek(0)
    data = stream.read(SPREADSHEET_MAX + 1)
    if len(data) > SPREADSHEET_MAX:
        return replace(found, problem="too_large")
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"}
    try:
        child = subprocess.run(  # noqa: S603  # our own program, no shell, the file on its input
            [sys.executable, "-m", _PROGRAM],
            input=data,
            capture_output=True,
            timeout=_TIMEOUT,
            check=True,
            env=environment,
        )
    except (subprocess.SubprocessError, OSError):
        return replace(found, problem="damaged")
    content = json.loads(child.stdout)
    content["columns"] = tuple(content["columns"])
    content["above"] = tuple(content["above"])
    content["rows"] = tuple(tuple(row) for row in content["rows"])
    return tables.FileReading(**{**content, "format": found.format})
