"""Differences in people's words: labels of the form, values as pages show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTHING = "—"


def difference(found: dict[str, Any]) -> dict[str, Any]:
    """Return a difference, as `governance_difference` gives it, with words beside its codes.

    Changes get `label`, and `before` and `after` become text; files get `label` and `sizes`.
    """
    schema = tk.h.scheming_get_dataset_schema("dataset")
    return {
        "fields": [_change(change, schema["dataset_fields"]) for change in found["fields"]],
        "files": [_file(change, schema["resource_fields"]) for change in found["files"]],
    }


def version(found: dict[str, Any]) -> list[str]:
    """Say in sentences what changed in a version, as `governance_version_list` gives it."""
    if found["withdrawn"]:
        return [tk._("Version withdrawn")]
    if found["changes"] is None:
        return [tk._("First version kept") if found["number"] == 1 else tk._("Published anew")]
    changes = difference(found["changes"])
    said = [sentence for file in changes["files"] for sentence in _version_file(file)]
    if changes["fields"]:
        labels = ", ".join(change["label"] for change in changes["fields"])
        said.append(tk._("Record changed: {names}").format(names=labels))
    return said or [tk._("Published anew, the same")]


def _version_file(file: dict[str, Any]) -> list[str]:
    rows = next((each for each in file["fields"] if each["field"] == "row_count"), None)
    more = _rows(int(rows["after"]) - int(rows["before"])) if rows and _counted(rows) else ""
    detail = ", ".join(filter(None, (more, *file["columns"])))
    return [f"{file['name']} : {file['label']}{f' ({detail})' if detail else ''}"]


def _counted(rows: dict[str, str]) -> bool:
    return rows["before"].isdecimal() and rows["after"].isdecimal()


def _rows(more: int) -> str:
    number = tk.h.localised_number(abs(more))
    if more > 0:
        return tk.ungettext("{number} more row", "{number} more rows", more).format(number=number)
    return tk.ungettext("{number} row less", "{number} rows less", -more).format(number=number)


def _change(change: dict[str, Any], fields: list[dict[str, Any]]) -> dict[str, Any]:
    field = next((field for field in fields if field["field_name"] == change["field"]), {})
    return {
        "field": change["field"],
        "label": _label(change["field"], field),
        "before": _text(change["before"], field),
        "after": _text(change["after"], field),
    }


def _file(change: dict[str, Any], fields: list[dict[str, Any]]) -> dict[str, Any]:
    sizes = [
        tk.h.file_size(side["size"])
        for side in (change["before"], change["after"])
        if side and side["size"]
    ]
    return {
        **change,
        "label": {
            "added": tk._("file added"),
            "removed": tk._("file removed"),
            "replaced": tk._("file replaced"),
            "described": tk._("described otherwise, same file"),
        }[change["what"]],
        "sizes": " → ".join(sizes),
        "fields": [_change(each, fields) for each in change["fields"]],
        "columns": _columns(change["columns_added"], change["columns_removed"]),
    }


def _columns(added: Sequence[str], removed: Sequence[str]) -> list[str]:
    came = tk.ungettext("column added: {names}", "columns added: {names}", len(added))
    went = tk.ungettext("column removed: {names}", "columns removed: {names}", len(removed))
    return [
        sentence.format(names=", ".join(names))
        for sentence, names in ((came, added), (went, removed))
        if names
    ]


def _label(name: str, field: dict[str, Any]) -> str:
    if name == "tags":
        return tk._("Keywords")
    return tk.h.scheming_language_text(field["label"]) if field.get("label") else name


def _text(value: Any, field: dict[str, Any]) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, list):
        return ", ".join(_text(item, field) for item in value)
    if isinstance(value, dict):
        return ", ".join(_text(item, {}) for item in value.values() if item not in (None, ""))
    return _named(str(value), field)


def _named(value: str, field: dict[str, Any]) -> str:
    if vocabulary := field.get("vocabulary"):
        return tk.h.vocabulary_label(vocabulary, value)
    match field.get("field_name"):
        case "license_id":
            found = model.Package.get_license_register().get(value)
            return found.title if found else value
        case "owner_org":
            return tk.h.get_organization(value)["display_name"]
        case _:
            return value
