"""Requests from outside: who sees and answers them, until when, what an answer does."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ckanext.opendata_territoire.governance.domain import objection as rules
from ckanext.opendata_territoire.governance.domain.notices import KINDS
from ckanext.opendata_territoire.governance.domain.objection import Answer, Status
from ckanext.opendata_territoire.governance.domain.workflow import RULES, Action, Role, State

R = Role


@pytest.mark.parametrize(
    ("filed", "due"),
    [
        (date(2026, 11, 24), date(2026, 12, 24)),
        (date(2026, 12, 31), date(2027, 1, 31)),
        (date(2027, 1, 31), date(2027, 2, 28)),
        (date(2028, 1, 30), date(2028, 2, 29)),
    ],
)
def test_one_month(filed: date, due: date) -> None:
    """The same day of the next month, or its last one (RGPD art. 12(3))."""
    assert rules.due(filed) == due


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 24), 12, date(2025, 11, 24)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 15), 0, date(2026, 1, 15)),
    ],
)
def test_months_before(day: date, months: int, before: date) -> None:
    """Whole months of the calendar."""
    assert rules.months_before(day, months) == before


@pytest.mark.parametrize(
    ("roles", "sees", "advises", "answers"),
    [
        ({R.CONTROLLER}, True, False, True),
        ({R.DPO}, True, True, False),
        ({R.AGENT}, False, False, False),
        ({R.MEMBER}, False, False, False),
        ({R.TEAM}, False, False, False),
        ({R.SYSADMIN}, False, False, False),
        ({R.CONTROLLER, R.SYSADMIN}, False, False, False),
        ({R.DPO, R.SYSADMIN}, False, False, False),
        ({R.DPO, R.AGENT}, False, False, False),
        ({R.DPO, R.CONTROLLER}, False, False, False),
        (set(), False, False, False),
    ],
)
def test_who(roles: set[Role], sees: bool, advises: bool, answers: bool) -> None:
    """Controllers answer, DPOs advise; whoever is both, an agent or an administrator does none."""
    held = frozenset(roles)
    found = rules.sees(held), rules.advises(held), rules.answers(held)
    assert found == (sees, advises, answers)


def test_an_answer_does_what_the_table_of_the_workflow_allows() -> None:
    """What an answer does starts from a state from where the workflow does it."""
    for answer in Answer:
        for state in State:
            action = rules.move_of(answer, state) if rules.possible(answer, state) else None
            assert action is None or state in RULES[action].sources, (answer, state)
    assert rules.move_of(Answer.WITHDRAW, State.PUBLISHED) is Action.WITHDRAW
    assert all(rules.possible(Answer.KEEP, state) for state in State)
    assert not rules.possible(Answer.CORRECT, State.WITHDRAWN)


def test_where_it_stands() -> None:
    """The day when it is due is still in time."""
    due = date(2026, 12, 24)
    assert rules.status(due, due, answered=False) is Status.OPEN
    assert rules.status(due, due + timedelta(days=1), answered=False) is Status.LATE
    assert rules.status(due, due + timedelta(days=1), answered=True) is Status.ANSWERED


def test_recalled_before_and_after_its_day() -> None:
    """On a working day a week before, then once late; each kind is one that is mailed."""
    due = date(2026, 12, 20)  # a Sunday; a week before too
    friday = date(2026, 12, 11)
    assert rules.reminders(due, friday - timedelta(days=1)) == []
    assert rules.reminders(due, friday) == rules.reminders(due, due) == ["objection_due"]
    assert rules.reminders(due, due + timedelta(days=1)) == ["objection_late"]
    assert {"objection_due", "objection_late"} <= set(KINDS)


def test_references_are_read_aloud_without_doubt() -> None:
    """No letter that is read for another; each number has its own."""
    found = {rules.reference(date(2026, 1, 1), number << 20) for number in range(1024)}
    assert len(found) == 1024
    assert not set("01IO") & {sign for each in found for sign in each.rsplit("-", 1)[-1]}


@pytest.mark.parametrize(
    ("remote", "forwarded", "network"),
    [
        ("80.67.169.12", "", "80.67.169.12/32"),
        ("80.67.169.12", "203.0.113.9", "80.67.169.12/32"),
        ("127.0.0.1", "6.6.6.6, 203.0.113.9", "203.0.113.9/32"),
        ("127.0.0.1", "", ""),
        ("127.0.0.1", "not an address", ""),
        ("", "", ""),
        ("2a01:e0a:1:2:3:4:5:6", "", "2a01:e0a:1:2::/64"),
    ],
)
def test_where_a_request_comes_from(remote: str, forwarded: str, network: str) -> None:
    """Behind a proxy, what the proxy has added, not what the client wrote before it."""
    assert rules.network(remote, forwarded) == network
