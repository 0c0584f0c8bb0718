"""Controlled lists."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.portal import vocabularies
from ckanext.opendata_territoire.portal.domain import encoding, tabular

LISTS = ["theme", "frequency", "access-right", "hvd-category", "language", "encoding", "separator"]


@pytest.mark.parametrize("name", LISTS)
def test_every_value_has_one_label_in_both_languages(name: str) -> None:
    """Values are unique, and so are their French labels: a choice is never ambiguous."""
    entries = vocabularies.entries(name)
    assert entries
    for key in (lambda e: e["value"], lambda e: e["label"]["fr"], lambda e: e["label"]["en"]):
        found = [key(entry) for entry in entries]
        assert all(found)
        assert len(set(found)) == len(found)


def test_what_is_read_in_a_file_can_be_said() -> None:
    """Each encoding and separator that the reader may find is in the lists."""
    values = {entry["value"] for entry in vocabularies.entries("encoding")}
    assert values == set(encoding.names())
    assert {e["value"] for e in vocabularies.entries("separator")} == set(tabular.SEPARATORS)


def test_unknown_value_is_shown_as_it_is() -> None:
    """A value of another list stays readable."""
    assert vocabularies.label("theme", "https://example.org/x") == "https://example.org/x"
    assert vocabularies.label("theme", vocabularies.uri("theme", "EDUC")).startswith("Éducation")


def test_unknown_code() -> None:
    """A code that is not in the list is an error of the caller."""
    with pytest.raises(KeyError):
        vocabularies.uri("frequency", "JAMAIS")
