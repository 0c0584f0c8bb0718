"""Which communes a dataset covers, from what it says of its territory. Pure."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_PLACE = re.compile(r"https?://id\.insee\.fr/geo/(commune|departement)/(\w+)")
"""Address of a place in INSEE's linked data."""


def communes_covered(
    coverages: Iterable[Mapping[str, str]], title: str, code: str | None, own: Sequence[str]
) -> list[str]:
    """Give the INSEE codes of the communes covered.

    Args:
        coverages: places named by the dataset, each with a `text` and the `uri` of INSEE, or not.
        title: name of the organisation.
        code: INSEE code of the organisation, if it has one.
        own: codes of the communes of the organisation.

    Returns:
        Those of the organisation when the dataset names no place or names it; the communes whose
        address is given; none for a place known by its name only.
    """
    named = list(coverages)
    if not named:
        return list(own)
    return [found for place in named for found in _communes(place, title, code, own)]


def _communes(
    place: Mapping[str, str], title: str, code: str | None, own: Sequence[str]
) -> Iterable[str]:
    address = _PLACE.fullmatch(place.get("uri") or "")
    if address:
        kind, named = address.groups()
        return own if named == code else [named] if kind == "commune" else []
    return own if _plain(place.get("text") or "") == _plain(title) else []


def _plain(text: str) -> str:
    return " ".join(text.replace("'", "’").split()).casefold()
