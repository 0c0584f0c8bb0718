"""What people are told when an action is refused: in their words, at the field concerned."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.workflow import Action, Refusal, Review, State


def state_label(state: State) -> str:
    """Return the name of a state, for a sentence."""
    return {
        State.DRAFT: tk._("a draft"),
        State.IN_REVIEW: tk._("under review by the DPO"),
        State.RETURNED: tk._("returned to the agent"),
        State.OPINION_GIVEN: tk._("waiting for the decision of the organization"),
        State.PUBLISHED: tk._("published"),
        State.WITHDRAWN: tk._("withdrawn"),
    }[state]


def errors(action: Action, refusal: Refusal, review: Review) -> dict[str, Any]:
    """Return the errors of a form or of an API call, by field."""
    if refusal is Refusal.TEXT:
        return {"text": [_text_needed(action)]}
    if refusal is Refusal.STATE:
        message = tk._("This is no longer possible: the dataset is {state}")
        return {"state": [message.format(state=state_label(review.state))]}
    field, message = {
        Refusal.ROLE: ("state", tk._("You do not have the role that this needs")),
        Refusal.VERSION: (
            "version",
            tk._("Somebody has acted on this dataset since you opened it: read it again"),
        ),
        Refusal.BARRED: (
            "state",
            tk._("Advising, deciding and administering the portal are never one person’s"),
        ),
        Refusal.OWN_WORK: ("state", tk._("Nobody gives an opinion on what they wrote or sent")),
        Refusal.NO_DPO: (
            "dpo",
            tk._("The organization has no confirmed DPO: designate one before sending"),
        ),
        Refusal.KIND: ("kind", tk._("Choose an opinion")),
        Refusal.ACKNOWLEDGE: (
            "acknowledged",
            tk._("The opinion has conditions: say that they are met"),
        ),
        Refusal.OWN_SUBMISSION: (
            "state",
            tk._("Against an unfavourable opinion, somebody who did not send the dataset decides"),
        ),
        Refusal.CONTENT: (
            "state",
            tk._(
                "The content is no longer what was sent to the DPO: take it back and send it again"
            ),
        ),
        Refusal.DELETED: ("state", tk._("This dataset is deleted")),
    }[refusal]
    return {field: [message]}


def _text_needed(action: Action) -> str:
    return {
        Action.OPINION: tk._("Write the conditions or the grounds of this opinion"),
        Action.RETURN: tk._("Say what the agent has to change"),
        Action.PUBLISH: tk._("Write why the organization publishes against the opinion"),
        Action.WITHDRAW: tk._("Say why this dataset is withdrawn"),
    }[action]
