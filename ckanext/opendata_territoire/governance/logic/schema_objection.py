"""What the actions on requests from outside accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import objection as rules
from ckanext.opendata_territoire.governance.domain.objection import Answer, Status, Subject

from .schema import page, required_id

if TYPE_CHECKING:
    from ckan.types import Schema, Validator, ValidatorFactory

_KEPT_SIGNS = "\n\t"


def _factory(name: str) -> ValidatorFactory:
    return tk.get_validator(name)  # pyright: ignore[reportReturnType]


def _text(longest: int, missing: str = "", *, lines: bool = False) -> list[Validator]:
    """Accept a text without hidden signs; `missing` says what to write when it is needed."""

    def text(value: Any) -> str:
        if value is None or value is tk.missing:
            value = ""
        if not isinstance(value, str):
            raise tk.Invalid(tk._("Must be a text"))
        found = value.replace("\r\n", "\n").strip()
        if not found and missing:
            raise tk.Invalid(missing)
        if len(found) > longest:
            raise tk.Invalid(tk._("At most {number} characters").format(number=longest))
        if not all(sign.isprintable() or (lines and sign in _KEPT_SIGNS) for sign in found):
            raise tk.Invalid(tk._("This text holds hidden characters: type it again"))
        return found

    return [text]


def _choice(values: type[Subject] | type[Answer], missing: str) -> list[Validator]:
    def known(value: Any) -> str:
        if value not in {each.value for each in values}:
            raise tk.Invalid(missing)
        return value

    return [known]


def create() -> Schema:
    """A request from outside. `website` is a trap for robots: no person sees it."""
    return {
        "id": required_id(),
        "resource": _text(rules.MAX_ADDRESS),
        "subject": _choice(Subject, tk._("Say what your request is about")),
        "place": _text(rules.MAX_PLACE),
        "text": _text(rules.MAX_TEXT, tk._("Say what you ask, and why"), lines=True),
        "name": _text(rules.MAX_NAME),
        "email": [
            *_text(rules.MAX_ADDRESS, tk._("Give the e-mail address where to answer you")),
            tk.get_validator("email_validator"),
        ],
        "website": _text(rules.MAX_TEXT, lines=True),
    }


def one() -> Schema:
    """One request, by its reference."""
    return {"id": required_id()}


def listing() -> Schema:
    """A page of requests."""
    statuses = ["", *(status.value for status in Status)]
    return {
        **page(),
        "dataset": [_factory("default")(""), tk.get_validator("unicode_safe")],
        "status": [_factory("default")(""), _factory("one_of")(statuses)],
    }


def advise() -> Schema:
    """The advice of the DPO."""
    return {**one(), "text": _text(rules.MAX_TEXT, tk._("Write your advice"), lines=True)}


def answer() -> Schema:
    """The answer of the organisation."""
    return {
        **one(),
        "answer": _choice(Answer, tk._("Choose an answer")),
        "text": _text(
            rules.MAX_TEXT, tk._("Write what you answer, and why: it is mailed"), lines=True
        ),
    }
