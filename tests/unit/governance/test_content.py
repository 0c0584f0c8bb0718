"""The canonical form of a dataset, whose SHA-256 is its fingerprint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain.content import (
    TECHNICAL_COLUMNS,
    Part,
    form,
)

if TYPE_CHECKING:
    from random import Random

fields = st.dictionaries(st.sampled_from(["title", "notes", "url"]), st.text(max_size=5))
technical = st.dictionaries(st.sampled_from(sorted(TECHNICAL_COLUMNS)), st.text(max_size=5))


@given(fields, technical, st.randoms())
def test_order_and_machines_do_not_count(
    content: dict[str, str], machine: dict[str, str], random: Random
) -> None:
    """The same content has one fingerprint, in any order and whatever jobs wrote."""
    shuffled = list((content | machine).items())
    random.shuffle(shuffled)
    tags = ["b", "a"]
    part, same = Part(content), Part(dict(shuffled), {"datastore_active": True})
    assert form(same, tags[::-1], [same]) == form(part, tags, [part])


@given(fields, fields)
def test_any_other_content_has_another_form(one: dict[str, str], other: dict[str, str]) -> None:
    """Two contents have one fingerprint only when they say the same."""
    same = {k: v for k, v in one.items() if v} == {k: v for k, v in other.items() if v}
    assert (form(Part(one), [], []) == form(Part(other), [], [])) is same
    assert (form(Part({}, one), [], []) == form(Part({}, other), [], [])) is same


@pytest.mark.parametrize("key", sorted(TECHNICAL_COLUMNS | {"datastore_active"}))
def test_an_extra_named_like_a_column_is_content(key: str) -> None:
    """Text cannot hide from the DPO under the name of what machines write."""
    extra = Part({}, {key: "Jean Fictif, 06 00 00 00 00"})
    assert form(extra, [], []) != form(Part({}), [], [])
    assert form(Part({}), [], [extra]) != form(Part({}), [], [Part({})])


def test_files_and_their_order_count() -> None:
    """Replacing a file, or putting another first, is another content."""
    first, second = Part({"hash": "1"}), Part({"hash": "2"})
    prints = {
        form(Part({}), [], resources)
        for resources in ([first, second], [second, first], [first], [second], [])
    }
    assert len(prints) == 5


def test_structured_values_are_json() -> None:
    """A list or a mapping is written as JSON, in whatever order it came; a number as its text."""
    one = Part(
        {}, {"contact": [{"name": "Mairie", "email": "m@example.org"}], "size": 12, "b": True}
    )
    other = Part(
        {}, {"b": True, "size": "12", "contact": [{"email": "m@example.org", "name": "Mairie"}]}
    )
    assert form(one, [], []) == form(other, [], [])
    expected = (
        r'{"dataset":{"columns":{},"extras":{"b":"true","contact":"[{\"email\":\"m@example.org\",'
        r'\"name\":\"Mairie\"}]","size":"12"}},"resources":[],"tags":[]}'
    )
    assert form(one, [], []).decode() == expected
