"""Dates of a period covered, as precise as they are known: a year, a month, a day, a moment.

Stored as in ISO 8601, which is what DCAT-AP takes (xsd:gYear, xsd:gYearMonth, xsd:date,
xsd:dateTime).
"""

from __future__ import annotations

import calendar
import re
from datetime import date, datetime

_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
_FRENCH = re.compile(r"(?:(?:(\d{1,2})[/.])?(\d{1,2})[/.])?(\d{4})")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d.*")


def iso(text: str) -> str:
    """Return a date written in French, such as `"31/01/2026"` or `"01/2026"`, as in ISO 8601.

    Whatever else is given is returned as it is.
    """
    found = _FRENCH.fullmatch(text.strip())
    if not found:
        return text.strip()
    day, month, year = found.groups()
    return "-".join([year, *(part.zfill(2) for part in (month, day) if part)])


def days(text: str) -> tuple[date, date]:
    """Return the first and the last day of a date: those of the whole year of `"2024"`.

    Raises:
        ValueError: it is no date of the calendar, or is not written so.
    """
    text = iso(text)
    if _MOMENT.fullmatch(text):
        day = datetime.fromisoformat(re.sub("Z$", "+00:00", text)).date()
        return day, day
    found = _DATE.fullmatch(text)
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) if part else None for part in found.groups())
    first = date(year or 0, month or 1, day or 1)
    if day:
        return first, first
    last_month = month or 12
    return first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def ends_before(start: str, end: str) -> bool:
    """Say whether a period ends before it starts, as far as its dates are precise.

    Raises:
        ValueError: one of them is no date.
    """
    return days(end)[1] < days(start)[0]
