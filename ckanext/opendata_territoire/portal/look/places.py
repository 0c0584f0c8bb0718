"""What the pages of the territory show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.figures import (
    Figures,
    Intercommunality,
    Row,
    figures,
    intercommunalities,
    outside_epci,
)
from ckanext.opendata_territoire.portal.domain.hues import hue_of
from ckanext.opendata_territoire.portal.search import facets

NEIGHBOURS = 5


@dataclass(frozen=True)
class PlacesIndex:
    """The list of places.

    Attributes:
        places: all the places, for the map.
        figures: counts over the whole territory.
        found: places that match the query; empty without a query.
        intercommunalities: every EPCI with its communes.
        outside: the places that no EPCI gathers.
    """

    places: list[Row]
    figures: Figures
    found: list[Row]
    intercommunalities: list[Intercommunality]
    outside: list[Row]


def territory() -> list[Row]:
    """All the places of the portal, as ``territory_list`` gives them."""
    return tk.get_action("territory_list")({}, {})


def places_index(query: str) -> PlacesIndex:
    """Gather the list of places, or those that match a query."""
    rows = territory()
    return PlacesIndex(
        places=rows,
        figures=figures(rows),
        found=tk.get_action("territory_list")({}, {"q": query}) if query else [],
        intercommunalities=intercommunalities(rows),
        outside=outside_epci(rows),
    )


def place_page(name: str) -> dict[str, Any]:
    """What ``territory_show`` gives, with the neighbours that publish.

    Args:
        name: address of the organisation.

    Returns:
        The place, plus ``siblings``: for a commune, the communes of the same EPCI, itself included;
        ``neighbours``: those of the others that publish on this portal, those with most datasets
        first; ``hue``: the colour of its page; ``above_count``: for a place that publishes nothing,
        how many datasets the place above it has, those of its communes included.
    """
    place = tk.get_action("territory_show")({}, {"id": name})
    around = {"kind": "commune", "parent": place["parent"]}
    siblings = (
        tk.get_action("territory_list")({}, around)
        if place["kind"] == "commune" and place["parent"]
        else []
    )
    neighbours = [row for row in siblings if row["package_count"] and row["name"] != place["name"]]
    neighbours.sort(key=lambda row: -row["package_count"])
    return {
        **place,
        "siblings": siblings,
        "neighbours": neighbours[:NEIGHBOURS],
        "hue": hue_of(place),
        "above_count": 0 if place["package_count"] else _published_in(place["parent"]),
    }


def _published_in(name: str | None) -> int:
    """Count the published datasets of a place and of those below it."""
    if not name:
        return 0
    search = {"rows": 0, "fq": f'territory:"{name}"'}
    return tk.get_action("package_search")({"user": "", "for_view": True}, search)["count"]


def reference_vintage() -> str | None:
    """Year of the reference of the places, if the département says it; without the search."""
    for row in store.organizations(kind="department"):
        if vintage := (row.extras or {}).get("vintage"):
            return vintage
    return None


def place_kind(place: Row) -> str:
    """Say what a place is; for an EPCI, which kind (CGCT L.5210-1-1 A)."""
    _ = tk._
    epci = {
        "CC": _("Community of communes"),
        "CA": _("Agglomeration community"),
        "CU": _("Urban community"),
        "METRO": _("Metropolis"),
        "MET69": _("Metropolis"),
    }
    return epci.get(place["epci_type"] or "") or facets.kinds()[place["kind"]]


def siren(number: str) -> str:
    """Write a SIREN in groups of three, as people read it."""
    return "\N{NO-BREAK SPACE}".join(number[start : start + 3] for start in range(0, 9, 3))
