"""Whose turn it is: what a dataset that is not public asks of whoever sees it in a list."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from .judgement import role_allows
from .workflow import Action, Actor, Role, State

if TYPE_CHECKING:
    from collections.abc import Mapping


class Turn(str, Enum):
    """What the reader does next, the most awaited first."""

    DECIDE = "decide"
    CORRECT = "correct"
    PREPARE = "prepare"
    WAIT = "wait"


STATES: Mapping[Turn, frozenset[State]] = {
    Turn.DECIDE: frozenset({State.OPINION_GIVEN, State.SUSPENDED}),
    Turn.CORRECT: frozenset({State.RETURNED}),
    Turn.PREPARE: frozenset({State.DRAFT, State.WITHDRAWN}),
}
"""Where a dataset stands at each turn. The opinion has none: a DPO has a queue for it."""

AWAITED = (Turn.DECIDE, Turn.CORRECT)
"""What others wait for. One's own drafts wait for nobody but oneself."""

_ACTIONS = {
    Turn.DECIDE: Action.PUBLISH,
    Turn.CORRECT: Action.SUBMIT,
    Turn.PREPARE: Action.SUBMIT,
}


def takes(turn: Turn, roles: frozenset[Role]) -> bool:
    """Say whether a turn is that of somebody with these roles in an organisation."""
    return turn in _ACTIONS and role_allows(_ACTIONS[turn], Actor(roles=roles)) is None


def turn_of(state: State, roles: frozenset[Role]) -> Turn:
    """Say what a dataset asks of somebody with these roles in its organisation."""
    asked = (turn for turn, states in STATES.items() if state in states and takes(turn, roles))
    return next(asked, Turn.WAIT)
