"""CSV that a spreadsheet opens without running anything that is in it."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

BOM = "\ufeff"
"""First character of the file: without it a spreadsheet misreads accents."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def cell(value: Any) -> str:
    """Return a value as text that no spreadsheet takes for a formula (OWASP, CSV injection)."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text


def line(values: Sequence[Any]) -> str:
    """Return one line of CSV: semicolons, as spreadsheets in French expect, and CRLF."""
    written = io.StringIO()
    csv.writer(written, delimiter=";").writerow(cell(value) for value in values)
    return written.getvalue()
