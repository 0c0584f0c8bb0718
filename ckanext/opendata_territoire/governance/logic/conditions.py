"""Conditions of a reserved opinion: what the API takes of them, checked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.conditions import (
    MAX_CONDITIONS,
    Condition,
    Lifter,
    in_one_text,
)
from ckanext.opendata_territoire.governance.domain.remarks import PLACE, Target
from ckanext.opendata_territoire.governance.domain.workflow import OpinionKind

from . import remarks

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context


def brought(
    context: Context, dataset_id: str, data_dict: Mapping[str, Any]
) -> tuple[Condition, ...]:
    """Return the conditions of an opinion as the rules know them, each at a place that exists.

    Raises:
        ValidationError: there are too many, or with the number of each that is wrong, and why.
    """
    rows = data_dict.get("conditions") or []
    if len(rows) > MAX_CONDITIONS:
        too_many = tk._("At most {number} conditions").format(number=MAX_CONDITIONS)
        raise tk.ValidationError({"conditions": [too_many]})
    if not rows and data_dict.get("kind") == OpinionKind.RESERVED.value:
        return in_one_text(data_dict.get("text", "").strip())
    placed = [row for row in rows if any(row.get(key) for key in PLACE)]
    finder = remarks.Finder(context, dataset_id) if placed else None
    sentence = tk._("Condition {number}: {reason}")
    found = remarks.each(rows, "conditions", sentence, lambda row: _condition(row, finder))
    return tuple(
        Condition(number, row["text"].strip(), Lifter(row["lifted_by"]), target=target, file=file)
        for number, (row, (target, file)) in enumerate(zip(rows, found, strict=True), 1)
    )


def _condition(row: Mapping[str, Any], finder: remarks.Finder | None) -> tuple[Target, str]:
    target, file = finder.place(row) if finder else (Target(), "")
    if target.column and row["lifted_by"] != Lifter.DPO.value:
        # Nothing but a reader tells that the rest of the file that replaces it is the same.
        raise tk.Invalid(
            tk._(
                "a column changes with its whole file. Lift this condition yourself, or name the "
                "file."
            )
        )
    return target, file
