"""The conditions of a reserved opinion: who lifts each, and what is left before publication.

« Je n’en vois plus une fois ces conditions remplies »: an obstacle remains as long as one is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MAX_CONDITIONS = 20


class Lifter(str, Enum):
    """Who says that a condition is met: the DPO who reads again, or the organisation itself."""

    DPO = "dpo"
    ORGANIZATION = "organization"


@dataclass(frozen=True)
class Condition:
    """One condition, by its number in the opinion (1, 2, 3…)."""

    number: int
    text: str
    lifter: Lifter
    lifted: bool = False


def is_open_for(
    conditions: tuple[Condition, ...], lifters: frozenset[Lifter], number: int | None = None
) -> bool:
    """Say whether one of these people lifts some condition that is open, or the one of a number."""
    return any(
        condition.lifter in lifters and not condition.lifted
        for condition in conditions
        if number is None or condition.number == number
    )


def all_lifted(conditions: tuple[Condition, ...]) -> bool:
    """Say whether nothing stands in the way any more."""
    return all(condition.lifted for condition in conditions)
