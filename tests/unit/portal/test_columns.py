"""Columns of codes are read as names, those of figures as quantities."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.columns import kind

INSEE = ["34172", "34142", "34032"]


@pytest.mark.parametrize(
    "title",
    ["code_insee", "Code postal", "CP", "siren", "SIRET", "codeCommune", "N° id", "Téléphone"],
)
def test_titles_of_codes(title: str) -> None:
    """The title suffices, even when one row only is shown."""
    assert kind(title, ["34172"]) == "short"
    assert kind(title, ["7"]) == "short"


@pytest.mark.parametrize(
    "cells",
    [["01001"], ["0467123456"], INSEE, ["213401722", "213401425", "243400017"]],
)
def test_digits_of_codes(cells: list[str]) -> None:
    """Without a telling title, a leading zero or the width of official codes tell."""
    assert kind("", cells) == "short"
    assert kind("commune", cells) == "short"


@pytest.mark.parametrize(
    ("title", "cells"),
    [
        ("population", INSEE),
        ("Montant HT", ["12000", "15000", "18000"]),
        ("", ["1", "22", "333"]),
        ("", ["34172", "34172", "34172"]),
        ("", ["34172"]),
        ("annee", ["2023", "2024", "2025"]),
        ("taux", ["0", "0,5", "0.75"]),
        ("", ["-12", "+5"]),
        ("Valeur totale", ["123456789", "213456789", "313456789"]),
        ("incident", ["4", "5"]),
    ],
)
def test_figures(title: str, cells: list[str]) -> None:
    """Quantities stay figures: by their title, their signs, their decimals or their widths."""
    assert kind(title, cells) == "number"


def test_texts() -> None:
    """A sentence is long, an empty column short."""
    assert kind("code", ["mot " * 20]) == "long"
    assert kind("vide", ["", ""]) == "short"


@given(st.text(max_size=40), st.lists(st.text(max_size=40), max_size=12))
def test_any_column(title: str, cells: list[str]) -> None:
    """Whatever a file holds, one of three answers comes."""
    assert kind(title, cells) in ("number", "short", "long")
