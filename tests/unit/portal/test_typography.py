"""Spaces of printed French."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.portal.domain.typography import unbroken


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("la commune « Lunas » dit : oui ; non !", "la commune «~Lunas~» dit~: oui_; non_!"),
        ("« Lunas », puis", "«~Lunas~», puis"),
        ("12:30, http://a.example/?x=1 ;", "12:30, http://a.example/?x=1_;"),
        ("| --- | :--- |\n| a | b |", "| --- | :--- |\n| a | b |"),
        ("", ""),
    ],
)
def test_marks_keep_to_their_words(typed: str, printed: str) -> None:
    """Quotation marks, colons and semicolons stay on the line; addresses and tables as they are."""
    spaces = str.maketrans({"~": "\N{NO-BREAK SPACE}", "_": "\N{NARROW NO-BREAK SPACE}"})
    assert unbroken(typed) == printed.translate(spaces)
