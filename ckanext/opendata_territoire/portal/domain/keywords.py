"""Keywords: how a line of them is cut, and what one may hold.

French needs « Accès à l’eau », « eau & assainissement », « PLU/PLUi » and « école (maternelle) »,
which CKAN refuses. What stays refused is what means something to a machine: quotation marks, angle
and square brackets, backslashes, control characters.
"""

from __future__ import annotations

import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

SHORTEST = 2  # characters
LONGEST = 100  # characters, the width of the column of CKAN's table
SEPARATORS = ",;"

_CUT = re.compile(rf"[{SEPARATORS}\n]")
_ALLOWED = re.compile(r"[\w .'’&/()+°:-]*")


class Fault(Enum):
    """What is wrong with a keyword."""

    SHORT = "short"
    LONG = "long"
    SEPARATOR = "separator"
    CHARACTER = "character"


def cut(text: str) -> list[str]:
    """Cut a line of keywords at commas, semicolons and ends of line; each keyword once."""
    return unique(map(tidy, _CUT.split(text)))


def tidy(word: str) -> str:
    """Write a keyword in one way: composed letters, single spaces, none around."""
    return " ".join(unicodedata.normalize("NFC", word).split())


def unique(words: Iterable[str]) -> list[str]:
    """Keep the first of the keywords that differ by their capitals only, and no empty one."""
    found: dict[str, str] = {}
    for word in words:
        if word:
            found.setdefault(word.casefold(), word)
    return list(found.values())


def fault(word: str) -> Fault | None:
    """Say what is wrong with a tidy keyword, if anything."""
    if len(word) < SHORTEST:
        return Fault.SHORT
    if len(word) > LONGEST:
        return Fault.LONG
    if _CUT.search(word):
        return Fault.SEPARATOR
    if not _ALLOWED.fullmatch(word) or not any(map(str.isalnum, word)):
        return Fault.CHARACTER
    return None
