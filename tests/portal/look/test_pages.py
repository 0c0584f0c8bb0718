"""Structure of the pages that the look owns."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from world import World

PUBLIC = [
    "/",
    "/organization/",
    "/organization/?q=essais",
    "/about",
    "/mentions-legales",
    "/user/login",
    "/nowhere",
]
PLACES = ["organization", "neighbour", "epci", "department"]
WORK = ["/dataset/drafts", "/dashboard/organizations", "/organization/edit/{organization}"]


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


@pytest.mark.parametrize("path", [*PUBLIC[:5], "/organization/{organization}"])
def test_no_dead_link(world: World, path: str) -> None:
    """Whatever a public page links to exists, and no link leads nowhere."""
    page = read(world, path.format(organization=world.organization["name"]))
    assert not page.select("a[href='#'], a[href=''], a:not([href])")
    for link in links(page):
        status = world.app.get(link, follow_redirects=False).status_code
        assert status < 400, link


@pytest.mark.parametrize("path", PUBLIC[:5])
def test_anchors_exist(world: World, path: str) -> None:
    """A link to a part of a page finds that part."""
    for link in read(world, path).select("a[href*='#']"):
        target = urlsplit(str(link["href"]))
        page = read(world, target.path or path)
        assert page.find(id=target.fragment), link["href"]


@pytest.mark.parametrize("path", PUBLIC[:5])
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
    said = {node.get_text(strip=True) for node in facts.select("dd")}
    assert {"34172", "300 habitants", "Découpage administratif 2026"} <= said
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


def test_no_year_is_claimed_for_the_population(world: World) -> None:
    """The year of the reference is that of the list of places; its populations have no year."""
    home = read(world, "/")
    assert "2026" not in home.select(".ot-figures .ot-sub")[-1].text
    assert home.select_one(".ot-figures .ot-sub a[href$='/about#figures']")
    about = read(world, "/about")
    assert about.find(id="figures")


def test_the_last_crumb_is_no_link(world: World) -> None:
    """A page does not lead to itself."""
    for place in PLACES:
        page = read(world, f"/organization/{getattr(world, place)['name']}")
        last = page.select(".breadcrumb li")[-1]
        assert last.get("aria-current") == "page"
        assert not last.select("a")


def test_a_place_is_located(world: World) -> None:
    """Its page shows it among the communes of its EPCI, and says the same in words."""
    figure = read(world, f"/organization/{world.organization['name']}").select_one(".ot-locator")
    assert figure
    assert len(figure.select("svg path")) == 4
    assert len(figure.select("svg .here")) == 1
    assert "4 communes" in figure.text
    epci = read(world, f"/organization/{world.epci['name']}").select_one(".ot-locator")
    assert epci
    assert not epci.select(".here")
    assert not read(world, f"/organization/{world.department['name']}").select(".ot-locator")


def test_an_epci_gives_its_hue_to_its_communes(world: World) -> None:
    """And not to the département, which keeps that of the portal."""
    named = {}
    for place in PLACES:
        main = read(world, f"/organization/{getattr(world, place)['name']}").main
        named[place] = main["data-ot-tenant"] if main else None
    assert named["organization"] == named["neighbour"] == named["epci"]
    assert named["department"] == "pin" != named["epci"]


def test_a_place_without_data_says_where_to_go(world: World) -> None:
    """A reader is led to what the EPCI has; who may deposit there, to the deposit."""
    path = f"/organization/{world.neighbour['name']}"
    link = read(world, path).select_one(".ot-empty a")
    assert link
    found = read(world, str(link["href"]))
    assert len(found.select(".dataset-item")) == 1
    assert not read(world, path).select(".ot-empty a[href*='/dataset/new']")
    deposit = read(world, path, "neighbour").select_one(".ot-empty a[href*='/dataset/new']")
    assert deposit
    chosen = read(world, str(deposit["href"]), "neighbour")
    assert world.neighbour["title"] in chosen.text


@pytest.mark.parametrize("path", ["/about", "/", "/organization/aubrac-les-essais"])
def test_no_contact_is_promised_that_is_not_there(
    world: World, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages name an address of the portal only when the administrator has set one."""
    assert not read(world, path).select("a[href^='mailto:'], a[href$='#contact']")
    key = "ckanext.opendata_territoire.contact_email"
    monkeypatch.setitem(tk.config, key, "portail@example.org")
    page = read(world, path)
    assert page.select_one("a[href$='/about#contact']")
    about = read(world, "/about")
    contact = about.find(id="contact")
    assert contact
    assert about.select("a[href='mailto:portail@example.org']")


