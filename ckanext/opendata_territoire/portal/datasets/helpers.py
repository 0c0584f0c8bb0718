"""Template helpers of the dataset pages."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal import vocabularies
from ckanext.opendata_territoire.portal.datasets import facts, forms
from ckanext.opendata_territoire.portal.domain import publication, tables, tabular

_SIDES = ("start", "end")
_WHOLE_DAY = 10  # characters of a date that has a day: 2026-01-31
# Fields of our pages that the schema does not hold.
_OWN_FIELDS = {
    "upload": "File",
    "title": "Title",
    "owner_org": "You deposit for:",
    publication.RESOURCES: "Files",
}
_TABLES = {"CSV", "TSV", *tabular.SPREADSHEETS}


def vocabulary_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Choices of a scheming field that names its `vocabulary`."""
    return list(vocabularies.entries(field["vocabulary"]))


def vocabulary_label(vocabulary: str, value: str) -> str:
    """Label of a value in the language of the page."""
    return vocabularies.label(vocabulary, value, tk.h.lang())


def vocabulary_offered(field: dict[str, Any], chosen: Any) -> list[dict[str, str]]:
    """Choices of a form: the usual ones, and those already chosen, `value` and `text`."""
    kept = {chosen} if isinstance(chosen, str) else set(chosen or ())
    return [
        {"value": entry["value"], "text": vocabulary_label(field["vocabulary"], entry["value"])}
        for entry in vocabularies.entries(field["vocabulary"])
        if not entry.get("rare") or entry["value"] in kept
    ]


