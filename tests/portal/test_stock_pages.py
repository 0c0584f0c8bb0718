"""CKAN's own pages that remain: what is left of them, in the words and the order of this portal."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup, Tag

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    import world as fictional

DATE = re.compile(r"\d{1,2}(er)? [a-zûé]+ 20\d\d")
WITH_HOUR = re.compile(DATE.pattern + r" à \d{1,2}\s?h\s?\d\d")


def page(world: fictional.World, path: str, who: str | None = None) -> BeautifulSoup:
    """Read a page as somebody."""
    answer = world.app.get(path, headers=world.headers(who), follow_redirects=False)
    assert answer.status_code == 200, (path, answer.status_code)
    return BeautifulSoup(answer.body, "html.parser")


def test_remember_me_is_chosen(world: fictional.World) -> None:
    """Computers of town halls are shared: nobody stays logged in without asking for it."""
    box = page(world, "/user/login").select_one("#field-remember")
    assert box is not None
    assert not box.has_attr("checked")


@pytest.mark.parametrize("path", ["/user/login", "/user/reset"])
def test_what_the_page_is_for_comes_first(world: fictional.World, path: str) -> None:
    """On a phone and for who tabs through the page, the form comes before the help."""
    main = page(world, path).select_one("#content")
    assert main is not None
    order = [
        name
        for found in main.find_all(["form", "aside"])
        if isinstance(found, Tag) and (name := found.name)
    ]
    assert order == ["form", "aside"]


@pytest.mark.parametrize("page_name", ["user/{agent}", "user/{agent}/api-tokens"])
def test_dates_are_french(world: fictional.World, page_name: str) -> None:
    """CKAN's own pages write the day before the month, on a clock of 24 hours."""
    name = world.people["agent"]["name"]
    text = page(world, f"/{page_name.format(agent=name)}", "agent").get_text(" ")
    assert DATE.search(text), text
    if page_name.endswith("tokens"):
        assert WITH_HOUR.search(text), text


@pytest.mark.parametrize(
    ("moment", "options", "expected"),
    [
        ("2026-12-01T20:05:00", {"with_hours": True}, "1er décembre 2026 à 21 h 05"),
        ("2026-12-31T23:30:00", {}, "1er janvier 2027"),
        ("2026-12-01T20:05:00+00:00", {"with_hours": True}, "1er décembre 2026 à 21 h 05"),
        ("2026-12-01", {"with_hours": True}, "1er décembre 2026"),
        ("2026-12-01T20:05:00", {"date_format": "%Y"}, "2026"),
        ("hier", {}, ""),
        (None, {}, ""),
    ],
)
@pytest.mark.usefixtures("with_plugins")
def test_one_helper_for_dates(
    app: Any, moment: str | None, options: dict[str, Any], expected: str
) -> None:
    """An hour is the portal's, a day is the day that was given, what is no date is nothing."""
    with app.flask_app.test_request_context("/"):
        assert tk.h.render_datetime(moment, **options).replace("\u00a0", " ") == expected


