"""When an awaited opinion or decision is recalled."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import deadlines, reminders

days = st.dates(date(2025, 1, 1), date(2030, 12, 31))


def test_a_week_with_a_public_holiday() -> None:
    """Sent on Tuesday 3 November 2026, awaited on Tuesday 10; the 11th is a holiday."""
    sent = date(2026, 11, 3)
    assert deadlines.due(sent) == date(2026, 11, 10)
    said = {
        day: reminders.of_opinion(sent, date(2026, 11, day))
        for day in (6, 8, 9, 10, 11, 12, 15, 16)
    }
    assert said == {
        6: [],
        8: [],
        9: ["due_soon"],
        10: ["due_soon"],
        11: [],
        12: ["overdue"],
        15: ["overdue", "overdue_service"],
        16: ["overdue", "overdue_service", "unanswered"],
    }


@given(days, st.integers(0, 40))
def test_reminders_follow_one_another(sent: date, later: int) -> None:
    """Before the day only what announces it, after it only what says it is past, never nothing."""
    today = sent + timedelta(days=later)
    found = reminders.of_opinion(sent, today)
    due = deadlines.due(sent)
    assert ("due_soon" in found) <= (today <= due)
    assert ("overdue" in found) <= (today > due)
    assert ("unanswered" in found) <= ("overdue" in found)
    if later > 14:
        assert found == ["overdue", "overdue_service", "unanswered"]


@given(days, st.integers(0, 10))
def test_a_suspension_is_recalled_each_working_day_twice(suspended: date, later: int) -> None:
    """Never on its own day, once for each working day since, two in all."""
    today = suspended + timedelta(days=later)
    worked = [suspended + timedelta(days=day) for day in range(1, later + 1)]
    expected = min(2, sum(map(deadlines.is_working, worked)))
    assert reminders.of_decision(suspended, today) == expected
