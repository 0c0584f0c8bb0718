"""Who is told of what, and when a mail leaves."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import notices
from ckanext.opendata_territoire.governance.domain.notices import KINDS, Choice
from ckanext.opendata_territoire.governance.domain.workflow import RULES, Action

PARIS = ZoneInfo("Europe/Paris")
moments = st.integers(0, 5 * 365 * 24 * 3600).map(
    lambda seconds: datetime(2025, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(seconds=seconds)
)


@pytest.mark.parametrize("action", [each for each in Action if each is not Action.REPLY])
def test_every_transition_tells_somebody(action: Action) -> None:
    """No transition is silent, and its mail is true only where the transition leads.

    An answer leads nowhere: the DPO is told once it is sent again.
    """
    kind = KINDS[action.value]
    assert kind.audiences
    assert kind.states == {RULES[action].target}


@given(moments)
def test_the_morning_comes_within_a_day(now: datetime) -> None:
    """The daily mail leaves at seven, the next time it is seven in Paris."""
    morning = notices.next_morning(now, PARIS).astimezone(PARIS)
    assert (morning.hour, morning.minute) == (7, 0)
    assert timedelta(0) < morning - now <= timedelta(hours=25)


@pytest.mark.parametrize("choice", list(Choice))
@pytest.mark.parametrize("name", KINDS)
def test_what_is_to_be_done_is_never_kept_back(name: str, choice: Choice) -> None:
    """Whatever somebody has chosen; a suspension to be decided does not even wait for morning."""
    now = datetime(2026, 11, 24, 12, tzinfo=PARIS)
    leaves = notices.leaves(KINDS[name], choice, now, PARIS, duty=True)
    assert leaves is not None
    if KINDS[name].urgent or choice is not Choice.DAILY:
        assert leaves == now
    news = notices.leaves(KINDS[name], choice, now, PARIS, duty=False)
    assert (news is None) == (choice is Choice.DUTY)


def test_what_fails_is_tried_longer_than_a_weekend() -> None:
    """Then it is given up: the delays grow, and have an end."""
    delays = [notices.next_attempt(failures) for failures in range(1, 9)]
    assert None not in delays
    known = [delay for delay in delays if delay]
    assert sum(known, timedelta()) > timedelta(days=2, hours=12)
    assert known == sorted(known)
    assert notices.next_attempt(9) is None
