"""What the home page shows: everything is counted when it is shown."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SearchError, SolrConnectionError

from ckanext.opendata_territoire.portal.domain.figures import (
    Figures,
    Intercommunality,
    Row,
    figures,
    intercommunalities,
    is_counted,
)

from .places import territory

log = logging.getLogger(__name__)

LATEST = 4
THEMES = 8
KEYWORDS = 4
BARS = 6

THEME_ICONS = {
    "AGRI": "wheat",
    "ECON": "coins",
    "EDUC": "graduation-cap",
    "ENER": "zap",
    "ENVI": "leaf",
    "GOVE": "landmark",
    "HEAL": "heart-pulse",
    "INTR": "globe",
    "JUST": "scale",
    "OP_DATPRO": "database",
    "REGI": "building-2",
    "SOCI": "users",
    "TECH": "cpu",
    "TRAN": "bus",
}


@dataclass(frozen=True)
class Theme:
    """A European theme that has datasets; ``value`` is the address of its authority table."""

    value: str
    icon: str
    datasets: int


@dataclass(frozen=True)
class Home:
    """Content of the home page, the same for every reader.

    Attributes:
        places: all the places, for the map.
        figures: the three figures.
        department: title of the département's organisation, if it is there.
        intercommunalities: EPCI where communes publish, those with most communes first.
        latest: datasets changed last.
        themes: themes with most datasets first.
        keywords: the most frequent keywords.
    """

    places: list[Row]
    figures: Figures
    department: str | None
    intercommunalities: list[Intercommunality]
    latest: list[dict[str, Any]]
    themes: list[Theme]
    keywords: list[str]


def home_page() -> Home | None:
    """Gather the home page; nothing when the search engine, which counts, does not answer."""
    try:
        return _gathered()
    except (SearchError, SolrConnectionError) as error:
        log.warning("The home page is shown without what the search engine counts: %s", error)
        return None


def _gathered() -> Home:
    """Gather the home page from one list of places and one search."""
    places = territory()
    found = _published([place["name"] for place in places if not is_counted(place)])
    facets = found["search_facets"]
    bars = [epci for epci in intercommunalities(places) if epci.communes.publishing]
    bars.sort(key=lambda epci: -epci.communes.publishing)
    departments = (place for place in places if place["kind"] == "department")
    department: Row = next(departments, {})
    return Home(
        places=places,
        figures=figures(places),
        department=department.get("title"),
        intercommunalities=bars[:BARS],
        latest=found["results"],
        themes=[_theme(item) for item in _most(facets["theme"], THEMES)],
        keywords=[item["name"] for item in _most(facets["tags"], KEYWORDS)],
    )


def _published(invented: list[str]) -> dict[str, Any]:
    """Search what is published, but by the organisations named here."""
    query = {
        "fq": " ".join(f'-organization:"{name}"' for name in invented),
        "rows": LATEST,
        "sort": "metadata_modified desc",
        "facet.field": ["theme", "tags"],
        "facet.limit": 20,
    }
    return tk.get_action("package_search")({"user": ""}, query)


def _most(facet: dict[str, Any], number: int) -> list[dict[str, Any]]:
    return sorted(facet["items"], key=lambda item: -item["count"])[:number]


def _theme(item: dict[str, Any]) -> Theme:
    code = item["name"].rsplit("/", 1)[-1]
    return Theme(item["name"], THEME_ICONS.get(code, "file-text"), item["count"])
