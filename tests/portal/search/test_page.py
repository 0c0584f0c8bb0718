"""The search page, as a reader and HTMX see it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pytest
import world as fictional
from bs4 import BeautifulSoup, Tag

from ckan.tests.helpers import call_action

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import World

THEME = fictional.COMPLETE["theme"][0]


@pytest.fixture
def place(app: Any, build_once: Callable[..., Any]) -> World:
    """A commune in an EPCI in a département; the commune has published three datasets.

    Built once for the module: its tests only read.
    """
    built = build_once(_published_world, app)
    built.app = app
    return built


def _published_world(app: Any) -> World:
    world = fictional.build(app)
    for child, parent in ((world.epci, world.department), (world.organization, world.epci)):
        call_action(
            "organization_patch",
            {"user": world.people["sysadmin"]["name"]},
            id=child["id"],
            groups=[{"name": parent["name"]}],
        )
    for title in ("Liste des écoles", "Écoles & <cantines>", "Budget : 2024"):
        world.published(title)
    world.full_draft("Écoles en brouillon")
    return world


def page(world: World, url: str, **headers: str) -> Tag:
    """Parse a page."""
    answer = world.app.get(url, headers=headers)
    assert answer.status_code == 200
    return BeautifulSoup(answer.body, "html.parser")


def titles(soup: Tag) -> list[str]:
    """Titles of the datasets of a page."""
    return [link.get_text(strip=False).strip() for link in soup.select(".dataset-heading a")]


def hidden(soup: Tag, form: str) -> dict[str, Any]:
    """Parameters that a form keeps."""
    return {str(field["name"]): field["value"] for field in soup.select(f"#{form} [type=hidden]")}


def link_to(soup: Tag, facet: str, value: str) -> str:
    """Address behind a value of a facet."""
    for link in soup.select(f"#search-facets a[id^='{facet}-']"):
        if parse_qs(urlsplit(str(link["href"])).query).get(facet) == [value]:
            return str(link["href"])
    raise AssertionError(f"no link to {facet}={value}")


def test_results_are_marked_and_drafts_absent(place: World) -> None:
    """Only what is published is found; the words found are marked; titles are escaped, whole."""
    soup = page(place, "/dataset/?q=ECOLE")
    # « Budget » has the keyword « ecole »: it comes after those whose title says it.
    assert set(titles(soup)[:2]) == {"Liste des écoles", "Écoles & <cantines>"}
    assert titles(soup)[2:] == ["Budget : 2024"]
    assert {mark.get_text() for mark in soup.select(".dataset-heading mark")} == {
        "écoles",
        "Écoles",
    }
    assert len(soup.select("h1")) == len(soup.select("#found")) == 1


def test_facets_lead_to_what_they_count(place: World) -> None:
    """Each value of each facet leads to as many datasets as it says."""
    soup = page(place, "/dataset/")
    links = [
        link for link in soup.select("#search-facets a[hx-boost]") if link.select(".item-count")
    ]
    facets = {parse_qs(urlsplit(str(link["href"])).query).popitem()[0] for link in links}
    assert facets >= {"organization_kind", "organization", "theme", "res_format", "license_id"}
    for link in links:
        count = link.select_one(".item-count")
        assert count
        assert len(titles(page(place, str(link["href"])))) == int(count.get_text())


def test_a_territory_is_a_tree(place: World) -> None:
    """The EPCI and the département lead to the datasets of the commune; another place replaces."""
    soup = page(place, "/dataset/?q=budget")
    for organization in (place.department, place.epci, place.organization):
        url = link_to(soup, "territory", organization["name"])
        chosen = page(place, url)
        assert titles(chosen) == ["Budget : 2024"]
        assert chosen.select(".ot-tree [aria-current=true]")
    other = link_to(page(place, url), "territory", place.epci["name"])
    assert parse_qs(urlsplit(other).query) == {"q": ["budget"], "territory": [place.epci["name"]]}


def test_filters_can_be_removed_one_by_one(place: World) -> None:
    """Each active filter is a chip with the name of its value, whose link takes it away."""
    name = place.organization["name"]
    soup = page(place, f"/dataset/?q=école&theme={THEME}&organization={name}&page=1")
    chips = {
        str(chip.contents[0]).strip(): str(chip["href"]) for chip in soup.select(".ot-chip-on")
    }
    assert list(chips) == ["Éducation, culture et sport", place.organization["title"]]
    left = parse_qs(urlsplit(chips[place.organization["title"]]).query)
    assert left == {"q": ["école"], "theme": [THEME]}
    facets = soup.select("#search-facets .nav-item.active a[aria-current=true]")
    assert {str(link["href"]) for link in facets} == set(chips.values())


def test_htmx_receives_the_three_parts_and_no_more(place: World) -> None:
    """After a search HTMX replaces the bar, the facets and the results, wherever they are."""
    soup = page(place, "/dataset/?q=école", **{"HX-Request": "true"})
    parts = soup.select("[hx-swap-oob]")
    assert [part["id"] for part in parts] == ["search-bar", "search-facets", "search-results"]
    assert not soup.select("html, main, footer")
    # A link outside of an element that swaps nothing would replace the whole page by the parts.
    full = page(place, f"/dataset/?q=école&theme={THEME}")
    for boosted in full.select("[hx-boost]"):
        assert boosted.find_parent(attrs={"hx-swap": "none"}), boosted


def test_the_search_box_keeps_the_filters(place: World) -> None:
    """Searching other words, or sorting, keeps what was chosen, the area of the map included."""
    url = f"/dataset/?q=école&theme={THEME}&ext_bbox=3,43,4,44&page=2&sort=title_string asc"
    soup = page(place, url)
    kept = {"theme": THEME, "ext_bbox": "3,43,4,44", "sort": "title_string asc"}
    assert hidden(soup, "dataset-search-form") == kept
    soup = page(place, f"/dataset/?q=école&theme={THEME}&sort=title_string asc")
    assert hidden(soup, "dataset-sort-form") == {"q": "école", "theme": THEME}
    assert [option["value"] for option in soup.select("#sort option[selected]")] == [kept["sort"]]
    assert titles(soup) == sorted(titles(soup))


def test_nothing_found_says_what_to_try(place: World) -> None:
    """Remove each filter, a larger place, the page of the place named, all datasets: links work."""
    name = place.organization["name"]
    soup = page(place, f"/dataset/?q=Villeneuve&territory={name}&res_format=PDF")
    links = [str(link["href"]) for link in soup.select(".ot-empty a")]
    queries = [parse_qs(urlsplit(link).query) for link in links]
    assert {"q": ["Villeneuve"], "territory": [name]} in queries
    assert {"q": ["Villeneuve"], "res_format": ["PDF"]} in queries
    broader = {"q": ["Villeneuve"], "res_format": ["PDF"], "territory": [place.epci["name"]]}
    assert broader in queries
    assert any(link.endswith(f"/organization/{name}") for link in links)
    assert all(place.app.get(link).status_code == 200 for link in links)


def test_the_api_answers_the_same_search(place: World) -> None:
    """The link to the API gives the datasets of the page."""
    soup = page(place, f"/dataset/?q=école&theme={THEME}&updated=month&sort=title_string desc")
    link = soup.select_one(".ot-api a")
    assert link
    found = json.loads(place.app.get(str(link["href"])).body)["result"]["results"]
    assert [dataset["title"] for dataset in found] == titles(soup)


@pytest.mark.parametrize(
    "query",
    ["(((", "title:(", "{!lucene}x", "a" * 5000, "%00", "title:[", '"', "🏫", "<script>", "*"],
)
def test_whatever_is_typed_the_page_answers(place: World, query: str) -> None:
    """A bad query gives a page that says so or finds nothing, never an error of the server."""
    answer = place.app.get("/dataset/", query_string={"q": query})
    assert answer.status_code == 200
    assert BeautifulSoup(answer.body, "html.parser").select("script[src]")
    assert "<script>" not in "".join(titles(BeautifulSoup(answer.body, "html.parser")))


def test_a_search_too_long_is_told(place: World) -> None:
    """The page says so, keeps the words, and its box takes no more; the API names the field."""
    query = "délibérations du conseil " * 30
    soup = page(place, f"/dataset/?q={query}")
    alert = soup.select_one("#search-results [role=alert]")
    assert alert
    assert "trop longue" in alert.get_text()
    box = soup.select_one("#field-giant-search")
    assert box
    assert str(box["value"]).strip() == query.strip()
    assert int(str(box["maxlength"])) < len(query)
    for data in ({"q": query}, {"q": query, "rows": 0}):
        error = place.call(None, "package_search", status=409, **data)
        assert "trop longue" in error["q"][0]


def test_the_query_of_a_program_may_be_long(place: World) -> None:
    """A list of ids is no text that somebody typed."""
    ids = " OR ".join(f"absent-{number}" for number in range(60))
    assert place.call(None, "package_search", q=f"id:({ids})")["count"] == 0


NOWHERE = ("1e400,0,1,1", "1e18,0,1,1", "nan,0,1,1", "0,91,1,1", "0,0,1", "a,b,c,d")


@pytest.mark.parametrize("box", NOWHERE)
def test_an_area_on_no_map_is_told(place: World, box: str) -> None:
    """The page says so and searches everywhere; the API names the field; neither runs for ever."""
    assert titles(page(place, f"/organization/{place.organization['name']}?ext_bbox={box}"))
    soup = page(place, f"/dataset/?ext_bbox={box}")
    assert len(titles(soup)) == 3
    alert = soup.select_one("#search-results [role=alert]")
    assert alert
    assert "zone de la carte" in alert.get_text()
    for data in ({"ext_bbox": box}, {"extras": {"ext_bbox": box}}, {"ext_bbox": [box, 0, 1, 1]}):
        error = place.call(None, "package_search", status=409, **data)
        assert "zone de la carte" in error["ext_bbox"][0]


def test_an_area_of_the_map_is_searched(place: World) -> None:
    """Honest rectangles pass, without any message, and a search takes an object of extras only."""
    assert not page(place, "/dataset/?ext_bbox=3,43,4,44").select("#search-results [role=alert]")
    for box in ("3,43,4,44", [3, 43, 4, 44], "357,43,358,44"):
        assert place.call(None, "package_search", ext_bbox=box)["count"] == 0
    for extras in ("x", ["x"], 5):
        assert "extras" in place.call(None, "package_search", status=409, extras=extras)
