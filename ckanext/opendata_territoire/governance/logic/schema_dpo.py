"""What the actions on DPOs accept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from .schema import optional_text, required_id

if TYPE_CHECKING:
    from ckan.types import Schema, Validator

SHORT = 200
"""Characters of a name."""
LONGEST = 254
"""Characters of an address (RFC 5321)."""
FIRST, LAST = date(1990, 1, 1), date(2100, 1, 1)
"""Between which a designation is no slip of the keyboard."""


def day(value: Any) -> date:
    """Read a day.

    Raises:
        Invalid: it is none, or no year when somebody could be designated.
    """
    try:
        found = date.fromisoformat(str(value).strip()[:10])
    except ValueError as error:
        raise tk.Invalid(tk._("Write a day as 2026-11-24")) from error
    if not FIRST <= found <= LAST:
        raise tk.Invalid(tk._("This year cannot be right"))
    return found


def _plain(longest: int) -> Validator:
    def plain(value: Any) -> str:
        if not isinstance(value, str):
            raise tk.Invalid(tk._("Must be a text"))
        text = value.strip()
        if len(text) > longest:
            raise tk.Invalid(tk._("At most {number} characters").format(number=longest))
        if not text.isprintable():
            raise tk.Invalid(tk._("Write it on one line, without hidden characters"))
        return text

    return plain


def _reference() -> list[Validator]:
    return [tk.get_validator("ignore_empty"), _plain(LONGEST)]


def _name() -> list[Validator]:
    return [tk.get_validator("not_missing"), _plain(SHORT), tk.get_validator("not_empty")]


def _email() -> list[Validator]:
    return [
        tk.get_validator("not_missing"),
        _plain(LONGEST),
        tk.get_validator("not_empty"),
        tk.get_validator("email_validator"),
    ]


def _truth() -> list[Validator]:
    default: Any = tk.get_validator("default")
    return [default(False), tk.get_validator("boolean_validator")]


def _term() -> Schema:
    return {
        "starts": [tk.get_validator("ignore_empty"), day],
        "ends": [tk.get_validator("ignore_empty"), day],
        "reference": optional_text(),
    }


def assign() -> Schema:
    """A designation."""
    return {
        "organization": required_id(),
        "user": _reference(),
        "service": _reference(),
        **_term(),
    }


def of_organization() -> Schema:
    """One organisation."""
    return {"organization": required_id()}


def one() -> Schema:
    """One designation, or one officer."""
    return {"id": required_id()}


def of_service() -> Schema:
    """One service."""
    return {"service": required_id()}


def by_link() -> Schema:
    """What came by mail."""
    return {"token": [tk.get_validator("not_missing"), _plain(SHORT)]}


def service_create() -> Schema:
    """A new service."""
    return {"name": _name(), "email": _email()}


def service_update() -> Schema:
    """A service as it is to be."""
    return {**of_service(), **service_create()}


def officer_add() -> Schema:
    """A new officer."""
    return {
        **of_service(),
        "user": [tk.get_validator("not_missing"), tk.get_validator("not_empty"), _plain(LONGEST)],
        "lead": _truth(),
        "stand_in": _truth(),
        **_term(),
    }
