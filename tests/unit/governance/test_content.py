"""The fingerprint of a dataset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain.content import (
    TECHNICAL_COLUMNS,
    Part,
    fingerprint,
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
    assert fingerprint(same, tags[::-1], [same]) == fingerprint(part, tags, [part])


@given(fields, fields)
def test_any_other_content_has_another_fingerprint(
    one: dict[str, str], other: dict[str, str]
) -> None:
    """Two contents have one fingerprint only when they say the same."""
    same = {k: v for k, v in one.items() if v} == {k: v for k, v in other.items() if v}
    assert (fingerprint(Part(one), [], []) == fingerprint(Part(other), [], [])) is same
    assert (fingerprint(Part({}, one), [], []) == fingerprint(Part({}, other), [], [])) is same


@pytest.mark.parametrize("key", sorted(TECHNICAL_COLUMNS | {"datastore_active"}))
def test_an_extra_named_like_a_column_is_content(key: str) -> None:
    """Text cannot hide from the DPO under the name of what machines write."""
    extra = Part({}, {key: "Jean Fictif, 06 00 00 00 00"})
    assert fingerprint(extra, [], []) != fingerprint(Part({}), [], [])
    assert fingerprint(Part({}), [], [extra]) != fingerprint(Part({}), [], [Part({})])


def test_files_and_their_order_count() -> None:
    """Replacing a file, or putting another first, is another content."""
    first, second = Part({"hash": "1"}), Part({"hash": "2"})
    prints = {
        fingerprint(Part({}), [], resources)
        for resources in ([first, second], [second, first], [first], [second], [])
    }
    assert len(prints) == 5