def test_the_icon_is_ours(world: World) -> None:
    """Every page names it, and browsers that ask for it unasked get it."""
    for path in ("/", "/dataset/", "/user/login"):
        icons = read(world, path).select("link[rel~=icon]")
        assert {str(icon["href"]) for icon in icons} == {"/favicon.svg", "/favicon.ico"}
    for path in ("/favicon.svg", "/favicon.ico"):
        assert world.app.get(path).status_code == 200


@pytest.mark.parametrize("who", [None, "agent"])
def test_no_social_network(world: World, who: str | None) -> None:
    """No page of a dataset sends to one."""
    found = world.call(None, "package_search", rows=1)["results"][0]
    name = found["name"]
    file = found["resources"][0]["id"]
    for path in (name, f"{name}/resource/{file}", f"activity/{name}"):
        page = world.app.get(f"/dataset/{path}", headers=world.headers(who)).body.lower()
        assert "facebook" not in page
        assert "twitter" not in page


def test_titles_of_pages_have_one_separator(world: World) -> None:
    """What the page is, its context after a comma, then the portal."""
    title = read(world, "/dataset/?q=école").title
    assert title
    assert title.text.strip().startswith("école, Jeux de données - ")
    place = read(world, f"/organization/{world.organization['name']}").title
    assert place
    assert place.text.strip().startswith(f"{world.organization['title']}, commune - ")


def test_the_primer_of_ckan_is_drawn(world: World) -> None:
    """A dataset made up by a template has no date: the page that shows it does not break."""
    with world.app.flask_app.test_request_context():
        assert tk.h.dataset_updated({"title": "Made up"}) == ""


def test_an_invented_commune_changes_nothing_at_home(world: World) -> None:
    """Its datasets are neither counted nor named: figures, themes, keywords, latest ones, index."""
    before = {path: read(world, path) for path in ("/", "/organization/")}
    plain: Any = {"id": world.organization["id"], "insee_code": ""}
    world.call("sysadmin", "organization_patch", **plain)
    try:
        home, index = read(world, "/"), read(world, "/organization/")
    finally:
        world.call("sysadmin", "organization_patch", **plain | {"insee_code": "34172"})
    assert before["/"].select(".ot-card")
    assert home.select(".ot-figures dd")[0].text.strip() == "0"
    assert not home.select(".ot-card, .ot-themes li, .ot-hero .ot-chips a")
    assert "0 commune sur 3" in index.text.replace("\N{NO-BREAK SPACE}", " ")
    assert "1 commune" not in index.select_one(".ot-epci summary").text  # type: ignore[union-attr]


LEGAL = "ckanext.opendata_territoire.legal_"


def test_the_legal_notice_is_one_link_away_and_says_what_lacks(world: World) -> None:
    """Not stated, it says so to all, and to the administrator which key to write."""
    assert "/mentions-legales" in links(read(world, "/"))
    public = read(world, "/mentions-legales").text
    assert public.count("Non renseigné") == 4
    assert LEGAL not in public
    assert f"{LEGAL}director" in read(world, "/mentions-legales", "sysadmin").text


def test_the_legal_notice_says_who_answers(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the administrator wrote, as text, and where to write, on the help page too."""
    contact = "ckanext.opendata_territoire.contact_email"
    monkeypatch.setitem(tk.config, contact, "essai@example.org")
    monkeypatch.setitem(tk.config, f"{LEGAL}director", "Camille Essai, maire")
    monkeypatch.setitem(tk.config, f"{LEGAL}editor", "Commune <b>fictive</b>, 1 place de l’Essai")
    monkeypatch.setitem(tk.config, f"{LEGAL}host", "Hébergeur fictif")
    notice = read(world, "/mentions-legales")
    for words in (
        "Commune <b>fictive</b>, 1 place de l’Essai",
        "Camille Essai",
        "Hébergeur fictif",
    ):
        assert words in notice.text
    assert "Non renseigné" not in notice.text
    for path in ("/mentions-legales", "/aide/", "/about"):
        assert read(world, path).select("#content a[href='mailto:essai@example.org']")


def test_who_cannot_deposit_is_not_invited_to(world: World) -> None:
    """Footer and home page: the public is (it logs in first), a DPO is not, an agent is."""
    for who, invited in {None: True, "agent": True, "dpo": False, "reader": False}.items():
        assert ("/dataset/new" in links(read(world, "/", who))) is invited, who
