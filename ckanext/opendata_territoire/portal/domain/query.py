"""What somebody typed in the search box, made into words that Solr cannot misread. Pure.

The words of a person have no operators: a colon, a dash or a lone quotation mark is punctuation.
Only quotation marks by pair mean something, a phrase. Queries by field (`organization:lodeve`),
as programs write them, are left as they are.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

EVERYTHING = "*:*"
MAX_WORDS = 30
"""Words kept of a query: Solr refuses more than 1 024 clauses, and nobody means so many."""

MAX_CHARACTERS = 500
"""Length of what a person may search for; a whole paragraph finds nothing."""

# fmt: off
FIELDS = frozenset({
    "author", "capacity", "frequency", "groups", "id", "language", "license", "maintainer", "name",
    "notes", "organization", "private", "spatial", "state", "tags", "territory", "text", "theme",
    "title", "type", "updated", "url", "urls", "version",
})
# fmt: on
"""Fields of one word that programs may query. Those with an underscore need no list: no French
word has one."""

_FIELD = re.compile(r"(?<![\w'’-])([A-Za-z][\w-]*):(?=\S)")
_PHRASE = re.compile(r"[\"“”«]([^\"“”«»]*)[\"“”»]")
_WORD = re.compile(r"[^\W_]+(?:['’_][^\W_]+)*")
_OPERATORS = frozenset({"AND", "OR", "NOT"})
_HERE = re.compile(
    r"\b(?:de|dans|pour|sur|à)\s+(?:la|ma|notre|votre|leur|cette)\s+commune\b", re.IGNORECASE
)
"""« écoles de la commune »: on a portal of communes these words say nothing of the subject."""


def is_fielded(query: str) -> bool:
    """Say whether a program wrote this query: it names a field, or a query parser of Solr."""
    if query.lstrip().startswith("{!") or query.strip() == EVERYTHING:
        return True
    return any("_" in name or name in FIELDS for name in _FIELD.findall(query))


def is_too_long(query: str) -> bool:
    """Say whether a person's query is longer than `MAX_CHARACTERS`; programs list many ids."""
    return len(query) > MAX_CHARACTERS and not is_fielded(query)


def words_of(query: str, stop_words: AbstractSet[str]) -> str:
    """Rewrite a person's query as words and phrases, without any operator of Solr.

    Args:
        query: what was typed.
        stop_words: words that the index does not hold, folded (see `folded`).

    Returns:
        Words separated by spaces, phrases between straight quotation marks. `EVERYTHING` when
        nothing to look for remains.
    """
    query = unicodedata.normalize("NFC", query)
    phrases = [" ".join(_WORD.findall(phrase)) for phrase in _PHRASE.findall(query)]
    rest = _PHRASE.sub(" ", query)
    words = _meaningful(_HERE.sub(" ", rest), stop_words) or _meaningful(rest, stop_words)
    kept = [f'"{phrase}"' for phrase in phrases if _meaningful(phrase, stop_words)] + words
    return " ".join(kept[:MAX_WORDS]) or EVERYTHING


def folded(word: str) -> str:
    """Give a word in lower case, without accents, ligatures or elided article."""
    lower = word.lower().replace("œ", "oe").replace("æ", "ae").replace("’", "'")
    bare = "".join(c for c in unicodedata.normalize("NFD", lower) if not unicodedata.combining(c))
    return bare.rpartition("'")[2]


def marked(text: str, query: str, stop_words: AbstractSet[str]) -> Markup:
    """Mark in a text the words that somebody searched for, whatever their accents and number.

    Args:
        text: plain text, escaped here.
        query: what was typed; a query by field marks nothing.
        stop_words: words not to mark, folded.

    Returns:
        HTML with `<mark>` around the words found.
    """
    if is_fielded(query):
        return escape(text)
    text, query = (unicodedata.normalize("NFC", part) for part in (text, query))
    wanted = {
        _singular(folded(word))
        for word in _WORD.findall(query)
        if len(word) > 1 and folded(word) not in stop_words
    }
    parts, end = [], 0
    for found in re.finditer(r"[^\W_]+", text):
        if _singular(folded(found[0])) in wanted:
            parts += [escape(text[end : found.start()]), Markup("<mark>%s</mark>") % found[0]]
            end = found.end()
    return Markup("").join([*parts, escape(text[end:])])


def _meaningful(text: str, stop_words: AbstractSet[str]) -> list[str]:
    """Words of a text in order, each once, if at least one of them is in the index."""
    words = [word for word in _WORD.findall(text) if word not in _OPERATORS]
    unique = list(dict.fromkeys(words))
    return unique if any(folded(word) not in stop_words for word in unique) else []


def _singular(word: str) -> str:
    return word.rstrip("sx") if len(word) > 3 else word
