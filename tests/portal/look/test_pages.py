"""Structure of the pages that the look owns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from world import World

PUBLIC = ["/", "/organization/", "/organization/?q=essais", "/about", "/user/login", "/nowhere"]
PLACES = ["organization", "neighbour", "epci", "department"]
WORK = ["/dashboard/datasets", "/dashboard/organizations", "/organization/edit/{organization}"]


def read(world: World, path: str, who: str | None = None, status: int = 200) -> BeautifulSoup:
    """Open a page as somebody."""
    response = world.app.get(path, headers=world.headers(who), status=status)
    return BeautifulSoup(response.body, "html.parser")


def check_structure(page: BeautifulSoup) -> None:
    """French, one main landmark, one title of first level, ids that are unique, images named."""
    assert page.html
    assert page.html["lang"] == "fr"
    assert len(page.select("main, [role=main]")) == 1
    assert len(page.select("h1")) == 1
    assert page.select_one("main h1, [role=main] h1")
    ids = [node["id"] for node in page.select("[id]")]
    assert len(ids) == len(set(ids))
    assert not page.select("img:not([alt])")


def links(page: BeautifulSoup) -> set[str]:
    """Paths that the page leads to, on this portal."""
    found = {urlsplit(str(link["href"])) for link in page.select("a[href]")}
    here = {url for url in found if url.scheme in ("", "http", "https")}
    ours = {url for url in here if url.netloc in ("", "test.ckan.net")}
    return {f"{url.path}?{url.query}".rstrip("?") for url in ours}


@pytest.mark.parametrize("path", PUBLIC)
def test_public_page(world: World, path: str) -> None:
    """Each public page is one document with one title, in French, and without the work bar."""
    page = read(world, path, status=404 if path == "/nowhere" else 200)
    check_structure(page)
    assert not page.select(".account-masthead")


@pytest.mark.parametrize("place", PLACES)
def test_place_page(world: World, place: str) -> None:
    """So is the page of each kind of place."""
    check_structure(read(world, f"/organization/{getattr(world, place)['name']}"))


@pytest.mark.parametrize("path", WORK)
def test_work_page(world: World, path: str) -> None:
    """People signed in have the work bar, with their name and the way out."""
    page = read(world, path.format(organization=world.organization["name"]), "controller")
    check_structure(page)
    bar = page.select_one(".account-masthead")
    assert bar
    assert bar.select_one("form[action$='/_logout'] button, form[action*='logout'] button")
    assert world.people["controller"]["fullname"] in bar.text


@pytest.mark.parametrize("path", [*PUBLIC[:4], "/organization/{organization}"])
def test_no_dead_link(world: World, path: str) -> None:
    """Whatever a public page links to exists, and no link leads nowhere."""
    page = read(world, path.format(organization=world.organization["name"]))
    assert not page.select("a[href='#'], a[href=''], a:not([href])")
    for link in links(page):
        status = world.app.get(link, follow_redirects=False).status_code
        assert status < 400, link


@pytest.mark.parametrize("path", PUBLIC[:4])
def test_anchors_exist(world: World, path: str) -> None:
    """A link to a part of a page finds that part."""
    for link in read(world, path).select("a[href*='#']"):
        target = urlsplit(str(link["href"]))
        page = read(world, target.path or path)
        assert page.find(id=target.fragment), link["href"]


@pytest.mark.parametrize("path", PUBLIC[:4])
def test_no_other_host(world: World, path: str) -> None:
    """Style sheets, scripts, images and fonts come from this portal."""
    page = read(world, path)
    sources = [node["src"] for node in page.select("[src]")]
    sources += [node["href"] for node in page.select("head link[href]")]
    assert sources
    for source in sources:
        assert urlsplit(str(source)).netloc in ("", "test.ckan.net")


def test_home_counts_what_is_published(world: World) -> None:
    """One dataset, one commune in four, three inhabitants in four."""
    page = read(world, "/")
    figures = page.select(".ot-figures dd:not(.ot-sub)")
    assert [re.sub(r"\D", "", figure.text) for figure in figures] == ["1", "1", "75"]
    assert len(page.select(".ot-card")) == 1
    assert len(page.select(".ot-themes li")) == 1
    assert "1" in page.select(".ot-bars .ot-num")[0].text
    assert "4" in page.select(".ot-bars .ot-num")[0].text


def test_home_does_not_show_drafts(world: World) -> None:
    """A draft changes no figure, for its author either."""
    world.draft("Un brouillon que personne ne voit")
    page = read(world, "/", "agent")
    assert "Un brouillon" not in page.text
    assert page.select(".ot-figures dd")[0].text.strip() == "1"


def test_index_lists_every_place(world: World) -> None:
    """Each place of the territory is one link away, its EPCI gathering its communes."""
    page = read(world, "/organization/")
    names = {str(link["href"]).rsplit("/", 1)[-1] for link in page.select(".ot-places a")}
    assert {world.department["name"], world.neighbour["name"], "aubrac-les-essais"} <= names
    assert len(page.select(".ot-epci")) == 1
    assert len(page.select(".ot-epci .ot-places li")) == 4


def test_find_leads_to_the_only_place(world: World) -> None:
    """The name of a commune leads to its page, part of a name to the places that have it."""
    one = world.app.get("/find-place?q=fausseville", follow_redirects=False)
    assert one.headers["Location"].endswith(f"/organization/{world.neighbour['name']}")
    many = world.app.get("/find-place?q=les-essais", follow_redirects=False)
    assert "/organization/?q=les-essais" in many.headers["Location"]
    page = read(world, "/organization/?q=les-essais")
    assert len(page.select(".ot-places li")) == 3


def test_find_without_a_name(world: World) -> None:
    """An empty question gives the whole territory."""
    response = world.app.get("/find-place?q=", follow_redirects=False)
    assert response.status_code == 302
    assert "/organization/" in response.headers["Location"]


def test_place_says_what_it_is(world: World) -> None:
    """The page of a commune states its code, its population, its EPCI and its dataset."""
    page = read(world, f"/organization/{world.organization['name']}")
    facts = page.select_one(".ot-keys")
    assert facts
    assert {"34172", "300"} <= {node.get_text(strip=True) for node in facts.select("dd")}
    assert facts.select_one(f"a[href$='/organization/{world.epci['name']}']")
    assert len(page.select(".dataset-item")) == 1


def test_epci_lists_its_communes(world: World) -> None:
    """The page of an EPCI lists its communes with the number of their datasets."""
    page = read(world, f"/organization/{world.epci['name']}")
    members = page.select("[aria-labelledby=members] li")
    assert len(members) == 4
    assert len(page.select("[aria-labelledby=members] .ot-count")) == 1


def test_hostile_search_is_shown_as_text(world: World) -> None:
    """What was typed comes back as text."""
    response = world.app.get("/organization/?q=<script>alert(1)</script>")
    assert "<script>alert(1)" not in response.body


def test_error_page_shows_no_words_of_a_library(world: World) -> None:
    """An address that does not exist is explained by us, not by Werkzeug."""
    assert "requested URL" not in read(world, "/nowhere", status=404).text
