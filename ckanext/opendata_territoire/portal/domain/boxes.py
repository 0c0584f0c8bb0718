"""Rectangles of the map: that in which a search looks, those in which places are. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

Box = tuple[float, float, float, float]
"""West, south, east, north, in degrees."""

FARTHEST = (360, 90, 360, 90)
"""Degrees. A map dragged once around the Earth still gives longitudes that mean a place."""


def is_box(value: object) -> bool:
    """Say whether a value is a rectangle: west, south, east, north, in degrees.

    Args:
        value: `"3,43,4,44"` as an address has it, or a list of four numbers or texts.

    Returns:
        False too for numbers that are on no map: bringing back an infinite longitude by turns of
        360° would never end.
    """
    parts = value.split(",") if isinstance(value, str) else value
    if not isinstance(parts, list) or len(parts) != len(FARTHEST):
        return False
    return all(_within(part, limit) for part, limit in zip(parts, FARTHEST, strict=True))


def around(boxes: Iterable[Box]) -> Box | None:
    """Give the smallest rectangle that holds others; nothing around none."""
    sides = list(zip(*boxes, strict=True))
    if not sides:
        return None
    west, south, east, north = sides
    return min(west), min(south), max(east), max(north)


def polygon(box: Box) -> dict[str, Any]:
    """Draw a rectangle in GeoJSON (RFC 7946)."""
    west, south, east, north = box
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def _within(part: object, limit: int) -> bool:
    if isinstance(part, bool) or not isinstance(part, (str, int, float)):
        return False
    try:
        number = float(part)
    except (ValueError, OverflowError):
        return False
    return math.isfinite(number) and abs(number) <= limit
