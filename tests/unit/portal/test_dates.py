"""Dates are written in full, in the readers' language, on a clock of 24 hours."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

import pytest
from markupsafe import Markup

from ckanext.opendata_territoire.portal.domain.dates import written
from ckanext.opendata_territoire.portal.look.helpers import Text

EVENING = datetime(2026, 12, 1, 21, 5, 9, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ({}, "1er décembre 2026"),
        ({"hours": True}, "1er décembre 2026 à 21 h 05"),
        ({"hours": True, "seconds": True}, "1er décembre 2026 à 21 h 05 min 09 s"),
    ],
)
def test_french(options: dict[str, bool], expected: str) -> None:
    """The first of a month is « 1er »; the hour is the one given, in no other time zone."""
    assert written(EVENING, "fr", **options).replace("\u00a0", " ") == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 11, 24), "24 novembre 2026"), (date(2026, 11, 11), "11 novembre 2026")],
)
def test_only_the_first_is_an_ordinal(day: date, expected: str) -> None:
    """The other days are plain numbers, those that hold a 1 included."""
    assert written(day, "fr", hours=True) == expected


def test_year_of_the_calendar() -> None:
    """The last days of December are of their own year, not of that of their week as for CKAN."""
    assert written(EVENING.replace(year=2024, day=30), "fr", hours=True).startswith(
        "30 décembre 2024"
    )


def test_other_languages() -> None:
    """Another language has its own order of words."""
    assert written(EVENING, "en", hours=True) == "December 1, 2026, 21:05"


def test_the_first_is_raised_in_pages_only() -> None:
    """A page raises the « er » and escapes the rest; a mail and a program read plain text."""
    text = Text("1er <b> 11er")
    assert str(text) == "1er <b> 11er"
    assert Markup("{}").format(text) == "1<sup>er</sup> &lt;b&gt; 11er"
    assert f"{text}" == "1er <b> 11er"
