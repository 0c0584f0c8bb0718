"""Edits within the conditions of an opinion, and all others."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import amendment
from ckanext.opendata_territoire.governance.domain.conditions import Condition, Lifter, editable
from ckanext.opendata_territoire.governance.domain.content import Part, form
from ckanext.opendata_territoire.governance.domain.remarks import Target

FIELD, FILE = Target(field="notes"), Target(resource="f1")
COLUMN, TAGS = Target(resource="f1", column="nom"), Target(field="tag_string")
PLACES = [FIELD, FILE, COLUMN, TAGS]

DATASET = {"id": "d", "name": "ecoles", "title": "Écoles", "notes": "Toutes"}
FILES = [
    {"id": "f1", "hash": "a" * 64, "url": "ecoles.csv", "name": "Écoles", "format": "CSV"},
    {"id": "f2", "hash": "b" * 64, "url": "notice.pdf", "name": "Notice", "format": "PDF"},
]


def _content(
    dataset: Any = None, files: Any = None, tags: tuple[str, ...] = ("ecole",)
) -> dict[str, Any]:
    parts = [Part(file, {"row_count": len(file["hash"])}) for file in (files or FILES)]
    return json.loads(form(Part({**DATASET, **(dataset or {})}), list(tags), parts))


def _file(number: int = 0, **changed: Any) -> list[Any]:
    return [{**file, **changed} if rank == number else file for rank, file in enumerate(FILES)]


@pytest.mark.parametrize(
    ("after", "places"),
    [
        (_content({"notes": "Publiques"}), [FIELD]),
        (_content({"notes": ""}), [FIELD]),
        (_content(tags=("ecole", "adresse")), [TAGS]),
        (_content(files=_file(hash="c" * 64, url="autre.csv")), [FILE, COLUMN]),
        (_content(files=_file(name="Autre nom")), [FILE]),
        (_content(files=FILES[1:]), [FILE]),
        (_content({"title": "Autre"}), []),
        (_content({"name": "autre-adresse"}), []),
        (_content(files=_file(1, hash="c" * 64)), []),
        (_content(files=[*FILES, {**FILES[0], "id": "f3"}]), []),
        (_content(files=FILES[::-1]), [FILE]),
        (_content({"notes": "Publiques", "title": "Autre"}), []),
    ],
)
def test_where_an_edit_stays(after: dict[str, Any], places: list[Target]) -> None:
    """An edit is within the places that it touches, and within no other; some are within none."""
    for place in PLACES:
        assert amendment.stays_within(_content(), after, [place]) == (place in places)


def test_edits_at_several_places() -> None:
    """Each is within a place that a condition names, or the whole is not."""
    after = _content({"notes": "Publiques"}, _file(hash="c" * 64))
    assert amendment.stays_within(_content(), after, [FIELD, COLUMN])
    assert not amendment.stays_within(_content(), after, [FIELD])
    assert not amendment.stays_within(_content(), after, [])


@given(st.lists(st.sampled_from(PLACES)))
def test_no_edit_is_within_anything(places: list[Target]) -> None:
    """The same content is the same, wherever it might have changed."""
    assert amendment.stays_within(_content(), _content(), places)


def test_what_is_lifted_or_whole_changes_no_more() -> None:
    """The places of the conditions left, never those of the lifted, nor the dataset as a whole."""
    notes = Condition(1, "a", Lifter.DPO, target=FIELD)
    file, whole = replace(notes, target=FILE), replace(notes, target=Target())
    assert editable([notes, file, whole]) == {FIELD, FILE}
    assert editable([notes, replace(file, lifted=True)]) == {FIELD}
    assert editable([whole]) == frozenset()
