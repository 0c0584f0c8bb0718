"""A map without outlines: one square for each commune, grouped by EPCI. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from ckanext.opendata_territoire.portal.domain.choropleth import Label
from ckanext.opendata_territoire.portal.domain.outlines import WIDTH, Drawing, Outline

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_TILE, _STEP = 13, 16
_GAP = 20
_LINE = 16
_LETTER = 6.6
"""Mean width of a letter of the labels, in units of the map."""

EMBLEM = "".join(f"M{x} {y}h90v90h-90z" for x in (20, 135, 250) for y in (20, 135, 250))
"""Nine squares, in a `viewBox` of 360 units."""


def draw(groups: Mapping[str, Sequence[str]]) -> tuple[Drawing, list[Label]]:
    """Draw one square for each commune, in blocks under the name of their group.

    Args:
        groups: codes of communes by name of their group, both in the order of the map.

    Returns:
        The drawing, of as many squares as there are codes, and the names of the groups.
    """
    communes: dict[str, Outline] = {}
    labels: list[Label] = []
    left = top = lowest = 0
    for name, codes in groups.items():
        columns = math.ceil(math.sqrt(1.6 * len(codes)))
        lines = _wrapped(name, max(columns * _STEP, 96))
        width = max(columns * _STEP, *(math.ceil(len(line) * _LETTER) for line in lines))
        if left and left + width > WIDTH:
            left, top = 0, lowest + _GAP
        for number, line in enumerate(lines, 1):
            labels.append(Label(line, left, top + number * _LINE - 4, anchor="start"))
        start = top + len(lines) * _LINE + 4
        for number, code in enumerate(codes):
            communes[code] = _tile(
                left + number % columns * _STEP, start + number // columns * _STEP
            )
        lowest = max(lowest, start + math.ceil(len(codes) / columns) * _STEP)
        left += width + _GAP
    return Drawing(WIDTH, lowest, communes, [], "", EMBLEM), labels


def _tile(x: int, y: int) -> Outline:
    return Outline(f"M{x} {y}h{_TILE}v{_TILE}h-{_TILE}z", x + _TILE / 2, y + _TILE / 2)


def _wrapped(name: str, width: float) -> list[str]:
    """Cut a name between words into lines of about this width."""
    lines = [""]
    for word in name.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and len(longer) * _LETTER > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines
