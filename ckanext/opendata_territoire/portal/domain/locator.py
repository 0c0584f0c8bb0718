"""Where a place is in its département: a small map, and the same in a word. Pure."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.opendata_territoire.portal.domain.outlines import Drawing

Bearing = Literal[
    "centre", "east", "north-east", "north", "north-west", "west", "south-west", "south",
    "south-east",
]  # fmt: skip

_ROUND: tuple[Bearing, ...] = (
    "east", "north-east", "north", "north-west", "west", "south-west", "south", "south-east",
)  # fmt: skip
_CENTRE = 0.08
"""Share of the map's diagonal within which a place is at its centre."""


@dataclass(frozen=True)
class Locator:
    """What a locator draws over the outline of the département.

    Attributes:
        here: paths of the place.
        around: paths of the other communes of its EPCI.
        x, y: where to draw a ring that makes a small commune easy to see.
        bearing: where the place is, seen from the middle of the map.
    """

    here: list[str]
    around: list[str]
    x: float
    y: float
    bearing: Bearing


def locate(drawing: Drawing, here: Iterable[str], around: Iterable[str]) -> Locator | None:
    """Find a place on a map.

    Args:
        drawing: the map.
        here: INSEE codes of the communes that the place is made of.
        around: INSEE codes of its EPCI.

    Returns:
        Nothing when the map has none of its communes.
    """
    codes = [code for code in here if code in drawing.communes]
    if not codes:
        return None
    others = [code for code in around if code in drawing.communes and code not in codes]
    places = [drawing.communes[code] for code in codes]
    x = sum(place.x for place in places) / len(places)
    y = sum(place.y for place in places) / len(places)
    return Locator(
        here=[place.path for place in places],
        around=[drawing.communes[code].path for code in others],
        x=round(x, 1),
        y=round(y, 1),
        bearing=_bearing(drawing, x, y),
    )


def _bearing(drawing: Drawing, x: float, y: float) -> Bearing:
    east, north = x - drawing.width / 2, drawing.height / 2 - y
    if math.hypot(east, north) < _CENTRE * math.hypot(drawing.width, drawing.height):
        return "centre"
    return _ROUND[round(math.atan2(north, east) / (math.pi / 4)) % 8]
