"""What was said and done on a dataset, in people's words, for the templates."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from .domain.workflow import State
from .logic import messages
from .places import place

__all__ = [
    "governance_coverage",
    "governance_kinds",
    "governance_last_word",
    "governance_mark",
    "governance_meanwhile",
    "governance_said",
]

_MARKS = {
    "favourable": {"icon": "circle-check", "tint": "ot-valid"},
    "reserved": {"icon": "triangle-alert", "tint": "ot-soon"},
    "unfavourable": {"icon": "circle-alert", "tint": "ot-late"},
}


def governance_said(review: dict[str, Any]) -> list[dict[str, Any]]:
    """Return opinions and remarks, oldest first: `label`, `text`, `author`, `at`, `counts`.

    `counts` is false for an opinion that an edit or a new sending has overtaken. An opinion also
    has an `icon` and a `tint`, a class.
    """
    kinds, actions = governance_kinds(), messages.acts()
    said = [
        {**opinion, "label": kinds[opinion["kind"]], "at": opinion["given_at"]}
        for opinion in review["opinions"]
    ] + [
        {
            **remark,
            "label": actions[remark["action"]],
            "at": remark["written_at"],
            "place": place(remark),
        }
        for remark in review["remarks"]
    ]
    counted = [
        {**entry, **_MARKS.get(entry.get("kind", ""), {}), "counts": entry.get("current", True)}
        for entry in said
    ]
    return sorted(counted, key=lambda entry: entry["at"])


def governance_coverage(dataset_id: str) -> list[dict[str, Any]]:
    """Return which framework opinions cover a dataset that is to be sent, or why they do not.

    Once it is sent, only why not. Nothing for who does not see framework opinions.
    """
    try:
        found = tk.get_action("governance_framework_coverage")({}, {"id": dataset_id})
    except (tk.NotAuthorized, tk.ValidationError):
        return []
    state = tk.get_action("governance_show")({}, {"id": dataset_id})["state"]
    if state == State.IN_REVIEW.value:
        return [each for each in found if not each["covered"]]
    return [each for each in found if each["covered"]][:1] or found


def governance_kinds() -> dict[str, str]:
    """Return the name of each kind of opinion."""
    return {
        "favourable": tk._("Favourable opinion"),
        "reserved": tk._("Reserved opinion"),
        "unfavourable": tk._("Unfavourable opinion"),
    }


def governance_mark(kind: str) -> dict[str, str]:
    """Return the `icon` and the `tint`, a class, of a kind of opinion."""
    return _MARKS[kind]


def governance_meanwhile(review: dict[str, Any], version: str) -> list[dict[str, str]]:
    """Return what was done since a page was opened: `label`, `author`, `at`, first one first.

    Args:
        review: as `governance_show` gives it.
        version: that of the page, as its form sent it.
    """
    seen = int(version) if version.isdecimal() else review["version"]
    deeds = messages.acts()
    return [{**move, "label": deeds[move["action"]]} for move in review["moves"][seen:]]


def governance_last_word(review: dict[str, Any]) -> dict[str, Any] | None:
    """Return what was said last to the agent, as `governance_said` has it.

    An opinion or a return of the DPO, or the organisation's reason not to publish.
    """
    said = [
        entry
        for entry in governance_said(review)
        if "kind" in entry or entry["action"] in ("return", "refuse")
    ]
    return said[-1] if said else None
