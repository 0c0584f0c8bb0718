"""Remarks and the places that they are tied to, in people's words, for the templates."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.remarks import Target
from ckanext.opendata_territoire.governance.domain.workflow import RETURNING, Action, State
from ckanext.opendata_territoire.governance.logic import remarks

__all__ = [
    "governance_place",
    "governance_remarks",
    "governance_remarks_at",
    "governance_returned",
    "governance_targets",
]


def governance_remarks(review: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the remarks of the last return, each with the `place` that it is tied to, in words.

    Args:
        review: as `governance_show` gives it.
    """
    returning = [action.value for action in RETURNING]
    returned = [found for found in review["remarks"] if found["action"] in returning]
    last = returned[-1]["round"] if returned else 0
    return [found | {"place": place(found)} for found in returned if found["round"] == last]


def governance_returned(review: dict[str, Any]) -> str:
    """Return the title of the remarks of the last return, by who returned it."""
    last = governance_remarks(review)[-1:]
    refused = bool(last) and last[0]["action"] == Action.REFUSE.value
    return tk._("Not published: the reason") if refused else tk._("Remarks of the DPO")


def governance_remarks_at(dataset_id: str, **at: str) -> list[dict[str, Any]]:
    """Return the remarks that a returned dataset has at a place, for who works on it.

    Args:
        dataset_id: id of the dataset; of none while it is being created.
        at: `field`, the name of one, or `resource`, the id of a file; its columns are included.
    """
    found = _open_remarks(dataset_id) if dataset_id else []
    return [remark for remark in found if all(remark[key] == at[key] for key in at)]


def _open_remarks(dataset_id: str) -> list[dict[str, Any]]:
    # A form asks for each of its fields: once for a page is enough.
    known = tk.g.setdefault("governance_remarks", {})
    if dataset_id not in known:
        review = tk.get_action("governance_show")({}, {"id": dataset_id})
        returned = review["state"] == State.RETURNED.value and "remarks" in review
        known[dataset_id] = governance_remarks(review) if returned else []
    return known[dataset_id]


def governance_place(condition: dict[str, Any]) -> dict[str, str]:
    """Return where a condition of an opinion applies: `kind` and `name`, in words."""
    return place(condition)


def place(remark: dict[str, Any]) -> dict[str, str]:
    """Return where a remark applies: `kind` and `name` in words, and `key`, as a form sends it."""
    field, column, file = remark["field"], remark["column"], remark["file_name"] or ""
    target = Target(field or "", remark["resource"] or "", column or "")
    if field:
        kind, name = tk._("Field"), _field(field)
    elif column:
        kind, name = tk._("Column of {file}").format(file=file), column
    elif remark["resource"]:
        kind, name = tk._("File"), file
    else:
        kind, name = "", tk._("The dataset as a whole")
    return {"kind": kind, "name": name, "key": target.key}


def _field(name: str) -> str:
    fields = tk.h.scheming_get_dataset_schema("dataset")["dataset_fields"]
    return tk.h.form_label(fields, name) or name


def governance_targets(dataset: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the places that a DPO may choose, by groups: `label`, and `places`, pairs of key and
    text.
    """
    known = remarks.places({"user": tk.current_user.name}, dataset)
    groups = tk.h.dataset_form_groups(tk.h.scheming_get_dataset_schema("dataset"))
    names = [field["field_name"] for group in groups for field in group["fields"]]
    fields = [(Target(field=name).key, _field(name)) for name in names]
    return [{"label": tk._("Record"), "places": fields}] + [
        {
            "label": resource["name"] or tk._("File without a name"),
            "places": [
                (Target(resource=resource["id"]).key, tk._("The file as a whole")),
                *(
                    (Target(resource=resource["id"], column=column).key, column)
                    for column in known.files[resource["id"]]
                ),
            ],
        }
        for resource in dataset["resources"]
    ]
