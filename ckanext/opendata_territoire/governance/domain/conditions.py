"""The conditions of a reserved opinion: who lifts each, and what is left before publication.

« Je n’en vois plus une fois ces conditions remplies »: an obstacle remains as long as one is open.
A condition may name what has to change: a field, a file, a column. Such an edit then keeps the
opinion; any other cancels it, as does any edit of what is lifted already.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from .remarks import Target

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CONDITIONS = 20


class Lifter(str, Enum):
    """Who says that a condition is met: the DPO who reads again, or the organisation itself."""

    DPO = "dpo"
    ORGANIZATION = "organization"


@dataclass(frozen=True)
class Condition:
    """One condition, by its number in the opinion (1, 2, 3…).

    `target` is what may change to meet it, nothing for the whole dataset; `file` is what a file
    was called when the condition was written.
    """

    number: int
    text: str
    lifter: Lifter
    lifted: bool = False
    target: Target = field(default_factory=Target)
    file: str = ""


def is_open_for(
    conditions: tuple[Condition, ...], lifters: frozenset[Lifter], number: int | None = None
) -> bool:
    """Say whether one of these people lifts some condition that is open, or the one of a number."""
    return any(
        condition.lifter in lifters and not condition.lifted
        for condition in conditions
        if number is None or condition.number == number
    )


def left(conditions: Iterable[Condition]) -> tuple[Condition, ...]:
    """Return the conditions that stand in the way."""
    return tuple(condition for condition in conditions if not condition.lifted)


def in_one_text(text: str) -> tuple[Condition, ...]:
    """Return the condition that a reserved opinion has whose author wrote a text and no list."""
    return (Condition(1, text, Lifter.ORGANIZATION),) if text else ()


def editable(conditions: Iterable[Condition]) -> frozenset[Target]:
    """Return the places that may change without cancelling the opinion.

    A condition on the whole gives none: that would be another dataset than the one read.
    """
    places = {condition.target for condition in left(conditions)}
    return frozenset(places - {Target()})