@pytest.mark.usefixtures("with_plugins")
def test_a_day_is_the_same_overseas(
    app: Any, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """West of Greenwich a day without an hour is not the day before."""
    monkeypatch.setitem(ckan_config, "ckan.display_timezone", "America/Martinique")
    with app.flask_app.test_request_context("/"):
        assert tk.h.render_datetime("2026-12-01") == "1er décembre 2026"


LEFT_OUT = (
    "/group/",
    "/group/new",
    "/dashboard/groups",
    "/testing/dashboard",
    "/user/{agent}/groups",
    "/user/followers/{agent}",
    "/dataset/groups/{dataset}",
    "/dataset/followers/{dataset}",
    "/dataset/collaborators/{dataset}",
    "/organization/followers/{commune}",
)


@pytest.mark.parametrize("who", [None, "agent", "sysadmin"])
def test_pages_of_no_use_are_not_there(world: fictional.World, who: str | None) -> None:
    """Groups, followers and collaborators have no page, whoever asks, and no link leads to them."""
    dataset = world.full_draft()
    names = {
        "agent": world.people["agent"]["name"],
        "dataset": dataset["name"],
        "commune": world.organization["name"],
    }
    for path in LEFT_OUT:
        answer = world.app.get(path.format(**names), headers=world.headers(who))
        assert answer.status_code == 404, path
    for path in (
        f"/dataset/activity/{dataset['name']}",
        f"/organization/about/{names['commune']}",
        f"/user/{names['agent']}",
        "/dashboard/datasets",
    ):
        answer = world.app.get(path, headers=world.headers(who))
        links = BeautifulSoup(answer.body, "html.parser").find_all("a", href=True)
        assert not [link["href"] for link in links if re.search("group|follow", str(link["href"]))]


def test_the_feed_leads_to_the_datasets(world: fictional.World) -> None:
    """CKAN sends people to the feed of what they follow; nothing is followed here."""
    answer = world.app.get("/dashboard/", headers=world.headers("agent"), follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith("/dashboard/datasets")


def test_one_title_per_page(world: fictional.World) -> None:
    """Each of these pages has one title of the first level, read before all that it announces."""
    name, dataset = world.people["agent"]["name"], world.full_draft()["name"]
    for path in (
        "/user/login",
        "/user/reset",
        f"/user/{name}",
        f"/user/{name}/organizations",
        f"/user/{name}/api-tokens",
        f"/user/activity/{name}",
        f"/user/edit/{name}",
        f"/dataset/activity/{dataset}",
        "/dashboard/organizations",
        "/dashboard/organizations",
    ):
        who = None if path in ("/user/login", "/user/reset") else "agent"
        headings = page(world, path, who).select("#content :is(h1, h2, h3)")
        assert [heading.name for heading in headings].count("h1") == 1, path
        assert headings[0].name == "h1", path


def test_own_organisations_with_roles(world: fictional.World) -> None:
    """An agent reads which organisations they work for, and as what."""
    text = page(world, "/dashboard/organizations", "agent").select_one("#content table")
    assert text is not None
    assert world.organization["title"] in text.get_text()
    assert "Agent" in text.get_text()


def test_the_account_of_the_site_is_no_administrator_to_revoke(world: fictional.World) -> None:
    """The list of administrators has people only: CKAN cannot work without its own account."""
    site = tk.config["ckan.site_id"]
    tk.get_action("get_site_user")({"ignore_auth": True}, {})
    listed = page(world, "/ckan-admin/", "sysadmin").select('input[name="username"]')
    values = [str(field.get("value")) for field in listed]
    assert world.people["sysadmin"]["name"] in values
    assert site not in values


def test_people_are_listed_to_their_colleagues_only(world: fictional.World) -> None:
    """Others are offered no tab, and who asks anyway reads French that names nobody."""
    name = world.organization["name"]
    for who, seen in {None: False, "neighbour": False, "member": True, "sysadmin": True}.items():
        tabs = page(world, f"/organization/about/{name}", who).select(f"a[href$='/members/{name}']")
        assert bool(tabs) is seen, who
        path = f"/organization/members/{name}"
        answer = world.app.get(path, headers=world.headers(who), follow_redirects=False)
        assert answer.status_code == (200 if seen else 403), who
        if not seen:
            said = BeautifulSoup(answer.body, "html.parser").select_one("#content, main")
            assert said is not None
            assert name not in said.get_text()
            assert "''" not in said.get_text()
            assert "accès à cette page" in said.get_text()


def test_a_number_that_is_no_page_is_refused_in_french(world: fictional.World) -> None:
    """CKAN says it in English; ours says what a number of page is."""
    for path in ("/dataset/?page=x", "/dataset/?page=0", "/organization/?page=-1"):
        answer = world.app.get(path)
        assert answer.status_code == 400, path
        assert "parameter" not in answer.body
        assert "nombre entier" in answer.body


def test_a_page_after_the_last_says_so(world: fictional.World) -> None:
    """The count above is that of the list: the page says where it ends, not that it is empty."""
    world.published()
    for path in ("/dataset/", f"/organization/{world.organization['name']}"):
        found = page(world, f"{path}?page=99")
        assert "Rien ici" not in found.get_text()
        assert "Rien de publié" not in found.get_text()
        (first,) = [a for a in found.select(".ot-empty a") if "première page" in a.get_text()]
        assert first["href"].startswith(path)  # type: ignore[union-attr]


ADMINISTRATION = {
    "/organization/new": ["<organization>", "Organisation", "URL"],
    "/user/register": ["passionnantes", "e-mail", "Nom Complet", "Lien", "Envoi", "Pourquoi"],
    "/ckan-admin/trash": ["Groupes", "groupes", "Purger"],
    "/ckan-admin/": ["systèmes"],
}


@pytest.mark.parametrize("path", ADMINISTRATION)
def test_pages_of_administrators_speak_as_the_others(world: fictional.World, path: str) -> None:
    """No word of CKAN's stock pages that this portal has another for, or has nothing behind."""
    main = page(world, path, "sysadmin").select_one("[role=main], main")
    assert main is not None
    text = main.get_text(" ")
    assert not [word for word in ADMINISTRATION[path] if word in text], text


def test_an_account_made_by_hand(world: fictional.World) -> None:
    """The page of administrators makes an account that may sign in."""
    fields = {
        "name": "compte-a-la-main",
        "fullname": "Camille Essai",
        "email": "camille@example.org",
        "password1": "a-fictional-Passw0rd",
        "password2": "a-fictional-Passw0rd",
        "save": "",
    }
    form = page(world, "/user/register", "sysadmin").select_one("#user-register-form")
    assert form is not None
    assert {str(field["name"]) for field in form.select("input[name]")} >= set(fields) - {"save"}
    world.app.post("/user/register", data=fields, headers=world.headers("sysadmin"))
    assert world.call("sysadmin", "user_show", id=fields["name"])["fullname"] == "Camille Essai"
