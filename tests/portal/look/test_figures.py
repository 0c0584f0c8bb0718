"""Figures of the home page, on a small fictional territory."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.figures import (
    Count,
    figures,
    intercommunalities,
    outside_epci,
)


def place(
    kind: str, name: str, parent: str | None, count: int, population: int | None
) -> dict[str, Any]:
    """One row as `territory_list` gives it."""
    return {
        "kind": kind,
        "name": name,
        "title": name.title(),
        "parent": parent,
        "insee_code": "34172" if kind == "commune" else None,
        "package_count": count,
        "population": population,
    }


ROWS = [
    place("department", "departement", None, 4, 1000),
    place("epci", "vallee", "departement", 2, 600),
    place("epci", "plaine", "departement", 0, 400),
    place("commune", "amont", "vallee", 3, 400),
    place("commune", "aval", "vallee", 0, 200),
    place("commune", "bourg", "plaine", 0, 400),
    place("commune", "seule", "departement", 1, None),
    place("other", "syndicat", None, 5, None),
]


def test_all_organisations_count_for_datasets() -> None:
    """Datasets are those of communes, EPCI, département and other organisations alike."""
    assert figures(ROWS).datasets == 15


def test_a_commune_publishes_by_its_own_datasets() -> None:
    """An EPCI that publishes does not make its communes publish."""
    assert figures(ROWS).communes == Count(2, 4)
    assert figures(ROWS).epci == Count(1, 2)


def test_an_invented_commune_is_not_counted() -> None:
    """A commune without an INSEE code changes no figure, its datasets included."""
    invented = place("commune", "villexemple", "vallee", 2, 500) | {"insee_code": None}
    assert figures([*ROWS, invented]) == figures(ROWS)
    valley = intercommunalities([*ROWS, invented])[0]
    assert valley.communes == Count(1, 2)
    assert invented in valley.members


def test_inhabitants_are_counted_once() -> None:
    """The share of inhabitants is over communes; an unknown population counts for nothing."""
    assert figures(ROWS).inhabitants == Count(400, 1000)
    assert figures(ROWS).inhabitants.percent == 40.0


def test_an_empty_portal_has_figures() -> None:
    """Without any place the figures are zero, not an error."""
    nothing = figures([])
    assert nothing.datasets == 0
    assert nothing.inhabitants.percent == 0.0


def test_communes_are_counted_in_their_epci() -> None:
    """Each EPCI appears once, in the order received, with the communes whose parent it is."""
    valley, plain = intercommunalities(ROWS)
    assert valley.place["name"] == "vallee"
    assert [member["name"] for member in valley.members] == ["amont", "aval"]
    assert valley.communes == Count(1, 2)
    assert plain.communes == Count(0, 1)


def test_no_place_is_lost() -> None:
    """Every place is an EPCI, a member of one, or outside, once."""
    listed = [row["name"] for row in outside_epci(ROWS)]
    for epci in intercommunalities(ROWS):
        listed += [epci.place["name"], *(member["name"] for member in epci.members)]
    assert sorted(listed) == sorted(row["name"] for row in ROWS)


@given(
    st.lists(
        st.builds(
            place,
            st.sampled_from(["commune", "epci", "department", "other"]),
            st.text(min_size=1, max_size=3),
            st.none() | st.text(min_size=1, max_size=3),
            st.integers(0, 50),
            st.none() | st.integers(0, 500_000),
        )
    )
)
def test_a_share_is_a_share(rows: list[dict[str, Any]]) -> None:
    """Whatever the rows, no share exceeds the whole."""
    counted = figures(rows)
    counts = [counted.communes, counted.epci, counted.inhabitants]
    counts += [epci.communes for epci in intercommunalities(rows)]
    assert all(
        0 <= count.publishing <= count.total and 0 <= count.percent <= 100 for count in counts
    )


@pytest.mark.parametrize(
    ("publishing", "total", "said"),
    [
        (0, 0, "0"),
        (0, 5, "0"),
        (1, 1000, "<\u00a01"),
        (5, 1000, "<\u00a01"),
        (16, 1000, "2"),
        (999, 1000, "99"),
        (1000, 1000, "100"),
    ],
)
def test_shares_are_rounded_to_what_is_true(publishing: int, total: int, said: str) -> None:
    """Nothing is said to be none or all when it is not."""
    assert Count(publishing, total).rounded == said
