"""The forms of the review page: all that was typed in them, and what an action takes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

WRITTEN = ("kind", "text", "remark")
"""What somebody chooses and writes: an opinion or a reason, and beside it remarks of a return."""
ANSWER, COMMENT = "answer-", "comment-"
"""What the names of the fields of the checklist begin with; the id of the item follows."""


def typed(action: str) -> dict[str, Any]:
    """Return all that a form holds, whichever of its buttons was pressed, and the `action`."""
    token = tk.config["WTF_CSRF_FIELD_NAME"]
    found = {key: value for key, value in tk.request.form.items() if key != token}
    return found | {"action": action}


def written(typed: Mapping[str, Any]) -> bool:
    """Say whether somebody would lose something with this form."""
    names = (*WRITTEN, ANSWER, COMMENT)
    return any(value and name.startswith(names) for name, value in typed.items())


def given(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the action takes of what was typed."""
    text = "remark" if typed["action"] == Action.RETURN.value else "text"
    return {
        "kind": typed.get("kind", ""),
        "text": typed.get(text, ""),
        "version": typed.get("version", ""),
        "acknowledged": "acknowledged" in typed,
        "answers": _answers(typed),
    }


def _answers(typed: Mapping[str, str]) -> dict[str, dict[str, str]]:
    """Return the answers to the checklist, by id of the item, those only begun included."""
    items = {name.partition("-")[2] for name in typed if name.startswith((ANSWER, COMMENT))}
    return {
        item: {"answer": typed.get(ANSWER + item, ""), "comment": typed.get(COMMENT + item, "")}
        for item in items
    }
