"""From what a browser posts to what an action takes, by the schema; nothing else passes.

Only fields that the schema shows in a form are read: a posted `state`, `private`, `owner_org` or
`hash` is dropped here, before any action sees it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.opendata_territoire.portal.domain import keywords

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from werkzeug.datastructures import MultiDict

Field = dict[str, Any]


def editable(fields: Iterable[Field]) -> list[Field]:
    """Fields that a form shows."""
    return [field for field in fields if field.get("form_snippet", "text.html") is not None]


def dataset_patch(
    fields: Iterable[Field], form: MultiDict[str, str], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Values of a posted dataset form that differ from what is stored, for `package_patch`."""
    patch = _changes(editable(fields), form, stored)
    # Patching `tag_string` would only add to the tags that are there.
    words = keywords.cut(patch.pop("tag_string", ""))
    if set(words) != {tag["name"] for tag in stored.get("tags", ())}:
        patch["tags"] = [{"name": word} for word in words]
    return patch


def resource_patch(
    fields: Iterable[Field], form: MultiDict[str, str], stored: Mapping[str, Any]
) -> dict[str, Any]:
    """Values of a posted resource form that differ from what is stored.

    A field that the page did not show is not touched.
    """
    shown = [field for field in editable(fields) if field["field_name"] in form]
    return _changes(shown, form, stored)


def typed(fields: Iterable[Field], form: MultiDict[str, str]) -> list[tuple[str, str]]:
    """Names and values of a posted form, as posted, for a page that sends them again."""
    names = ["then", "seen"]
    for field in editable(fields):
        name = field["field_name"]
        inner = editable(field.get("repeating_subfields", ()))
        names += [f"{name}-0-{sub['field_name']}" for sub in inner] or [name]
    return [(name, value) for name in names for value in form.getlist(name)]


def _changes(
    fields: Iterable[Field], form: MultiDict[str, str], stored: Mapping[str, Any]
) -> dict[str, Any]:
    values = {field["field_name"]: _value(field, form, stored) for field in fields}
    return {name: value for name, value in values.items() if not _same(value, stored.get(name))}


def _same(value: Any, stored: Any) -> bool:
    if not value and not stored:
        return stored != 0 or value == 0
    if isinstance(stored, list) and isinstance(value, str):
        return value.splitlines() == stored
    return value == stored or str(value) == str(stored)


def _value(field: Field, form: MultiDict[str, str], stored: Mapping[str, Any]) -> Any:
    name = field["field_name"]
    if "repeating_subfields" in field:
        return _records(field, form, stored.get(name) or [])
    if field.get("form_snippet") == "multiple_checkbox.html":
        return form.getlist(name)
    return form.get(name, "").replace("\r\n", "\n").strip()


def _records(
    field: Field, form: MultiDict[str, str], stored: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """First record from the form, the others (an API may have given several) as they are.

    What the form does not show (the code and the outline of a territory) describes what it shows:
    kept with it, dropped when it changes.
    """
    name = field["field_name"]
    shown = [subfield["field_name"] for subfield in editable(field["repeating_subfields"])]
    typed = {sub: form.get(f"{name}-0-{sub}", "").strip() for sub in shown}
    before = stored[0] if stored else {}
    if all(typed[sub] == (before.get(sub) or "") for sub in shown):
        typed = {**before, **typed}
    first = {sub: value for sub, value in typed.items() if value}
    return [record for record in (first, *stored[1:]) if record]
