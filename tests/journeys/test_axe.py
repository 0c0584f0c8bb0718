"""Pages read by anybody, on any screen, by keyboard: axe, sideways scroll, focus, other hosts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from people import Caller, Visitor

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from people import Portal
    from playwright.sync_api import Browser, Page, Request

    Look = Callable[[str, str], tuple[Visitor, str]]

WIDTHS = (1280, 768, 375)

# Who opens it, what. `{dataset}` is a published dataset, `{draft}` and `{review}` two of the
# agent's, `{organization}` the agent's commune.
PAGES = [
    ("", "/"),
    ("", "/dataset/"),
    ("", "/dataset/?q=introuvable"),
    ("", "/dataset/{dataset}"),
    ("", "/dataset/{dataset}/versions"),
    ("", "/dataset/{dataset}/version/1"),
    ("", "/organization/"),
    ("", "/organization/?q=saint"),
    ("", "/organization/{organization}"),
    ("", "/about"),
    ("", "/user/login"),
    ("", "/user/reset"),
    ("", "/nowhere"),
    ("agent", "/"),
    ("agent", "/organization/{organization}"),
    ("agent", "/dataset/new"),
    ("agent", "/dataset/drafts"),
    ("agent", "/dataset/{draft}"),
    ("agent", "/dataset/edit/{draft}"),
    ("agent", "/dashboard/organizations"),
    ("agent", "/user/{account}"),
    ("agent", "/user/edit/{account}"),
    ("controller", "/organization/edit/{organization}"),
    ("controller", "/organization/manage_members/{organization}"),
    ("controller", "/organization/member_new/{organization}"),
    ("controller", "/organization/{organization}/accounts"),
    ("controller", "/governance/dpo/{organization}"),
    ("dpo", "/governance/queue"),
    ("dpo", "/governance/review/{review}"),
    ("department", "/governance/organizations"),
    ("sysadmin", "/ckan-admin/"),
    ("sysadmin", "/ckan-admin/config"),
    ("sysadmin", "/ckan-admin/trash"),
    ("sysadmin", "/organization/new"),
]

# A thing that has the focus shows a thick outline, or the words beside a hidden field do.
UNSEEN_FOCUS = """
() => {
  const stop = document.activeElement;
  if (!stop || stop === document.body) return null;
  const shows = (node) => node && parseFloat(getComputedStyle(node).outlineWidth) >= 2
    && getComputedStyle(node).outlineStyle !== "none";
  const seen = shows(stop) || shows(stop.nextElementSibling) || shows(stop.parentElement);
  return seen ? "" : stop.outerHTML.slice(0, 120);
}
"""


@pytest.fixture(scope="module")
def places(portal: Portal) -> dict[str, str]:
    """What the running portal holds, by the names that `PAGES` gives to it."""
    agent = Caller(portal, "agent")
    values = {
        "organization": portal.accounts["agent"]["organization"],
        "dataset": agent("package_search", rows=1)["results"][0]["name"],
    }
    for row in agent("governance_drafts")["results"]:
        values[{"draft": "draft", "in_review": "review"}.get(row["state"], "")] = row["name"]
    return values


@pytest.fixture(scope="module")
def windows(portal: Portal, browser: Browser) -> Iterator[Callable[[str], Visitor]]:
    """Give the window of an account: signed in once, it keeps style sheets and scripts."""
    opened: dict[str, Visitor] = {}

    def window(account: str) -> Visitor:
        if account not in opened:
            context = browser.new_context(locale="fr-FR")
            opened[account] = Visitor(portal, context.new_page())
            if account:
                opened[account].sign_in(account)
        return opened[account]

    yield window
    for visitor in opened.values():
        visitor.page.context.close()


@pytest.fixture
def look(windows: Callable[[str], Visitor], places: dict[str, str]) -> Iterator[Look]:
    """Give a new page in the window of an account, and the address that a path of `PAGES` means."""
    pages: list[Page] = []

    def look(account: str, path: str) -> tuple[Visitor, str]:
        window = windows(account)
        pages.append(window.page.context.new_page())
        return Visitor(window.portal, pages[-1]), path.format(account=account, **places)

    yield look
    for page in pages:
        page.close()


def summary(violation: dict[str, Any]) -> str:
    """Say what axe found and where."""
    places = "\n    ".join(node["html"][:160] for node in violation["nodes"][:5])
    return f"{violation['id']}: {violation['help']}\n    {places}"


def sideways(page: Page) -> int:
    """Pixels by which the page is wider than its window."""
    return page.evaluate("document.documentElement.scrollWidth - window.innerWidth")


@pytest.mark.parametrize(("account", "path"), PAGES)
def test_page_is_accessible(look: Look, account: str, path: str) -> None:
    """At three widths: axe finds nothing, the page does not scroll sideways, no other host."""
    visitor, place = look(account, path)
    hosts: set[str] = set()

    def note(request: Request) -> None:
        if not request.url.startswith("data:"):
            hosts.add(urlsplit(request.url).netloc)

    visitor.page.on("request", note)
    for width in WIDTHS:
        visitor.page.set_viewport_size({"width": width, "height": 900})
        visitor.go(place)
        found = Axe().run(visitor.page).response["violations"]
        assert not found, f"{place} at {width} px\n" + "\n".join(map(summary, found))
        assert sideways(visitor.page) <= 0, f"{place} scrolls sideways at {width} px"
    assert hosts == {urlsplit(visitor.portal.url).netloc}


@pytest.mark.parametrize(("account", "path"), PAGES)
def test_focus_is_seen_at_every_stop(look: Look, account: str, path: str) -> None:
    """Each stop of the Tab key shows where it is."""
    visitor, place = look(account, path)
    visitor.page.set_viewport_size({"width": 1280, "height": 900})
    visitor.go(place)
    stops = 0
    for _ in range(80):
        visitor.page.keyboard.press("Tab")
        unseen = visitor.page.evaluate(UNSEEN_FOCUS)
        if unseen is None:
            break
        assert not unseen, f"no visible focus on {unseen}"
        stops += 1
    assert stops > 5


LONG = "anticonstitutionnellement_" * 4


def test_long_words_stay_in_the_page(visitor: Visitor, portal: Portal) -> None:
    """A title, an address or a name that nothing cuts scrolls no page sideways, on any screen."""
    agent, dpo, controller = (Caller(portal, name) for name in ("agent", "dpo", "controller"))
    dataset = agent(
        "package_create",
        title=LONG,
        owner_org=portal.accounts["agent"]["organization"],
        notes=f"Lire https://www.example.org/{'chemin/' * 30} et [{LONG}](https://example.org).",
        url=f"https://www.example.org/{'chemin/' * 30}",
        theme=["http://publications.europa.eu/resource/authority/data-theme/SOCI"],
        tag_string=",".join(f"mot clé {number}" for number in range(40)),
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        contact=[{"name": LONG, "email": "mairie@example.org"}],
    )
    file = agent.upload(dataset["id"], f"{LONG}.csv", f"{LONG};n\n{LONG};1\n".encode())
    agent("governance_submit", id=dataset["id"])
    dpo("governance_opinion", id=dataset["id"], kind="favourable", text="")
    controller("governance_publish", id=dataset["id"])
    here = f"/dataset/{dataset['name']}"
    places = [here, f"{here}/resource/{file['id']}", "/dataset/", "/"]
    places.append(f"/organization/{dataset['organization']['name']}")
    for place in places:
        for width in WIDTHS:
            visitor.page.set_viewport_size({"width": width, "height": 900})
            visitor.go(place)
            assert sideways(visitor.page) <= 0, f"{place} scrolls sideways at {width} px"
    controller("governance_withdraw", id=dataset["id"], text="Essai fini")
