"""What the actions on framework opinions accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import framework

from .schema import answers, day, factory, optional_text, page, required_id, validators
from .schema_deciders import short_text

if TYPE_CHECKING:
    from ckan.types import Schema, Validator

    from ckanext.opendata_territoire.governance.domain.framework import Column

MAX_ORGANIZATIONS = 2000
MAX_COLUMNS = 200
MAX_WORD = 300


def _words(value: Any) -> list[str]:
    """Return the codes of a text where spaces part them, each once."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Give a text where spaces part the values"))
    found = value.split()
    if len(found) > MAX_ORGANIZATIONS or any(len(each) > MAX_WORD for each in found):
        raise tk.Invalid(tk._("This list is too long"))
    return list(dict.fromkeys(found))


def _web_addresses(value: Any) -> list[str]:
    found = _words(value)
    if not all(each.startswith(("https://", "http://")) for each in found):
        raise tk.Invalid(tk._("The address of a schema begins with https://"))
    return found


def _columns(value: Any) -> list[Column]:
    """Return the columns of a text, one on each line."""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("Write one column on each line"))
    try:
        found = framework.columns_of(value)
    except ValueError as error:
        message = tk._(
            "Line “{line}”: a title twice, or a content that is none of text, number, date, yes_no"
        )
        raise tk.Invalid(message.format(line=str(error)[:MAX_WORD])) from error
    if len(found) > MAX_COLUMNS:
        raise tk.Invalid(tk._("This list is too long"))
    return found


def _needed_text() -> list[Validator]:
    return [*validators("not_missing", "not_empty"), *optional_text()[1:], *_not_blank()]


def _not_blank() -> list[Validator]:
    def strip(value: str) -> str:
        return value.strip()

    return [strip, *validators("not_empty")]


def create() -> Schema:
    """A framework opinion."""
    return {
        "title": short_text("not_missing", "not_empty"),
        "text": _needed_text(),
        "organizations": [*validators("not_missing", "not_empty"), _words],
        "themes": [factory("default")(""), _words],
        "schemas": [factory("default")(""), _web_addresses],
        "checks": [factory("default")(""), _words],
        "columns": [factory("default")(""), _columns],
        "reference": validators("ignore_empty", "unicode_safe"),
        "licences": [factory("default")(""), _words],
        "starts": [*validators("not_missing", "not_empty"), day],
        "ends": [*validators("not_missing", "not_empty"), day],
        "sampling": [
            *validators("not_missing", "not_empty"),
            _rate,
        ],
        "answers": [*validators("not_missing"), answers],
    }


def _rate(value: Any) -> int:
    if not str(value).isdecimal() or int(value) > framework.ALL:
        raise tk.Invalid(tk._("A share goes from 0 to 100"))
    return int(value)


def show() -> Schema:
    """One framework opinion, and a page of what relied on it."""
    return {"id": required_id(), "limit": page()["limit"], "offset": page()["offset"]}


def filters() -> Schema:
    """One organisation, or all."""
    return {"organization": validators("ignore_empty", "unicode_safe")}


def revoke() -> Schema:
    """One framework opinion, and why it is revoked."""
    return {"id": required_id(), "reason": _needed_text()}
