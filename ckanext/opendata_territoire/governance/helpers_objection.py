"""What the templates ask of requests from outside."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import config
from ckanext.opendata_territoire.governance.domain.objection import Answer, Subject
from ckanext.opendata_territoire.governance.logic.common import objection_places
from ckanext.opendata_territoire.governance.store import objections

__all__ = [
    "governance_objection_answers",
    "governance_objection_months",
    "governance_objection_subjects",
    "governance_objections",
    "governance_objections_waiting",
]


def governance_objections(dataset_id: str) -> list[dict[str, Any]]:
    """Return the requests on a dataset that the reader sees, what waits first."""
    if not objection_places(tk.current_user):
        return []
    asked = {"dataset": dataset_id, "limit": 100}
    return tk.get_action("governance_objection_list")({}, asked)["results"]


def governance_objection_months() -> int:
    """Return how many months after the answer who asked is erased."""
    return config.objection_months()


def governance_objections_waiting() -> int | None:
    """Return how many requests wait for their answer; `None` when the reader never had any."""
    places = objection_places(tk.current_user)
    if not places:
        return None
    counts = objections.counts(places)
    return counts["open"] if counts["open"] or counts["answered"] else None


def governance_objection_subjects() -> dict[str, dict[str, str]]:
    """Return the `word` and the `sentence` of what a request may be about."""
    return {
        Subject.PERSONAL.value: {
            "word": tk._("Data about me"),
            "sentence": tk._("Or about somebody whom I represent: my child, for example."),
        },
        Subject.SECRET.value: {
            "word": tk._("A secret or a right"),
            "sentence": tk._("Business secret, copyright, security…"),
        },
        Subject.OTHER.value: {"word": tk._("Another reason"), "sentence": tk._("I explain below.")},
    }


def governance_objection_answers() -> dict[str, dict[str, str]]:
    """Return the `word` and the `sentence` of each answer."""
    return {
        Answer.KEEP.value: {
            "word": tk._("Nothing to change"),
            "sentence": tk._("The data stays as it is; the reason says why."),
        },
        Answer.CORRECT.value: {
            "word": tk._("Correct"),
            "sentence": tk._("A revision is opened: the public sees no change before its review."),
        },
        Answer.SUSPEND.value: {
            "word": tk._("Suspend"),
            "sentence": tk._("The public no longer sees it; restore or withdraw it afterwards."),
        },
        Answer.WITHDRAW.value: {
            "word": tk._("Withdraw from the public"),
            "sentence": tk._("It is hidden at once and kept by the organization."),
        },
    }
