"""What is exported for a spreadsheet stays data."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain.spreadsheet import cell, line

DANGEROUS = "=+-@\t\r\n"


@pytest.mark.parametrize("first", DANGEROUS)
def test_a_formula_is_text(first: str) -> None:
    """What a spreadsheet would run begins with an apostrophe."""
    assert cell(f"{first}cmd|' /C calc'!A0") == f"'{first}cmd|' /C calc'!A0"


@given(st.lists(st.text(st.characters(exclude_characters="\0")), min_size=2))
def test_any_text_is_read_again(values: list[str]) -> None:
    """Quotes, separators and line feeds survive, and no cell begins like a formula."""
    (read,) = csv.reader([line(values)] if values else [], delimiter=";")
    assert read == [cell(value) for value in values]
    assert not any(value[:1] in DANGEROUS for value in read if value)


def test_nothing_is_an_empty_cell() -> None:
    """A missing value is empty, a number is itself."""
    assert line([None, 12, "a;b"]) == ';12;"a;b"\r\n'
