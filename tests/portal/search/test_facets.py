"""Facets of a search, as the action gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from ckan import model

from ckanext.opendata_territoire.portal.search.facets import first_day

Deposit = Callable[..., str]
Find = Callable[..., dict[str, Any]]
TitlesOf = Callable[..., list[str]]

THEME = "http://publications.europa.eu/resource/authority/data-theme/ENVI"


@pytest.fixture
def datasets(deposit: Deposit) -> None:
    """One dataset in each place of the territory."""
    deposit("Arbres", "valfictif", theme=[THEME])
    deposit("Budget", "montfictif")
    deposit("Port", "porfictif")
    deposit("Déchets", "cc-fictive", theme=[THEME])
    deposit("Routes", "departement-fictif")


def counts(result: dict[str, Any], facet: str) -> dict[str, int]:
    """Counts of a facet by value."""
    return {item["name"]: item["count"] for item in result["search_facets"][facet]["items"]}


@pytest.mark.usefixtures("datasets")
def test_a_territory_includes_its_descendants(find: Find, titles_of: TitlesOf) -> None:
    """Choosing an EPCI or the département finds what its communes publish too."""
    result = find(**{"facet.field": ["territory"]})
    assert counts(result, "territory") == {
        "departement-fictif": 5,
        "cc-fictive": 3,
        "valfictif": 1,
        "montfictif": 1,
        "porfictif": 1,
    }
    assert set(titles_of(fq='territory:"cc-fictive"')) == {"Arbres", "Budget", "Déchets"}
    assert titles_of(fq='organization:"cc-fictive"') == ["Déchets"]


@pytest.mark.usefixtures("datasets")
def test_values_have_names(find: Find) -> None:
    """Places are shown by their title and themes by their label, not by code or address."""
    found = find(**{"facet.field": ["territory", "theme", "organization_kind"]})["search_facets"]
    names = {item["name"]: item["display_name"] for f in found.values() for item in f["items"]}
    assert names["cc-fictive"] == "Cc fictive"
    assert names[THEME] == "Environnement"
    assert set(counts({"search_facets": found}, "organization_kind").items()) == {
        ("commune", 3),
        ("epci", 1),
        ("department", 1),
    }


def test_periods_are_counted_and_filter(deposit: Deposit, find: Find, titles_of: TitlesOf) -> None:
    """A period holds the datasets changed since its first day, and includes the shorter ones."""
    ages = {"Hier": 1, "Automne": 60, "Printemps": 200, "Vieux": 800}
    for title, days in ages.items():
        dataset = model.Package.get(deposit(title))
        assert dataset
        now = dt.datetime.now(dt.timezone.utc).replace(tzinfo=None)
        dataset.metadata_modified = now - dt.timedelta(days=days)
        model.Session.commit()
        index(dataset.id)
    assert counts(find(**{"facet.field": ["updated"]}), "updated") == {
        "month": 1,
        "quarter": 2,
        "year": 3,
    }
    for written in ('updated:"quarter"', "+updated:quarter"):
        assert set(titles_of(fq=written)) == {"Hier", "Automne"}
    day = dt.datetime.now(dt.timezone.utc).date() - dt.timedelta(days=1)
    assert titles_of(fq=f'updated:"{day}"') == ["Hier"]


def test_a_period_begins_on_the_same_day_of_an_earlier_month() -> None:
    """Months have different lengths: the last day of February stands for the 29th to the 31st."""
    assert first_day("month", dt.date(2026, 3, 31)) == "2026-02-28"
    assert first_day("quarter", dt.date(2026, 1, 15)) == "2025-10-15"
    assert first_day("year", dt.date(2024, 2, 29)) == "2023-02-28"


@pytest.mark.usefixtures("datasets")
def test_more_values_than_ckan_counts_by_default(
    find: Find, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """CKAN's limit on the values of a facet does not cut the tree of the territory."""
    monkeypatch.setitem(ckan_config, "search.facets.limit", 1)
    assert len(counts(find(**{"facet.field": ["territory"]}), "territory")) == 5
    limited = find(**{"facet.field": ["territory"], "facet.limit": 2})
    assert len(counts(limited, "territory")) == 2


def index(dataset_id: str) -> None:
    """Index a dataset again."""
    from ckan.lib.search import rebuild  # noqa: PLC0415 (with the plugins loaded)

    rebuild(dataset_id)
