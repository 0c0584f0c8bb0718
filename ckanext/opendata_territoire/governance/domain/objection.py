"""Requests to take data down and objections: who sees them, who answers, until when.

Anybody may object to the processing of data about them or ask for its erasure (RGPD art. 17 and
21), or say that what is published infringes a secret or a right (CRPA L.311-5 to L.311-7, L.321-2).
The controller answers within one month (RGPD art. 12(3)); the DPO, whom people may contact on all
that regards their data (art. 38(4)), advises. Nobody else learns who asked, nor why.
"""

from __future__ import annotations

import calendar
import ipaddress
from datetime import date, timedelta
from enum import Enum
from typing import TYPE_CHECKING

from . import deadlines
from .judgement import speaks_for_organization
from .workflow import NOT_A_JUDGE, Action, Role, State

if TYPE_CHECKING:
    from collections.abc import Mapping

MAX_TEXT = 5000
MAX_PLACE = 500
MAX_NAME = 200
MAX_ADDRESS = 254
"""Characters of a text, of a place, of a name, of an e-mail address (RFC 5321)."""

PER_NETWORK = 10
PER_DATASET = 30
MAILS_PER_ADDRESS = 5
"""Requests from one network address in an hour, on one dataset in a day; mails to one mailbox in a
day: the form must not serve to flood somebody else's."""

_WARNING = timedelta(days=7)
"""How long before its day an answer is recalled."""
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that is read for another


class Subject(str, Enum):
    """What a request is about."""

    PERSONAL = "personal"
    SECRET = "secret"  # noqa: S105 - one that the law protects, no password
    OTHER = "other"


class Answer(str, Enum):
    """What the organisation decides."""

    KEEP = "keep"
    SUSPEND = "suspend"
    CORRECT = "correct"
    WITHDRAW = "withdraw"


class Status(str, Enum):
    """Where a request stands. `OPEN` is in time."""

    OPEN = "open"
    LATE = "late"
    ANSWERED = "answered"


_MOVES: Mapping[Answer, Mapping[State, Action | None]] = {
    Answer.KEEP: dict.fromkeys(State),
    Answer.SUSPEND: {State.PUBLISHED: Action.SUSPEND, State.SUSPENDED: None},
    Answer.CORRECT: {State.PUBLISHED: Action.REVISE},
    Answer.WITHDRAW: {
        **dict.fromkeys(State),
        State.PUBLISHED: Action.WITHDRAW,
        State.SUSPENDED: Action.WITHDRAW,
    },
}
"""What each answer does to a dataset, by where it stands: `None` when that is done already."""


def possible(answer: Answer, state: State) -> bool:
    """Say whether an answer is true of a dataset that stands there."""
    return state in _MOVES[answer]


def move_of(answer: Answer, state: State) -> Action | None:
    """Return what an answer, possible there, does to the dataset."""
    return _MOVES[answer][state]


def advises(roles: frozenset[Role]) -> bool:
    """Say whether somebody advises: a DPO who neither decides nor administers."""
    return Role.DPO in roles and not roles & frozenset(NOT_A_JUDGE)


def answers(roles: frozenset[Role]) -> bool:
    """Say whether somebody answers for the organisation, and is not its DPO (RGPD art. 38(6))."""
    return speaks_for_organization(roles) and Role.DPO not in roles


def sees(roles: frozenset[Role]) -> bool:
    """Say whether somebody sees the requests made to an organisation, and who made them."""
    return answers(roles) or advises(roles)


def due(filed: date) -> date:
    """Return the last day to answer what was filed on a day: one month later (RGPD art. 12(3)).

    The same day of the next month, or its last one. That a period ending on a holiday runs until
    the next working day (règlement 1182/71, art. 3(4)) is not counted upon.
    """
    year, month = divmod(filed.year * 12 + filed.month, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(filed.day, last))


def months_before(day: date, months: int) -> date:
    """Return the day so many months before another one, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def status(due_on: date, today: date, *, answered: bool) -> Status:
    """Return where a request stands."""
    if answered:
        return Status.ANSWERED
    return Status.LATE if due_on < today else Status.OPEN


def reminders(due_on: date, today: date) -> list[str]:
    """Return the kinds of `notices.KINDS` that are to have been posted today for a request."""
    if today > due_on:
        return ["objection_late"]
    warned = due_on - _WARNING
    if not deadlines.is_working(warned):
        warned = deadlines.working_day_before(warned)
    return ["objection_due"] if today >= warned else []


def reference(filed: date, number: int) -> str:
    """Return how people name a request, such as `DR-2026-7K3Q9M`.

    Args:
        filed: the day.
        number: a random one, of 30 bits.
    """
    letters = (_LETTERS[number >> shift & 31] for shift in range(0, 30, 5))
    return f"DR-{filed.year}-{''.join(letters)}"


def network(remote: str, forwarded: str) -> str:
    """Return the network that a request comes from; nothing when it is this machine or unknown.

    Behind a proxy of ours, it is what that proxy has added last; a provider gives a subscriber 2⁶⁴
    addresses of version 6, which count as one.

    Args:
        remote: address of whoever is connected.
        forwarded: header `X-Forwarded-For`; its beginning is whatever the client wrote.
    """
    try:
        found = ipaddress.ip_address(remote)
        if found.is_private and forwarded:
            found = ipaddress.ip_address(forwarded.rsplit(",", 1)[-1].strip())
    except ValueError:
        return ""
    if found.is_loopback:
        return ""
    prefix = 64 if found.version == 6 else 32
    return str(ipaddress.ip_network((found, prefix), strict=False))
