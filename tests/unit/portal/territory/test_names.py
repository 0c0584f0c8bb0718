"""Addresses of organisations."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.territory import Place
from ckanext.opendata_territoire.portal.domain.territory_names import names, slug


def place(code: str, title: str) -> Place:
    """Make a commune."""
    return Place("commune", code, title, "2026")


def named(*places: Place, taken: dict[str, str] | None = None) -> dict[str, str]:
    """Name places that are the whole territory."""
    return names(places, {one.key: one for one in places}, taken or {})


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("Saint-Martin-de-Londres", "saint-martin-de-londres"),
        ("L’Haÿ-les-Roses", "l-hay-les-roses"),
        ("La Borie-d'Œuvre", "la-borie-d-oeuvre"),
        ("CC Faucigny - Glières", "cc-faucigny-glieres"),
    ],
)
def test_slug(title: str, address: str) -> None:
    """Accents, ligatures, apostrophes and spaces become what an address can carry."""
    assert slug(title) == address


def test_homonyms_all_carry_their_code() -> None:
    """Neither homonym has the short address: the order of the reference never matters."""
    one, two = place("99003", "Clairac"), place("99004", "Clairac")
    assert named(one, two) == {one.key: "clairac-99003", two.key: "clairac-99004"}
    assert named(two, one) == named(one, two)


def test_address_of_somebody_else_is_left_to_them() -> None:
    """An organisation made by hand keeps its address."""
    one = place("99003", "Clairac")
    assert named(one, taken={"clairac": ""}) == {one.key: "clairac-99003"}


def test_own_former_address_may_come_back() -> None:
    """A commune that takes back its old name takes back its old address."""
    one = place("99003", "Clairac")
    assert named(one, taken={"clairac": one.key}) == {one.key: "clairac"}


@pytest.mark.parametrize("title", ["Y", "New", "!!", "Edit"])
def test_addresses_that_ckan_refuses_carry_the_code(title: str) -> None:
    """There is a commune called Y; CKAN wants two letters, and keeps a few words for itself."""
    one = place("80829", title)
    assert named(one)[one.key].endswith("-80829")


@given(st.lists(st.text(max_size=120), min_size=1, max_size=8))
def test_addresses_are_valid_and_unique(titles: list[str]) -> None:
    """Whatever the names, CKAN accepts the addresses and no two are the same."""
    places = [place(f"{number:05d}", title) for number, title in enumerate(titles, start=10_000)]
    found = list(named(*places).values())
    assert len(set(found)) == len(places)
    assert all(re.fullmatch(r"[a-z0-9_-]{2,100}", name) for name in found)
