"""Communes drawn without outlines: one square each, in a block for each EPCI. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ckanext.opendata_territoire.portal.domain.outlines import Drawing, Outline

if TYPE_CHECKING:
    from collections.abc import Sequence

TILE, STEP = 13, 16
"""Side of a square, and distance from one to the next."""

EMBLEM = "".join(f"M{x} {y}h90v90h-90z" for x in (20, 135, 250) for y in (20, 135, 250))
"""Nine squares, in a `viewBox` of 360 units."""


def block(codes: Sequence[str]) -> Drawing:
    """Draw one square for each commune, in rows a little longer than high.

    Args:
        codes: communes in the order of the block, one at least.
    """
    columns = math.ceil(math.sqrt(1.6 * len(codes)))
    rows = math.ceil(len(codes) / columns)
    communes = {}
    for number, code in enumerate(codes):
        y, x = (STEP * place for place in divmod(number, columns))
        path = f"M{x} {y}h{TILE}v{TILE}h-{TILE}z"
        communes[code] = Outline(path, x + TILE / 2, y + TILE / 2)
    return Drawing(columns * STEP, rows * STEP, communes, [], "", EMBLEM)
