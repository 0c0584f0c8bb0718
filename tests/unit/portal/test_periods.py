"""Dates of a period, and which of two comes first."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.opendata_territoire.portal.domain.periods import days, ends_before


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2024", date(2024, 1, 1), date(2024, 12, 31)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("02/2024", date(2024, 2, 1), date(2024, 2, 29)),
        ("1/2/2024", date(2024, 2, 1), date(2024, 2, 1)),
        ("2024-02-29", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024-02-29T10:30:00Z", date(2024, 2, 29), date(2024, 2, 29)),
        ("2024-02-29T23:30:00+02:00", date(2024, 2, 29), date(2024, 2, 29)),
    ],
)
def test_a_date_covers_its_days(text: str, first: date, last: date) -> None:
    """A year or a month stands for all its days."""
    assert days(text) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "hier", "2023-02-29", "2024-13", "0000", "31/02/2024", "2024-1-1", "9" * 30, "12",
             "2024-01-01T25:00"],
)  # fmt: skip
def test_what_is_no_date_is_refused(text: str) -> None:
    """Neither a way of writing that nobody uses nor a day that the calendar lacks."""
    with pytest.raises(ValueError):  # noqa: PT011 - the type is the contract
        days(text)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2024-01-02", "2024-01-01", True),
        ("2024-01-01", "2024-01-01", False),
        ("2024-05-01", "2024", False),
        ("2024-05", "2024-04-30", True),
        ("2025", "2024-12-31", True),
    ],
)
def test_the_end_comes_after_the_start(start: str, end: str, wrong: bool) -> None:
    """As far as the dates are precise: a year ends with its last day."""
    assert ends_before(start, end) is wrong
