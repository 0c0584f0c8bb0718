"""Which rectangles of the map a search takes."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.portal.domain.boxes import is_box


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
