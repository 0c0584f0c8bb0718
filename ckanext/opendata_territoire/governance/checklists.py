"""The checklist of this portal at work: what is judged and kept when a dataset moves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from . import config
from .domain import checklist
from .domain.checklist import Checklist, ChecklistError, Fault, Owner
from .domain.workflow import Action, OpinionKind, Refusal
from .store import answers

if TYPE_CHECKING:
    from .domain.checklist import Declaration
    from .domain.workflow import Request

OWNERS = {Action.SUBMIT: Owner.AGENT, Action.OPINION: Owner.DPO}
"""Who answers with which action."""


def current() -> Checklist:
    """Return the list of this portal.

    Raises:
        ValidationError: the administrator's own file cannot be read. Falling back to the list that
            ships would leave out what they ask.
    """
    try:
        return config.checklist()
    except ChecklistError as error:
        message = tk._(
            "The checklist of this portal cannot be read: tell its administrator. "
            "Nothing can be sent nor reviewed before."
        )
        raise tk.ValidationError({"answers": [message]}) from error


def faults(
    action: Action, dataset_id: str, request: Request, refusal: Refusal | None
) -> dict[str, Fault]:
    """Return what is wrong with the answers that come with an action, by id of the item.

    A favourable opinion goes with no « Non », neither of the DPO nor of the agent. Answers are
    judged with what is typed beside them, to be corrected at once; not when all is refused anyway.
    """
    owner = OWNERS.get(action)
    if owner is None or refusal not in (None, Refusal.KIND, Refusal.TEXT):
        return {}
    found = checklist.faults(current(), owner, request.answers, request.kind)
    if request.kind is OpinionKind.FAVOURABLE:
        declared = answers.last(dataset_id, Owner.AGENT)
        refused = checklist.obstacles(declared.entries) if declared else []
        found |= dict.fromkeys(refused, Fault.DECLARED)
    return found


def declaration(action: Action, request: Request) -> Declaration | None:
    """Return what is kept of accepted answers; nothing for an action that has none."""
    owner = OWNERS.get(action)
    return checklist.declare(current(), owner, request.answers) if owner else None
