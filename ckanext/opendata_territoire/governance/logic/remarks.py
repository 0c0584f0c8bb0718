"""Remarks tied to places, and replies: what the API takes of them, checked, and gives of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import columns
from ckanext.opendata_territoire.governance.domain import remarks as rules
from ckanext.opendata_territoire.governance.domain.remarks import Fault, Note, Places, Target
from ckanext.opendata_territoire.governance.store import remarks, reviews

from .schema import MAX_TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from ckan.types import Context, Schema

_T = TypeVar("_T")


def validated(
    context: Context, data_dict: Mapping[str, Any], schema: Schema, name: str
) -> dict[str, Any]:
    """Validate a call of which one value is a list of objects, kept as it came.

    CKAN's own validation takes such lists apart, and fails on one that holds something else.

    Raises:
        ValidationError: with the faults of all fields.
    """
    rest = {key: value for key, value in data_dict.items() if key != name}
    data, errors = tk.navl_validate(rest, schema, context)
    rows = data_dict.get(name) or []
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        errors[name] = [tk._("This field takes a list of objects.")]
    elif len(rows) > rules.REMARKS_MAX:
        errors[name] = [tk._("At most {number} at once").format(number=rules.REMARKS_MAX)]
    if errors:
        raise tk.ValidationError(errors)
    return {**data, name: rows}


def notes(context: Context, dataset_id: str, rows: list[dict[str, Any]]) -> tuple[Note, ...]:
    """Return remarks as the rules know them, each at a place that exists.

    Raises:
        ValidationError: with the number of each remark that is wrong, and why.
    """
    if not rows:
        return ()
    finder, sentence = Finder(context, dataset_id), tk._("Remark {number}: {reason}")
    return tuple(each(rows, "remarks", sentence, lambda row: _note(row, finder)))


class Finder:
    """Finds the places of a dataset that remarks and conditions name."""

    def __init__(self, context: Context, dataset_id: str) -> None:
        dataset = tk.get_action("package_show")(tk.fresh_context(context), {"id": dataset_id})
        self._known = places(context, dataset)
        self._names = {file["id"]: file.get("name") or "" for file in dataset["resources"]}

    def place(self, row: Mapping[str, Any]) -> tuple[Target, str]:
        """Return the place that a row names, and what its file is called.

        Raises:
            Invalid: there is no such place.
        """
        target = Target(**{key: _word(row.get(key)) for key in rules.PLACE})
        if fault := rules.fault(target, self._known):
            raise tk.Invalid(_fault(fault))
        return target, self._names.get(target.resource, "")


def each(
    rows: list[dict[str, Any]], name: str, sentence: str, read: Callable[[dict[str, Any]], _T]
) -> list[_T]:
    """Read rows of a list.

    Args:
        rows: as they came.
        name: of the list.
        sentence: says what is wrong with one, by its `number` and the `reason`.
        read: reads one, or raises `Invalid` with the reason.

    Raises:
        ValidationError: with all that is wrong.
    """
    found, errors = [], []
    for number, row in enumerate(rows, 1):
        try:
            found.append(read(row))
        except tk.Invalid as invalid:  # noqa: PERF203 - each fault is told, with its number
            errors.append(sentence.format(number=number, reason=invalid.error))
    if errors:
        raise tk.ValidationError({name: errors})
    return found


def _note(row: Mapping[str, Any], finder: Finder) -> Note:
    text = _text(row)
    if not text:
        raise tk.Invalid(tk._("write what has to change there."))
    return Note(text, *finder.place(row))


def _text(row: Mapping[str, Any]) -> str:
    text = _word(row.get("text")).strip()
    if len(text) > MAX_TEXT:
        raise tk.Invalid(tk._("at most {number} characters.").format(number=MAX_TEXT))
    return text


def _word(value: Any) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise tk.Invalid(tk._("write a text."))
    return value


def _fault(fault: Fault) -> str:
    return {
        Fault.SEVERAL: tk._("choose one place only, a field or a file."),
        Fault.FIELD: tk._("the record has no such field. Choose another place."),
        Fault.FILE: tk._("the dataset has no such file. Choose another place."),
        Fault.COLUMN: tk._("the file has no such column. Choose another place."),
    }[fault]


def places(context: Context, dataset: Mapping[str, Any]) -> Places:
    """Return what remarks on a dataset may be tied to."""
    schema = tk.h.scheming_get_dataset_schema("dataset")
    groups = tk.h.dataset_form_groups(schema)
    return Places(
        frozenset(field["field_name"] for group in groups for field in group["fields"]),
        {resource["id"]: columns.of(context, resource) for resource in dataset["resources"]},
    )


def replies(dataset_id: str, rows: list[dict[str, Any]]) -> dict[str, str]:
    """Return replies by id of the remark, those that say something new.

    Raises:
        ValidationError: a remark is not one of the last return, or a text is none.
    """
    asked = {remark.id for remark in remarks.of_round(dataset_id, reviews.row(dataset_id).round)}
    said = {key: answer.text for key, (answer, _) in remarks.replies([dataset_id]).items()}
    read = each(rows, "replies", tk._("Answer {number}: {reason}"), lambda row: _pair(row, asked))
    return {remark: text for remark, text in read if text != said.get(remark, "")}


def _pair(row: Mapping[str, Any], asked: set[str]) -> tuple[str, str]:
    remark = _word(row.get("remark"))
    if remark not in asked:
        raise tk.Invalid(tk._("the DPO did not make this remark in the last return."))
    return remark, _text(row)
