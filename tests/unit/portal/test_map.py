"""Tile grid, shades and names of a map."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain import tiles
from ckanext.opendata_territoire.portal.domain.choropleth import main_places, shade
from ckanext.opendata_territoire.portal.domain.outlines import WIDTH, Drawing, Outline


@pytest.mark.parametrize(
    ("datasets", "expected"),
    [(0, 0), (1, 1), (2, 1), (3, 2), (5, 2), (6, 3), (9, 3), (10, 4), (500, 4)],
)
def test_shades(datasets: int, expected: int) -> None:
    """None, 1 to 2, 3 to 5, 6 to 9, 10 or more: the classes of the legend."""
    assert shade(datasets) == expected


@given(st.integers(1, 200))
def test_tiles_are_in_their_block_and_apart(size: int) -> None:
    """Each commune has its own square, whole and inside the block, whatever their number."""
    drawing = tiles.block([str(number) for number in range(size)])
    corners = [tuple(map(int, re.findall(r"\d+", c.path)[:2])) for c in drawing.communes.values()]
    assert len(set(corners)) == size
    assert all(x % tiles.STEP == y % tiles.STEP == 0 for x, y in corners)
    right, bottom = drawing.width - tiles.TILE, drawing.height - tiles.TILE
    assert all(0 <= x <= right and 0 <= y <= bottom for x, y in corners)


def _drawing(*positions: tuple[float, float]) -> Drawing:
    communes = {str(n): Outline("", x, y) for n, (x, y) in enumerate(positions)}
    return Drawing(WIDTH, 400, communes, [], "", "")


def test_names_do_not_overlap() -> None:
    """A name that would cover or crowd a more important one is left out."""
    drawing = _drawing((300, 200), (310, 205), (300, 260), (300, 300))
    names = ["Grandville", "Voisine", "Proche", "Loin"]
    labels = main_places(drawing, [(str(n), name) for n, name in enumerate(names)])
    assert [label.text for label in labels] == ["Grandville", "Loin"]


def test_names_stay_on_the_map() -> None:
    """A name near an edge is moved inwards; places that are not drawn have no name."""
    drawing = _drawing((2, 200), (718, 100))
    labels = main_places(drawing, [("0", "Ouest-sur-Mer"), ("9", "Ailleurs"), ("1", "Estville")])
    assert [label.text for label in labels] == ["Ouest-sur-Mer", "Estville"]
    assert all(40 < label.x < WIDTH - 25 for label in labels)


def test_few_names_stay_on_a_small_screen() -> None:
    """Ten names at most, of which a phone keeps four."""
    drawing = _drawing(*((x, y) for x in range(100, 700, 150) for y in range(20, 400, 80)))
    labels = main_places(drawing, [(code, "Nom") for code in drawing.communes])
    assert len(labels) == 10
    assert [label.major for label in labels] == [True] * 4 + [False] * 6
