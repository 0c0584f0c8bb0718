"""Five working days after the sending, over the years that the portal will see."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import deadlines

EASTERS = {
    2025: (4, 20),
    2026: (4, 5),
    2027: (3, 28),
    2028: (4, 16),
    2029: (4, 1),
    2030: (4, 21),
    2038: (4, 25),  # the latest of the century
    2285: (3, 22),  # the earliest possible
}

# Days of the official calendar (service-public.gouv.fr), moving ones: Monday, Thursday, Monday.
MOVING = {
    2025: ((4, 21), (5, 29), (6, 9)),
    2026: ((4, 6), (5, 14), (5, 25)),
    2027: ((3, 29), (5, 6), (5, 17)),
    2028: ((4, 17), (5, 25), (6, 5)),
    2029: ((4, 2), (5, 10), (5, 21)),
    2030: ((4, 22), (5, 30), (6, 10)),
}

days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(("year", "day"), EASTERS.items())
def test_easter(year: int, day: tuple[int, int]) -> None:
    """Easter falls where the calendar says."""
    assert deadlines.easter(year) == date(year, *day)


@pytest.mark.parametrize(("year", "moving"), MOVING.items())
def test_public_holidays(year: int, moving: tuple[tuple[int, int], ...]) -> None:
    """Eleven days a year (fewer when two coincide), without Good Friday and 26 December."""
    fixed = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
    found = deadlines.public_holidays(year)
    assert found == {date(year, *day) for day in (*fixed, *moving)}
    assert date(year, 12, 26) not in found
    assert deadlines.easter(year) - timedelta(days=2) not in found


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        (date(2026, 11, 17), date(2026, 11, 24)),  # the mock-up: Tuesday to Tuesday
        (date(2026, 11, 13), date(2026, 11, 20)),
        (date(2026, 11, 14), date(2026, 11, 20)),  # a Saturday: counted from Monday
        (date(2026, 11, 10), date(2026, 11, 18)),  # over 11 November
        (date(2026, 12, 24), date(2027, 1, 4)),  # over Christmas and New Year's Day
        (date(2025, 4, 18), date(2025, 4, 28)),  # over Easter Monday
        (date(2027, 5, 3), date(2027, 5, 11)),  # over Ascension; 8 May is a Saturday
        (date(2029, 5, 7), date(2029, 5, 16)),  # over 8 May and Ascension
        (date(2026, 7, 13), date(2026, 7, 21)),  # over 14 July
        (date(2028, 4, 28), date(2028, 5, 9)),  # over 1 and 8 May, both Mondays
    ],
)
def test_due(sent: date, due: date) -> None:
    """The day of the sending, week-ends and public holidays do not count."""
    assert deadlines.due(sent) == due


@given(days)
def test_due_is_the_fifth_working_day(sent: date) -> None:
    """Between the sending and the day awaited, this included, there are five working days."""
    due = deadlines.due(sent)
    between = [sent + timedelta(days=n) for n in range(1, (due - sent).days + 1)]
    assert sum(map(deadlines.is_working, between)) == deadlines.WORKING_DAYS
    assert deadlines.is_working(due)


@given(days)
def test_due_never_goes_back(sent: date) -> None:
    """Who sends later is awaited no earlier: the order of sending is the order of deadlines."""
    assert deadlines.due(sent) <= deadlines.due(sent + timedelta(days=1))


@given(days)
def test_the_last_sending_due_by_a_day(day: date) -> None:
    """What was sent that day is due by then, and what was sent the day after is not."""
    sent = deadlines.last_sending_due_by(day)
    assert deadlines.due(sent) <= day < deadlines.due(sent + timedelta(days=1))


@given(days)
def test_the_end_of_the_week(day: date) -> None:
    """A Friday, today or within six days."""
    friday = deadlines.end_of_week(day)
    assert friday.strftime("%u") == "5"
    assert 0 <= (friday - day).days < 7


def test_a_decision_comes_sooner_than_an_opinion() -> None:
    """What is suspended on a Friday is decided on the Tuesday, two working days after."""
    assert deadlines.due(date(2026, 11, 27), deadlines.DECISION_DAYS) == date(2026, 12, 1)
