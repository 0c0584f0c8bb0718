"""The forms of the review page: all that was typed in them, and what an action takes of it."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.remarks import parse
from ckanext.opendata_territoire.governance.domain.workflow import Action

if TYPE_CHECKING:
    from collections.abc import Mapping

ANSWER, COMMENT = "answer-", "comment-"
"""What the names of the fields of the checklist begin with; the id of the item follows."""
REPLY = "reply-"
"""A field of the form of replies: the id of the remark follows."""

_ROW = re.compile(r"remarks-(\d{1,3})-(target|text)")

CONDITION_ROWS = (1, 2, 3, 4)
"""Rows of a form without JavaScript; the API takes more."""


def typed(action: str) -> dict[str, Any]:
    """Return all that a form holds, whichever of its buttons was pressed.

    With the `action`, and `rows`: the remarks, each a `target` and a `text`.
    """
    token = tk.config["WTF_CSRF_FIELD_NAME"]
    found = {key: value for key, value in tk.request.form.items() if key != token}
    return found | {"action": action, "rows": _rows(found)}


def _rows(form: Mapping[str, str]) -> list[dict[str, str]]:
    rows: dict[int, dict[str, str]] = {}
    for name, value in form.items():
        if part := _ROW.fullmatch(name):
            rows.setdefault(int(part[1]), {"target": "", "text": ""})[part[2]] = value
    return [row for _, row in sorted(rows.items()) if row["text"].strip() or row["target"]]


def written(typed: Mapping[str, Any]) -> bool:
    """Say whether somebody would lose something with this form."""
    names = ("kind", "text", "condition-", ANSWER, COMMENT, REPLY)
    return bool(typed["rows"]) or any(
        value for name, value in typed.items() if name.startswith(names)
    )


def kept(typed: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Return what a page holds of a form to send it again, by name."""
    return [
        (name, value) for name, value in typed.items() if value and name not in ("action", "rows")
    ]


def given(typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the action takes of what was typed."""
    data = {
        "kind": typed.get("kind", ""),
        "text": typed.get("text", ""),
        "version": typed.get("version", ""),
        "answers": answers(typed),
        "conditions": _conditions(typed),
        "condition": typed.get("condition", ""),
    }
    if typed["action"] == Action.RETURN.value:
        data |= {"text": "", "remarks": [_remark(row) for row in typed["rows"]]}
    if typed["action"] == Action.REPLY.value:
        data["replies"] = [
            {"remark": name.removeprefix(REPLY), "text": value}
            for name, value in typed.items()
            if name.startswith(REPLY)
        ]
    return data


def _conditions(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """Return the conditions that are written, in order; rows left empty are not there."""
    return [
        {
            "text": typed[f"condition-{row}"],
            **asdict(parse(typed.get(f"condition-target-{row}", ""))),
            "lifted_by": typed.get(f"lifter-{row}", ""),
        }
        for row in CONDITION_ROWS
        if typed.get(f"condition-{row}", "").strip()
    ]


def answers(typed: Mapping[str, Any]) -> dict[str, dict[str, str]]:
    """Return the answers to the checklist, by id of the item, those only begun included."""
    items = {name.partition("-")[2] for name in typed if name.startswith((ANSWER, COMMENT))}
    return {
        item: {"answer": typed.get(ANSWER + item, ""), "comment": typed.get(COMMENT + item, "")}
        for item in items
    }


def _remark(row: Mapping[str, str]) -> dict[str, str]:
    return {"text": row["text"], **asdict(parse(row["target"]))}
