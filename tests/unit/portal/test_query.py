"""What somebody typed, as Solr receives it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.query import (
    EVERYTHING,
    MAX_WORDS,
    is_fielded,
    marked,
    words_of,
)

STOP_WORDS = frozenset({"le", "la", "les", "de", "des", "du", "l", "d", "et", "dans"})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("budget : 2024", "budget 2024"),
        ("budget: 2024", "budget 2024"),
        ("horaires:bus", "horaires bus"),
        ("https://exemple.fr/écoles.csv", "https exemple fr écoles csv"),
        ("e\u0301cole", "école"),
        ("l’école d'Octon", "l’école d'Octon"),
        ("eau -potable + qualité!", "eau potable qualité"),
        ("(écoles OR crèches) AND NOT lycées~2 ^3", "écoles crèches lycées 2 3"),
        ("AND", EVERYTHING),
        ("« conseil municipal » 2024", '"conseil municipal" 2024'),
        ('"conseil municipal', "conseil municipal"),
        ('conseil "" municipal', "conseil municipal"),
        ("écoles de la commune", "écoles"),
        ("écoles dans notre commune de Lodève", "écoles de Lodève"),
        ("de la commune", "de la commune"),
        ("liste des communes", "liste des communes"),
        ("budget budget budget", "budget"),
        ("les des", EVERYTHING),
        ("« de la »", EVERYTHING),
        ("   ", EVERYTHING),
        ("?!…", EVERYTHING),
    ],
)
def test_words_of_a_person(typed: str, words: str) -> None:
    """Punctuation and operators typed by accident leave words; stop words alone, everything."""
    assert words_of(typed, STOP_WORDS) == words


def test_a_very_long_query_keeps_its_first_words() -> None:
    """A page pasted into the box becomes a query that Solr accepts."""
    words = words_of(" ".join(f"mot{i}" for i in range(5000)), STOP_WORDS).split()
    assert words == [f"mot{i}" for i in range(MAX_WORDS)]


@pytest.mark.parametrize(
    "query",
    [
        "organization:lodeve",
        'title:"écoles" AND res_format:CSV',
        "+tags:eau",
        "(groups:x OR groups:y)",
        "extras_insee:34142",
        EVERYTHING,
        "{!knn f=title}x",
    ],
)
def test_queries_of_programs_are_recognised(query: str) -> None:
    """A known field, directly followed by a colon and a value, is a query by field."""
    assert is_fielded(query)


@pytest.mark.parametrize(
    "typed", ["budget:2024", "title : écoles", "notes: de frais", "l'organization:x", "12:30"]
)
def test_colons_of_french_are_not_fields(typed: str) -> None:
    """A colon after an ordinary word, or with a space, is punctuation."""
    assert not is_fielded(typed)


@given(st.text(max_size=300))
def test_no_operator_of_solr_survives(typed: str) -> None:
    """Whatever is typed, quotation marks are in pairs and no other special character is left."""
    words = words_of(typed, STOP_WORDS)
    if words != EVERYTHING:
        assert words.count('"') % 2 == 0
        assert not set(words) & set("\\+-&|!(){}[]^~*?:/<>=;")


def test_found_words_are_marked() -> None:
    """Accents, plural and elision do not matter; stop words are not marked; HTML is escaped."""
    text = "<b>Les délibérations</b> de l’école, et du budget"
    assert marked(text, "DELIBERATION de l'ecole", STOP_WORDS) == (
        "&lt;b&gt;Les <mark>délibérations</mark>&lt;/b&gt; de l’<mark>école</mark>, et du budget"
    )
    assert marked("écoles", "title:écoles", STOP_WORDS) == "écoles"