def dataset_form_groups(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Groups of the record, each with the `fields` that a form shows."""
    fields = forms.editable(schema["dataset_fields"])
    return [
        {**group, "fields": [field for field in fields if field.get("group") == group["name"]]}
        for group in schema["form_groups"]
    ]


def dataset_needed_count(schema: dict[str, Any]) -> int:
    """How many things publication needs: fields of the schema, and a file."""
    return len(publication.needed_fields(schema)) + 1


def dataset_updated(dataset: dict[str, Any]) -> str:
    """Date of the newest file, that of the record when there is none; ISO, as CKAN stores it.

    Empty for what is no stored dataset: CKAN's page of components draws one that has no date.
    """
    dates = [file_updated(resource) for resource in dataset.get("resources") or ()]
    return max(dates, default="") or dataset.get("metadata_modified") or ""


def file_updated(resource: dict[str, Any]) -> str:
    """Date of a file: when it was deposited, otherwise when the link was."""
    return resource.get("last_modified") or resource.get("created") or ""


def file_facts(resource: dict[str, Any]) -> list[str]:
    """What is known of a file, in words: rows, columns, size, date; an unknown format too."""
    facts = []
    if resource.get("url_type") == "upload" and not resource.get("format"):
        facts.append(tk._("format not recognized"))
    if (rows := _number(resource.get("row_count"))) is not None:
        facts.append(tk.ungettext("{number} row", "{number} rows", rows).format(number=_said(rows)))
    if columns := _number(resource.get("column_count")):
        words = tk.ungettext("{number} column", "{number} columns", columns)
        facts.append(words.format(number=_said(columns)))
    if size := _number(resource.get("size")):
        facts.append(file_size(size))
    if date := file_updated(resource):
        facts.append(tk._("updated on {date}").format(date=tk.h.render_datetime(date)))
    return facts


def file_read_as(resource: dict[str, Any]) -> str:
    """How the file was read, in words; empty for a file that is not delimited text."""
    separator, encoding = resource.get("separator"), resource.get("encoding")
    if not (separator and encoding):
        return ""
    return tk._("read as {format}, separator: {separator}, characters: {encoding}").format(
        format=resource.get("format"),
        separator=vocabulary_label("separator", separator),
        encoding=vocabulary_label("encoding", encoding),
    )


def file_words(resource: dict[str, Any]) -> str:
    """All that is known of a file, in one line for its author."""
    words = [resource.get("format"), *file_facts(resource), file_read_as(resource)]
    return " · ".join(word for word in [*words, file_host(resource)] if word)


def file_size(size: int) -> str:
    """Size of a file in words: kilobytes, megabytes or gigabytes, of a thousand each."""
    for limit, text in ((10**9, tk._("{size} GB")), (10**6, tk._("{size} MB"))):
        if size >= limit:
            return text.format(size=_said(round(size / limit, 1)))
    return tk._("{size} kB").format(size=_said(max(1, round(size / 1000))))


def file_size_limit() -> int:
    """Size of the largest file that is taken in, in megabytes."""
    return tk.config["ckan.max_resource_size"]


def upload_module() -> Markup:
    """Attributes of a form that sends a file: the script that shows how far it is, its words."""
    limit = file_size_limit()
    too_large = tk._("This file is larger than {limit} MB, the most this portal accepts")
    words = {
        "max": limit,
        "sending": tk._("Sending the file: {percent} %"),
        "reading": tk._("The file is sent. The portal is reading it…"),
        "failed": tk._("The file was not sent: the connection was lost. Try again."),
        "single": tk._("Drop one file only; you will add the others next."),
        "large": too_large.format(limit=limit),
    }
    attributes = (Markup(' data-module-{}="{}"').format(*pair) for pair in words.items())
    return Markup('data-module="ot-upload"') + Markup("").join(attributes)


def file_host(resource: dict[str, Any]) -> str:
    """Host to which a link leads; empty for an uploaded file or another scheme than http."""
    if resource.get("url_type") == "upload":
        return ""
    parts = urlsplit(resource.get("url") or "")
    return (parts.hostname or "") if parts.scheme in ("http", "https") else ""


def file_preview(resource: dict[str, Any]) -> tables.FileReading | None:
    """First rows of an uploaded table; None when there is nothing to show."""
    if resource.get("format") not in _TABLES:
        return None
    found = facts.stored(resource)
    return found if found and found.columns else None


def file_findings(resource: dict[str, Any]) -> list[dict[str, Any]]:
    """What deserves a word before a file is published; nothing for who may not know it."""
    if resource.get("url_type") != "upload":
        return []
    try:
        return tk.get_action("resource_file_facts")({}, {"id": resource["id"]})["findings"]
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return []


def column_kinds(preview: tables.FileReading) -> list[str]:
    """How each column of a preview is set: `number`, `short` or `long`."""
    return [*tables.column_kinds(preview)]


def column_words(preview: tables.FileReading) -> list[str]:
    """What each column holds, in words."""
    words = {
        "empty": tk._("empty"),
        "code": tk._("code"),
        "integer": tk._("whole number"),
        "decimal": tk._("decimal number"),
        "date": tk._("date"),
        "yes_no": tk._("yes or no"),
        "text": tk._("text"),
    }
    return [words[content] for content in tables.column_contents(preview)]


def first_preview(dataset: dict[str, Any]) -> dict[str, Any] | None:
    """First resource of a dataset that can be shown as a table, with its `preview`."""
    for resource in dataset.get("resources") or ():
        if preview := file_preview(resource):
            return {**resource, "preview": preview}
    return None


def period_text(period: dict[str, str]) -> str:
    """Period covered, in words."""
    start, end = (tk.h.render_datetime(period.get(side)) or period.get(side) for side in _SIDES)
    if start and end and any(len(period[side]) < _WHOLE_DAY for side in _SIDES):
        return tk._("{start} to {end}").format(start=start, end=end)
    if start and end:
        return tk._("from {start} to {end}").format(start=start, end=end)
    if start:
        return tk._("since {start}").format(start=start)
    return tk._("until {end}").format(end=end) if end else ""


def license_options(chosen: str) -> list[tuple[str, str]]:
    """Licences of a form, identifier and title; one that is no longer in the list stays chosen."""
    known = {licence.id: licence.title for licence in model.Package.get_license_register().values()}
    return list({**({chosen: chosen} if chosen else {}), **known}.items())


def form_label(fields: list[dict[str, Any]], name: str) -> str:
    """Label of the field to which an error belongs; empty when no field of the page has it."""
    if name in _OWN_FIELDS:
        return tk._(_OWN_FIELDS[name])
    parent, _, subfield = name.partition("-0-")
    for field in forms.editable(fields):
        if field["field_name"] != parent:
            continue
        inner = field.get("repeating_subfields", ()) if subfield else ()
        labels = [sub["label"] for sub in inner if sub["field_name"] == subfield]
        return ", ".join(map(tk.h.scheming_language_text, [field["label"], *labels]))
    return ""


def group_has_errors(group: dict[str, Any], errors: dict[str, Any]) -> bool:
    """Tell whether a field of a group, or one of its subfields, is wrong."""
    names = {field["field_name"] for field in group["fields"]}
    return any(name.partition("-")[0] in names for name in errors)


def dataset_state(state: str) -> dict[str, str]:
    """Word, caption, icon and tint for where a dataset stands; only three words exist."""
    draft = {"word": tk._("Draft"), "icon": "pencil", "tint": ""}
    review = {"word": tk._("DPO review"), "icon": "shield-check", "tint": "ot-review-state"}
    word, caption = {
        "in_review": (review, ""),
        "opinion_given": (review, tk._("opinion given, decision awaited")),
        "returned": ({**draft, "tint": "ot-soon"}, tk._("returned, to be completed")),
        "withdrawn": (draft, tk._("withdrawn from the public")),
        "suspended": (
            {"word": tk._("Published"), "icon": "triangle-alert", "tint": "ot-soon"},
            tk._("suspended, decision awaited"),
        ),
        "published": ({"word": tk._("Published"), "icon": "circle-check", "tint": "ot-valid"}, ""),
    }.get(state, (draft, ""))
    return {**word, "caption": caption}


def _number(value: Any) -> int | None:
    try:
        return int(value)
    except (TypeError, ValueError):
        return None


def _said(number: float) -> str:
    return tk.h.localised_number(number)
