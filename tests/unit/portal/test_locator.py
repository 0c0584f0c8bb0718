"""Where a place is in its département, and the hue of its pages."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire import portal
from ckanext.opendata_territoire.portal.domain.hues import HUES, PORTAL, hue_of
from ckanext.opendata_territoire.portal.domain.locator import locate
from ckanext.opendata_territoire.portal.domain.outlines import Drawing, Outline

SPOTS = {
    "north": (300, 20), "south": (310, 380), "east": (590, 200), "west": (5, 210),
    "north-east": (500, 30), "south-west": (90, 380), "centre": (310, 210),
}  # fmt: skip
MAP = Drawing(
    600, 400, {name: Outline(f"M{x} {y}", x, y) for name, (x, y) in SPOTS.items()}, [], "", ""
)
TOKENS = (Path(portal.__file__).parent / "assets" / "tokens.css").read_text(encoding="utf-8")


@pytest.mark.parametrize("spot", SPOTS)
def test_bearing(spot: str) -> None:
    """North is up, and the middle of the map is the centre."""
    found = locate(MAP, [spot], [])
    assert found
    assert found.bearing == spot


def test_locator_draws_the_place_apart_from_its_neighbours() -> None:
    """A place is not its own neighbour; codes that the map has not are left out."""
    found = locate(MAP, ["north", "absent"], ["north", "south", "elsewhere"])
    assert found
    assert found.here == ["M300 20"]
    assert found.around == ["M310 380"]
    assert (found.x, found.y) == (300, 20)
    assert locate(MAP, ["absent"], ["north"]) is None
    assert locate(MAP, [], []) is None


def test_communes_have_the_hue_of_their_epci() -> None:
    """Others have that of the portal."""
    epci = hue_of({"kind": "epci", "name": "cc-des-essais", "parent": "departement"})
    assert hue_of({"kind": "commune", "name": "essais", "parent": "cc-des-essais"}) == epci
    assert hue_of({"kind": "commune", "name": "ile", "parent": None}) == PORTAL
    assert hue_of({"kind": "department", "name": "d", "parent": None}) == PORTAL
    assert hue_of({"kind": "other", "name": "sdis", "parent": "departement"}) == PORTAL


@given(st.text(min_size=1))
def test_every_hue_is_drawn(name: str) -> None:
    """The style sheet knows the hue of any EPCI, and none too near the red of errors."""
    hue = hue_of({"kind": "epci", "name": name, "parent": None})
    drawn = re.search(rf'\[data-ot-tenant="{hue}"\] {{ --ot-hue: (\d+); }}', TOKENS)
    assert drawn
    assert 45 < int(drawn[1]) < 360


def test_hues_are_shared_out() -> None:
    """A département shows all of them."""
    used = Counter(hue_of({"kind": "epci", "name": f"cc-{n}", "parent": None}) for n in range(100))
    assert set(used) == set(HUES)
