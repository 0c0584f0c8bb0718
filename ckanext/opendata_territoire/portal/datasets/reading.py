"""Reading a deposited or stored file, whatever it is, without harm to the server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any

from ckanext.opendata_territoire.portal.datasets import unfolding
from ckanext.opendata_territoire.portal.domain import documents, tables, tabular

DOCUMENT_MAX = 64 << 20  # bytes
_PROGRAM = "ckanext.opendata_territoire.portal.datasets.apart"
_TIMEOUT = 30  # seconds


def read(stream: IO[bytes], name: str = "") -> tables.FileReading:
    """Recognise a file, read its table, inspect what it holds; the stream is left at its beginning.

    Args:
        stream: the whole file, seekable, opened in binary mode.
        name: its name.
    """
    try:
        found = tabular.read(stream, name)
        if found.format in unfolding.FORMATS and not found.problem:
            return replace(found, problem=unfolding.problem(stream))
        return _read_apart(stream, found) if _is_document(found) else found
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


def read_whole(path: str, name: str) -> tables.FileReading:
    """Read all of a stored file; once in this process as long as the file is the same.

    Args:
        path: where it is.
        name: its name.

    Raises:
        OSError: it is not there.
    """
    facts = Path(path).stat()
    return _read_whole(path, name, facts.st_mtime_ns, facts.st_size)


@lru_cache(maxsize=64)
def _read_whole(path: str, name: str, _changed: int, _size: int) -> tables.FileReading:
    with Path(path).open("rb") as stream:
        return read(stream, name)


@lru_cache(maxsize=512)
def _read_stored(path: str, name: str, _changed: int, _size: int) -> tables.FileReading:
    with Path(path).open("rb") as stream:
        found = tabular.read_sample(stream, name)
        return _read_apart(stream, found) if _is_document(found) else found


def _is_document(found: tables.FileReading) -> bool:
    return found.format in tabular.DOCUMENTS and not found.problem


def _read_apart(stream: IO[bytes], found: tables.FileReading) -> tables.FileReading:
    stream.seek(0)
    data = stream.read(DOCUMENT_MAX + 1)
    if len(data) > DOCUMENT_MAX:
        return replace(found, problem="too_large")
    environment = {**os.environ, "POLARS_MAX_THREADS": "1", "RUST_BACKTRACE": "0"}
    what = "table" if found.format in tabular.SPREADSHEETS else "text"
    try:
        child = subprocess.run(  # noqa: S603  # our own program, no shell, the file on its input
            [sys.executable, "-m", _PROGRAM, what],
            input=data,
            capture_output=True,
            timeout=_TIMEOUT,
            check=False,
            env=environment,
        )
        said = child.stdout
    except subprocess.TimeoutExpired as late:
        said = late.stdout or b""
    except OSError:
        said = b""
    return _understood(found, said)


def _understood(found: tables.FileReading, said: bytes) -> tables.FileReading:
    """Facts said by the child; one that was killed in the midst of a line says no more."""
    lines = [json.loads(line) for line in said.splitlines(keepends=True) if line.endswith(b"\n")]
    if not lines:
        return replace(found, problem="damaged")
    table = {name: _frozen(value) for name, value in lines[0].items()}
    inside = {name: _frozen(value) for name, value in lines[1].items()} if lines[1:] else None
    return tables.FileReading(
        **{
            **table,
            "format": found.format,
            "inside": documents.Inside(**inside) if inside else None,
        }
    )


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value
