"""Which rectangles of the map a search takes."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.portal.domain.boxes import around, is_box, polygon


@pytest.mark.parametrize(
    "value",
    ["3,43,4,44", " 3.5 , 43 ,4e0,44", "-180,-90,180,90", "355,43,356,44", [3, 43.5, "4", 44]],
)
def test_rectangles(value: object) -> None:
    """As an address, the map or a program writes them."""
    assert is_box(value)


@pytest.mark.parametrize(
    "value",
    [
        "1e400,0,1,1",
        "0,0,1,-1e400",
        "nan,0,1,1",
        "1e18,0,1,1",
        "361,0,1,1",
        "0,91,1,1",
        "0,0,1",
        "0,0,1,1,2",
        "0,0,1,",
        "a,b,c,d",
        [[], 0, 1, 1],
        [None, 0, 1, 1],
        [True, 0, 1, 1],
        [10**400, 0, 1, 1],
        {"a": 0, "b": 1, "c": 2, "d": 3},
        5,
        None,
    ],
)
def test_what_is_on_no_map(value: object) -> None:
    """Four finite numbers within the Earth, or nothing."""
    assert not is_box(value)


def test_a_box_around_boxes_holds_them_all() -> None:
    """The least west and south, the greatest east and north; nothing around nothing."""
    assert around([(3.0, 43.0, 3.1, 43.1), (2.9, 43.2, 3.0, 43.3)]) == (2.9, 43.0, 3.1, 43.3)
    assert around([]) is None


def test_a_box_is_drawn_as_a_closed_polygon() -> None:
    """GeoJSON (RFC 7946): one ring, counterclockwise, that ends where it begins."""
    ring = polygon((1.0, 2.0, 3.0, 4.0))["coordinates"][0]
    assert ring == [[1.0, 2.0], [3.0, 2.0], [3.0, 4.0], [1.0, 4.0], [1.0, 2.0]]
