"""Who keeps services of DPO, and who designates.

A service is a list of persons that many organisations rely on. Keeping the list gives no right to
give an opinion: only being one of its officers does, where an organisation designates it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tie(str, Enum):
    """What somebody is for a service of DPO."""

    LEAD = "lead"
    OFFICER = "officer"
    TEAM = "team"
    SYSADMIN = "sysadmin"
    WORKS = "works"  # is agent, controller or DPO of an organisation


_KEEPERS = frozenset({Tie.TEAM, Tie.SYSADMIN})

SERVICE_RULES: Mapping[str, frozenset[Tie]] = {
    "create": _KEEPERS,
    "update": _KEEPERS | {Tie.LEAD},
    "officer_add": _KEEPERS | {Tie.LEAD},
    "officer_remove": _KEEPERS | {Tie.LEAD},
    "show": _KEEPERS | {Tie.LEAD, Tie.OFFICER},
    "list": frozenset(Tie),
}
"""Which ties open which action on services."""


def may(action: str, ties: frozenset[Tie]) -> bool:
    """Say whether somebody with these ties may take an action on a service."""
    return bool(SERVICE_RULES[action] & ties)
