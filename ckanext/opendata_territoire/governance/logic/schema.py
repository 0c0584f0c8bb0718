"""What the actions of governance accept."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.checklist import Answer
from ckanext.opendata_territoire.governance.domain.conditions import Lifter
from ckanext.opendata_territoire.governance.domain.notices import Choice
from ckanext.opendata_territoire.governance.domain.remarks import PLACE
from ckanext.opendata_territoire.governance.domain.workflow import OpinionKind, State
from ckanext.opendata_territoire.governance.rounds import OPINION, SENDING

if TYPE_CHECKING:
    from ckan.types import (
        Context,
        FlattenDataDict,
        FlattenErrorDict,
        FlattenKey,
        Schema,
        Validator,
        ValidatorFactory,
    )

MAX_TEXT = 10_000
MAX_ITEMS = 100
ANSWERS = ("", *(answer.value for answer in Answer))
MAX_NUMBER = 2**63
"""From here on PostgreSQL has no number for a row."""

LIFTING = "lifting"
"""In the queue: the organisation asks the DPO to lift conditions."""
QUEUE_STATES = (
    State.IN_REVIEW.value,
    LIFTING,
    State.RETURNED.value,
    State.OPINION_GIVEN.value,
)
QUEUE_SORTS = ("deadline", "recent", "organization")
BY_TITLE = "title"
PUBLIC = "public"
SINCE = (PUBLIC, SENDING, OPINION)


def validators(*names: str) -> list[Validator]:
    """Return CKAN's validators of these names."""
    return [tk.get_validator(name) for name in names]


def factory(name: str) -> ValidatorFactory:
    """Return what makes validators, by its name."""
    return tk.get_validator(name)  # pyright: ignore[reportReturnType]


def required_id() -> list[Validator]:
    """Return what a reference to something must be."""
    return validators("not_missing", "not_empty", "unicode_safe")


def optional_text() -> list[Validator]:
    """Return what a text that may be empty must be."""
    too_long = tk._("At most {number} characters").format(number=MAX_TEXT)

    def short_enough(value: str) -> str:
        if len(value) > MAX_TEXT:
            raise tk.Invalid(too_long)
        return value

    return [factory("default")(""), *validators("unicode_safe"), short_enough]


def show() -> Schema:
    """One dataset."""
    return {"id": required_id()}


def difference() -> Schema:
    """One dataset, and what it is compared with."""
    return {**show(), "since": [factory("default")(PUBLIC), factory("one_of")(list(SINCE))]}


def move() -> Schema:
    """One dataset, the version looked at, a text."""
    return {
        "id": required_id(),
        "version": validators("ignore_empty", "int_validator"),
        "text": optional_text(),
    }


def answers(value: Any) -> dict[str, dict[str, str]]:
    """Read answers by id of the item; one left empty is not there."""
    if not isinstance(value, dict) or len(value) > MAX_ITEMS:
        raise tk.Invalid(tk._("Give the answers by item, each yes, no or not_applicable"))
    read = {str(item): _answer(given) for item, given in value.items()}
    return {item: given for item, given in read.items() if given["answer"]}


def _answer(given: Any) -> dict[str, str]:
    both = given if isinstance(given, dict) else {"answer": given}
    answer, comment = both.get("answer") or "", both.get("comment") or ""
    if answer not in ANSWERS or not isinstance(comment, str):
        raise tk.Invalid(tk._("Give the answers by item, each yes, no or not_applicable"))
    return {"answer": answer, "comment": comment.strip()}


def checklist() -> Schema:
    """One dataset, or none."""
    return {"id": validators("ignore_empty", "unicode_safe")}


def submit() -> Schema:
    """As `move`, with the answers to the checklist."""
    return {**move(), "answers": [*validators("ignore_missing"), answers]}


def opinion() -> Schema:
    """As `submit`, with the kind of opinion."""
    kinds = [kind.value for kind in OpinionKind]
    kind = [*validators("ignore_empty"), factory("one_of")(kinds)]
    return {**submit(), "conditions": _condition(), "kind": kind}


def _condition() -> Schema:
    lifters = [lifter.value for lifter in Lifter]
    return {
        "text": [*validators("not_missing", "not_empty"), *optional_text()[1:]],
        "lifted_by": [*validators("not_missing", "not_empty"), factory("one_of")(lifters)],
        **dict.fromkeys(PLACE, validators("ignore_empty", "unicode_safe")),
    }


def lift() -> Schema:
    """As `move`, with the number of the condition."""
    return {**move(), "condition": validators("ignore_empty", "natural_number_validator")}


def page() -> Schema:
    """A page of a list, of at most 100 rows."""
    return {
        "limit": [
            factory("default")(20),
            *validators("natural_number_validator"),
            factory("limit_to_configured_maximum")("ckanext.opendata_governance.rows_max", 100),
        ],
        "offset": [
            factory("default")(0),
            *validators("natural_number_validator"),
            factory("limit_to_configured_maximum")("ckanext.opendata_governance.offset_max", 10**9),
        ],
        "q": [factory("default")(""), *validators("unicode_safe")],
        "organization": validators("ignore_empty", "unicode_safe"),
    }


def queue() -> Schema:
    """A page of a DPO's queue."""
    return {
        **page(),
        "state": [factory("default")(QUEUE_STATES[0]), factory("one_of")(list(QUEUE_STATES))],
        "epci": [factory("default")(""), *validators("unicode_safe")],
        "theme": [factory("default")(""), *validators("unicode_safe")],
        "sort": [
            factory("default")(QUEUE_SORTS[0]),
            factory("one_of")(list(QUEUE_SORTS)),
        ],
        "facets": [factory("default")(False), *validators("boolean_validator")],
    }


def statistics() -> Schema:
    """A page of organisations."""
    states = [state.value for state in State]
    return {
        **page(),
        "epci": [factory("default")(""), *validators("unicode_safe")],
        "dpo": validators("ignore_missing", "boolean_validator"),
        "state": [factory("default")(""), factory("one_of")(["", *states])],
        "sort": [factory("default")(BY_TITLE), factory("one_of")([BY_TITLE, *states])],
    }


def day(value: Any) -> date:
    """Read a day of ISO 8601."""
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise tk.Invalid(tk._("Write a day as 2026-11-24")) from error


def _row_number(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError) as error:
        raise tk.Invalid(tk._("Invalid integer")) from error
    if not 0 <= number < MAX_NUMBER:
        raise tk.Invalid(tk._("Must be a natural number"))
    return number


def _in_order(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    first, last = data.get(("from",)), data.get(("to",))
    if isinstance(first, date) and isinstance(last, date) and last < first:
        errors[("to",)].append(tk._("The end comes before the start"))


def journal() -> Schema:
    """A page of the journal."""
    text = validators("ignore_empty", "unicode_safe")
    return {
        "dataset": text,
        "organization": text,
        "person": text,
        "action": text,
        "from": [*validators("ignore_empty"), day],
        "to": [*validators("ignore_empty"), day],
        "before": [*validators("ignore_empty"), _row_number],
        "limit": [
            factory("default")(20),
            *validators("natural_number_validator"),
            factory("limit_to_configured_maximum")("ckanext.opendata_governance.rows_max", 1000),
        ],
        "offset": page()["offset"],
        "__after": [_in_order],
    }


def mail_choice() -> Schema:
    """Which mails somebody wants."""
    choices = [choice.value for choice in Choice]
    return {"choice": [*validators("not_missing", "not_empty"), factory("one_of")(choices)]}
