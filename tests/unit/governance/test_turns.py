"""What a dataset that is not public asks of whoever reads a list of them."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.governance.domain.turns import AWAITED, Turn, turn_of
from ckanext.opendata_territoire.governance.domain.workflow import Role, State

AGENT, CONTROLLER = frozenset({Role.AGENT}), frozenset({Role.CONTROLLER})


@pytest.mark.parametrize(
    ("state", "roles", "expected"),
    [
        (State.OPINION_GIVEN, CONTROLLER, Turn.DECIDE),
        (State.SUSPENDED, CONTROLLER, Turn.DECIDE),
        (State.OPINION_GIVEN, AGENT, Turn.WAIT),
        (State.SUSPENDED, AGENT, Turn.WAIT),
        (State.RETURNED, AGENT, Turn.CORRECT),
        (State.RETURNED, CONTROLLER, Turn.CORRECT),
        (State.DRAFT, AGENT, Turn.PREPARE),
        (State.WITHDRAWN, CONTROLLER, Turn.PREPARE),
        (State.IN_REVIEW, CONTROLLER, Turn.WAIT),
    ],
)
def test_whose_turn(state: State, roles: frozenset[Role], expected: Turn) -> None:
    """A controller decides, those who prepare data correct and prepare, and wait for others."""
    assert turn_of(state, roles) is expected


@pytest.mark.parametrize("state", [state for state in State if state is not State.PUBLISHED])
@pytest.mark.parametrize("role", [Role.DPO, Role.TEAM, Role.SYSADMIN, Role.MEMBER])
def test_nothing_is_asked_of_others(state: State, role: Role) -> None:
    """Neither the DPO, who has a queue, nor the team, nor a sysadmin is asked anything here."""
    assert turn_of(state, frozenset({role})) is Turn.WAIT


def test_a_sysadmin_who_is_a_controller_does_not_decide() -> None:
    """Who administers the portal publishes nothing: it does not wait for them."""
    assert turn_of(State.OPINION_GIVEN, CONTROLLER | {Role.SYSADMIN}) is Turn.WAIT


def test_a_draft_does_not_press() -> None:
    """The number beside the link counts what others wait for, not what one prepares."""
    assert set(AWAITED) == {Turn.DECIDE, Turn.CORRECT}
