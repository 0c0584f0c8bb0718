"""Keywords: how a line is cut, what one may hold."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.keywords import Fault, cut, fault, tidy


def test_a_line_is_cut_and_each_keyword_kept_once() -> None:
    """Commas, semicolons and ends of line separate; capitals and spaces make no other keyword."""
    line = " école ; Accès  à l’eau,École\néau,, e\u0301au ;"
    assert cut(line) == ["école", "Accès à l’eau", "éau"]


@pytest.mark.parametrize(
    "word",
    ["Accès à l'eau", "l’eau", "eau & assainissement", "PLU/PLUi", "école (maternelle)", "C+",
     "n° 3", "code INSEE", "zone 30 : centre", "œuvre_d-art", "v1.2"],
)  # fmt: skip
def test_french_keywords_pass(word: str) -> None:
    """What French writes is a keyword."""
    assert fault(word) is None


@pytest.mark.parametrize(
    ("word", "wrong"),
    [
        ("a", Fault.SHORT),
        ("", Fault.SHORT),
        ("a" * 101, Fault.LONG),
        ("eau, air", Fault.SEPARATOR),
        ("eau;air", Fault.SEPARATOR),
        ("<b>eau</b>", Fault.CHARACTER),
        ('eau"', Fault.CHARACTER),
        ("eau\\", Fault.CHARACTER),
        ("[eau]", Fault.CHARACTER),
        ("eau\t", Fault.CHARACTER),
        ("#!", Fault.CHARACTER),
        ("''", Fault.CHARACTER),
        ("eau\u202e", Fault.CHARACTER),
    ],
)
def test_what_a_machine_would_read_is_refused(word: str, wrong: Fault) -> None:
    """Quotation marks, brackets, controls and separators are no part of a keyword."""
    assert fault(word) is wrong


@given(st.text(max_size=300))
def test_cutting_again_what_was_cut_changes_nothing(line: str) -> None:
    """Keywords shown in a form and sent back are the same keywords."""
    words = cut(line)
    assert cut(", ".join(words)) == words
    assert all(word == tidy(word) for word in words)
