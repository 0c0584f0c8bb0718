"""What somebody else saved while a form was being filled in, for the pages of datasets.

The form carries the prints of what it showed, in a field of its own; a form without it (a script's)
writes as it says.
"""

from __future__ import annotations

import json
import textwrap
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.datasets import forms
from ckanext.opendata_territoire.portal.domain import overtaking

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.opendata_territoire.portal.datasets.errors import Errors

SEEN = "seen"
FILE = "upload"
OVERTAKEN = 409  # status of a form that would write over what somebody else saved
_SHOWN = 200  # characters of a stored value in a message

Values = dict[str, Any]


def carried(fields: Iterable[forms.Field], stored: Mapping[str, Any]) -> str:
    """What a form carries of the values that it shows."""
    return json.dumps(_prints(fields, stored))


def settle(
    fields: list[forms.Field], stored: Mapping[str, Any], patch: Values
) -> tuple[Values, set[str]]:
    """Tell what a posted form may write from what both its author and somebody else changed.

    Args:
        fields: of the schema.
        stored: as it is now.
        patch: what the form would change.

    Returns:
        The patch without what only the other changed; the names of what both changed.
    """
    seen = overtaking.read_prints(tk.request.form.get(SEEN, ""))
    now, sent = _prints(fields, stored), _prints(fields, {**stored, **patch})
    if FILE in patch:
        sent[FILE] = ""
    left_alone, clashes = overtaking.overtaken(patch, seen, now, sent)
    return {name: value for name, value in patch.items() if name not in left_alone}, clashes


def told(fields: list[forms.Field], stored: Mapping[str, Any], clashes: set[str]) -> Errors:
    """Say beside each field that both changed what is stored now."""
    found: Errors = {}
    for field in forms.editable(fields):
        name = field["field_name"]
        if name in clashes or (name == "tag_string" and "tags" in clashes):
            words = _words(field, stored)
            said = (
                tk._("Somebody else wrote: “{value}”. Saving again keeps what you typed here.")
                if words
                else tk._("Somebody else emptied this field. Saving again keeps what you typed.")
            )
            found[name] = [said.format(value=words)]
    if FILE in clashes:
        found[FILE] = [
            tk._(
                "Somebody else replaced this file meanwhile. Choose yours again to replace theirs."
            )
        ]
    return found


def _prints(fields: Iterable[forms.Field], stored: Mapping[str, Any]) -> dict[str, str]:
    values = {field["field_name"]: _shown(field, stored) for field in forms.editable(fields)}
    values["tags"] = sorted(tag["name"] for tag in stored.get("tags", ()))
    values[FILE] = stored.get("hash")
    return {name: overtaking.print_of(value) for name, value in values.items()}


def _shown(field: forms.Field, stored: Mapping[str, Any]) -> Any:
    """Value of a field without the parts that no form shows."""
    value = stored.get(field["field_name"])
    if "repeating_subfields" not in field:
        return value
    names = [inner["field_name"] for inner in forms.editable(field["repeating_subfields"])]
    return [{name: record.get(name) for name in names} for record in (value or [])[:1]]


def _words(field: forms.Field, stored: Mapping[str, Any]) -> str:
    if field["field_name"] == "tag_string":
        return ", ".join(tag["name"] for tag in stored.get("tags", ()))
    value = _shown(field, stored)
    if "repeating_subfields" in field:
        value = [part for record in value for part in record.values() if part]
    choices = tk.h.scheming_field_choices(field) or []
    labels = {each["value"]: tk.h.scheming_language_text(each["label"]) for each in choices}
    parts = value if isinstance(value, list) else [value]
    said = ", ".join(str(labels.get(part, part)) for part in parts if part not in (None, ""))
    return textwrap.shorten(said, _SHOWN, placeholder="…")
