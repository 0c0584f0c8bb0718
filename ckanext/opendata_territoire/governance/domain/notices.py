"""Who is told of what by mail, and when: what the portal owes to each role.

A notice tells somebody either of a thing to do or of a thing that happened. Each person chooses
what comes at once; a thing to do is never kept from whoever has to do it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo
from enum import Enum
from typing import TYPE_CHECKING

from .workflow import State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Audience(str, Enum):
    """Who is told, for the organisation of a dataset."""

    DPO = "dpo"
    EVERY_DPO = "every_dpo"  # whoever may give the opinion, stand-ins included
    CONTROLLERS = "controllers"
    SENDER = "sender"


class Choice(str, Enum):
    """What somebody wants to receive: each mail at once, one a day, or only what is to be done."""

    EACH = "each"
    DAILY = "daily"
    DUTY = "duty"


@dataclass(frozen=True)
class Kind:
    """One kind of notice.

    Attributes:
        duty: who has something to do then.
        told: who is only told.
        states: where the dataset must still stand when the mail leaves; elsewhere, it would say
            what is no longer true.
        urgent: never waits for the daily mail.
        calm: never leaves before the morning.
    """

    duty: tuple[Audience, ...] = ()
    told: tuple[Audience, ...] = ()
    states: frozenset[State] = frozenset()
    urgent: bool = False
    calm: bool = False

    @property
    def audiences(self) -> tuple[Audience, ...]:
        """All who are told."""
        return self.duty + self.told


_A = Audience
_ANYWHERE = frozenset(State)


def _in(*states: State) -> frozenset[State]:
    return frozenset(states)


KINDS: Mapping[str, Kind] = {
    "submit": Kind(duty=(_A.DPO,), states=_in(State.IN_REVIEW)),
    "take_back": Kind(told=(_A.DPO,), states=_in(State.DRAFT)),
    "return": Kind(duty=(_A.SENDER,), states=_in(State.RETURNED)),
    "opinion": Kind((_A.CONTROLLERS,), (_A.SENDER,), _in(State.OPINION_GIVEN)),
    "publish": Kind(told=(_A.SENDER, _A.CONTROLLERS), states=_in(State.PUBLISHED)),
    "refuse": Kind((_A.SENDER,), (_A.CONTROLLERS, _A.DPO), _in(State.RETURNED)),
    "withdraw": Kind(told=(_A.SENDER, _A.CONTROLLERS, _A.DPO), states=_in(State.WITHDRAWN)),
    "suspend": Kind((_A.CONTROLLERS,), (_A.SENDER, _A.DPO), _in(State.SUSPENDED), urgent=True),
    "restore": Kind(told=(_A.SENDER, _A.CONTROLLERS, _A.DPO), states=_in(State.PUBLISHED)),
    "lift_condition": Kind(told=(_A.CONTROLLERS,), states=_in(State.OPINION_GIVEN)),
    "ask_lifting": Kind((_A.DPO,), states=_in(State.OPINION_GIVEN)),
    "keep_conditions": Kind((_A.SENDER,), (_A.CONTROLLERS,), _in(State.OPINION_GIVEN)),
    "revise": Kind(told=(_A.CONTROLLERS,), states=_in(State.PUBLISHED)),
    "refresh_held": Kind((_A.SENDER,), (_A.CONTROLLERS,), _in(State.PUBLISHED)),
    "due_soon": Kind((_A.DPO,), states=_in(State.IN_REVIEW), calm=True),
    "overdue": Kind((_A.EVERY_DPO,), states=_in(State.IN_REVIEW), calm=True),
    "unanswered": Kind((_A.CONTROLLERS,), (_A.SENDER,), _in(State.IN_REVIEW), calm=True),
    "decide": Kind((_A.CONTROLLERS,), states=_in(State.SUSPENDED), calm=True),
    "objection": Kind((_A.CONTROLLERS, _A.DPO), states=_ANYWHERE),
    "objection_advised": Kind((_A.CONTROLLERS,), states=_ANYWHERE),
    "objection_due": Kind((_A.CONTROLLERS,), states=_ANYWHERE, calm=True),
    "objection_late": Kind((_A.CONTROLLERS,), (_A.DPO,), _ANYWHERE, calm=True),
}
"""What is told of each transition, by its action, then reminders and requests from outside."""

OF_OBJECTIONS = frozenset(kind for kind in KINDS if kind.startswith("objection"))
"""Needless once no request on the dataset waits for an answer."""

LETTER = "letter:"
"""Kinds that begin so are letters to an address: the name of their template follows."""

_DELAYS = (1, 5, 15, 60, 240, 720, 1440, 1440)
"""Minutes before each further attempt: nearly three days, so that a weekend loses nothing."""

KEPT = timedelta(days=7)
"""How long a notice waits when the portal has no mail server: later, it tells nothing new."""

MORNING = time(7)


def next_attempt(failures: int) -> timedelta | None:
    """Return how long to wait after a number of failures; nothing once all were tried."""
    return timedelta(minutes=_DELAYS[failures - 1]) if failures <= len(_DELAYS) else None


def leaves(
    kind: Kind, choice: Choice, now: datetime, zone: tzinfo, *, duty: bool
) -> datetime | None:
    """Return when a notice is to leave: at once, in the morning, or never.

    Args:
        kind: what is told.
        choice: what its reader has chosen.
        now: the present moment.
        zone: of the portal: the daily mail leaves in its morning.
        duty: the reader has something to do.
    """
    if kind.urgent and duty:
        return now
    if choice is Choice.DUTY and not duty:
        return None
    night = kind.calm and now.astimezone(zone).time() < MORNING
    return next_morning(now, zone) if night or choice is Choice.DAILY else now


def next_morning(now: datetime, zone: tzinfo) -> datetime:
    """Return the next moment when daily mails leave."""
    local = now.astimezone(zone)
    day = local.date() + timedelta(days=local.time() >= MORNING)
    naive = datetime.combine(day, MORNING)
    # CKAN gives a zone of pytz, whose offset depends on the day.
    localize = getattr(zone, "localize", None)
    return localize(naive) if localize else naive.replace(tzinfo=zone)
