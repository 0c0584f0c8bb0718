"""What no store can keep: a request that holds it is refused before anything reads it."""

from __future__ import annotations

import math
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_DEPTH = 32
"""Levels of lists and objects. A multipolygon inside a dataset takes nine."""

MAX_INTEGER = 2**63
"""From here on PostgreSQL has no integer."""


class Fault(Enum):
    """Why a request is refused before anything reads it."""

    NULL = "null"
    SURROGATE = "surrogate"
    NOT_FINITE = "not finite"
    TOO_BIG = "too big"
    TOO_DEEP = "too deep"
    CONTROL = "control"


def fault(value: object) -> Fault | None:
    """Return what no store can keep in a value as JSON gives them, or `None`."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return None
        if found := next(filter(None, map(_fault_of, level)), None):
            return found
        level = [part for item in level for part in _parts(item)]
    return Fault.TOO_DEEP if level else None


def fault_of_path(path: str) -> Fault | None:
    """Return what the path of an address may not hold, or `None`: it ends in headers and logs."""
    if found := _fault_of_text(path):
        return found
    return Fault.CONTROL if any(unicodedata.category(char) == "Cc" for char in path) else None


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _fault_of(value: object) -> Fault | None:
    if isinstance(value, str):
        return _fault_of_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Fault.NOT_FINITE
    if isinstance(value, int) and abs(value) >= MAX_INTEGER:
        return Fault.TOO_BIG
    return None


def _fault_of_text(text: str) -> Fault | None:
    if "\0" in text:
        return Fault.NULL
    # Encoding is what fails later, in the database: a lone surrogate has no UTF-8.
    try:
        text.encode()
    except UnicodeEncodeError:
        return Fault.SURROGATE
    return None
