"""What the actions on whoever decides accept: mailed links, mayors, standing acts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.workflow import Action

from .schema import day, factory, optional_text, required_id, validators

if TYPE_CHECKING:
    from ckan.types import Schema, Validator

MAX_NAME = 300
MAX_LIST = 50
SEPARATIONS = ("auto", "on", "off")


def short_text(*more: str) -> list[Validator]:
    """Return what a text of one line must be."""
    too_long = tk._("At most {number} characters").format(number=MAX_NAME)

    def short_enough(value: str) -> str:
        if len(value) > MAX_NAME:
            raise tk.Invalid(too_long)
        return value.strip()

    return [*validators(*more, "unicode_safe"), short_enough, *validators("not_empty")]


def addresses(value: str) -> list[str]:
    """Return the addresses of a text, apart by spaces or line feeds."""
    found = value.split()
    if len(found) > MAX_LIST or any(len(each) > MAX_NAME for each in found):
        raise tk.Invalid(tk._("This list is too long"))
    return found


def link_token() -> Schema:
    """A token, as it was mailed."""
    return {"token": required_id()}


def link_decide() -> Schema:
    """The decision of a mayor."""
    decisions = [Action.PUBLISH.value, Action.REFUSE.value]
    return {
        "token": required_id(),
        "code": [factory("default")(""), *validators("unicode_safe")],
        "decision": [*validators("not_missing", "not_empty"), factory("one_of")(decisions)],
        "text": optional_text(),
    }


def organization() -> Schema:
    """One organisation."""
    return {"organization": required_id()}


def mayor() -> Schema:
    """Whoever decides by link."""
    return {
        "organization": required_id(),
        "mayor_name": short_text("not_missing", "not_empty"),
        "mayor_email": [*short_text("not_missing", "not_empty"), *validators("email_validator")],
        "sends": [factory("default")(False), *validators("boolean_validator")],
    }


def separation() -> Schema:
    """Whether whoever sends may decide."""
    return {
        "organization": required_id(),
        "separation": [
            *validators("not_missing", "not_empty"),
            factory("one_of")(list(SEPARATIONS)),
        ],
    }


def standing_act() -> Schema:
    """A standing act."""
    return {
        "organization": required_id(),
        "number": short_text("not_missing", "not_empty"),
        "adopted": [*validators("not_missing", "not_empty"), day],
        "holder": short_text("not_missing", "not_empty"),
        "holder_account": validators("ignore_empty", "unicode_safe"),
        "ends": [*validators("ignore_empty"), day],
        "everything": [factory("default")(False), *validators("boolean_validator")],
        "themes": [factory("default")(""), *validators("unicode_safe"), addresses],
        "schemas": [factory("default")(""), *validators("unicode_safe"), addresses],
    }
