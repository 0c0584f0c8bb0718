"""The address of an organisation on the portal: readable, unique, and stable."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .territory import Place

# CKAN refuses these, and addresses of fewer than 2 or more than 100 characters.
RESERVED = ("new", "edit", "search")
LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae"})


def slug(text: str) -> str:
    """Return the address made from a French name: "L’Haÿ-les-Roses" is `l-hay-les-roses`."""
    letters = unicodedata.normalize("NFKD", text.translate(LIGATURES).lower())
    plain = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def names(
    wanted: Iterable[Place], territory: Mapping[str, Place], taken: Mapping[str, str]
) -> dict[str, str]:
    """Give an address to each place that needs one.

    The slug of the name, or, when two places of the territory share it or somebody else holds it,
    the slug followed by the code: which of two homonyms comes first never matters.

    Args:
        wanted: The places to name.
        territory: All the places, by key.
        taken: The addresses in use now or formerly, with the key of the place each leads to.

    Returns:
        The address of each wanted place, by key.
    """
    bases = Counter(_base(place) for place in territory.values())
    longer = {place.key: _with_code(place) for place in territory.values()}
    unavailable = {*RESERVED, *longer.values()}
    found = {}
    for place in wanted:
        base = _base(place)
        ours = taken.get(base, place.key) == place.key
        free = ours and bases[base] == 1 and len(base) > 1 and base not in unavailable
        found[place.key] = base if free else longer[place.key]
    return found


def _base(place: Place) -> str:
    return slug(place.address or place.title)[:100].strip("-")


def _with_code(place: Place) -> str:
    suffix = f"-{place.code.lower()}"
    return f"{_base(place)[: 100 - len(suffix)]}{suffix}"
