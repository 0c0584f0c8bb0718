"""Colours and names of a map of communes. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckanext.opendata_territoire.portal.domain.outlines import Drawing

STEPS = (1, 3, 6, 10)
"""Smallest numbers of datasets of the shades 1 to 4; shade 0 has none."""

MAJOR = 4
"""Names that stay on a small screen."""

_LETTER, _LINE, _APART = 7.4, 18, 72


@dataclass(frozen=True)
class Label:
    """A name on the map: the middle of its base line, and whether a small screen keeps it."""

    text: str
    x: float
    y: float
    major: bool = False


def shade(datasets: int) -> int:
    """Give the shade, 0 to 4, of a commune that publishes so many datasets."""
    return bisect_right(STEPS, datasets)


def main_places(drawing: Drawing, places: Iterable[tuple[str, str]], most: int = 10) -> list[Label]:
    """Choose the names to write on a map, the most important first, none over another.

    Args:
        drawing: the map.
        places: INSEE code and name of the communes, the most important first.
        most: how many names at most.

    Returns:
        The names, inside the map, spread over it and without overlap.
    """
    labels: list[Label] = []
    for code, name in places:
        outline = drawing.communes.get(code)
        if outline is None:
            continue
        half = len(name) * _LETTER / 2
        x = min(max(outline.x, half), drawing.width - half)
        label = Label(name, round(x, 1), round(outline.y + 4, 1), major=len(labels) < MAJOR)
        if not any(_too_near(label, other) for other in labels):
            labels.append(label)
        if len(labels) == most:
            break
    return labels


def _too_near(one: Label, other: Label) -> bool:
    wide = (len(one.text) + len(other.text)) * _LETTER / 2
    aside, below = abs(one.x - other.x), abs(one.y - other.y)
    return (aside < wide and below < _LINE) or math.hypot(aside, below) < _APART
