"""The rectangle of the map in which a search looks. Pure."""

from __future__ import annotations

import math

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


def _within(part: object, limit: int) -> bool:
    if isinstance(part, bool) or not isinstance(part, (str, int, float)):
        return False
    try:
        number = float(part)
    except (ValueError, OverflowError):
        return False
    return math.isfinite(number) and abs(number) <= limit
