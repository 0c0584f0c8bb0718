"""The first page after signing in, and where a dataset stands in CKAN's lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from world import PASSWORD

if TYPE_CHECKING:
    from world import World


def _sign_in(world: World, who: str, query: str = "", **options: Any) -> Any:
    data = {"login": world.people[who]["name"], "password": PASSWORD}
    return world.app.post(f"/user/login{query}", data=data, **options)


@pytest.mark.parametrize(
    ("who", "path"),
    [
        ("dpo", "/governance/queue"),
        ("agent", "/dataset/drafts"),
        ("controller", "/dataset/drafts"),
        ("team", "/governance/organizations"),
        ("member", "/"),
        ("reader", "/"),
    ],
)
def test_the_first_page_is_the_work_that_waits(world: World, who: str, path: str) -> None:
    """A DPO finds the queue, the team the follow-up, who prepares data the list, others home."""
    answer = _sign_in(world, who, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.request.path == path


@pytest.mark.parametrize("name", ["next", "came_from"])
def test_the_page_asked_for_comes_first(world: World, name: str) -> None:
    """Somebody sent to sign in comes back to the page they asked for."""
    answer = _sign_in(world, "dpo", f"?{name}=/dataset/%3Fq%3Dune+école", follow_redirects=False)
    assert "/dataset/?q=une" in answer.headers["Location"]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "\\\\evil.example/",
        "/\t/evil.example/",
        "\t//evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
    ],
)
@pytest.mark.parametrize("name", ["next", "came_from"])
def test_signing_in_leads_nowhere_else(world: World, name: str, target: str) -> None:
    """An address of another site is not followed, however a browser would read it."""
    answer = _sign_in(world, "dpo", f"?{name}={quote(target)}", follow_redirects=False)
    assert answer.status_code in (302, 400)
    location = answer.headers.get("Location", "/").removeprefix("http://test.ckan.net")
    assert location.startswith("/")
    assert "evil" not in location


def test_ckan_s_list_of_one_s_datasets_leads_to_the_drafts(world: World) -> None:
    """It called draft what the DPO was reading."""
    get, headers = world.app.get, world.headers("agent")
    answer = get("/dashboard/datasets", headers=headers, follow_redirects=False)
    assert answer.headers["Location"].endswith("/dataset/drafts")
    anonymous = get("/dashboard/datasets", follow_redirects=False)
    assert "/user/login" in anonymous.headers["Location"]


def test_lists_say_where_each_dataset_stands(world: World) -> None:
    """On the page of a person, hidden datasets carry the state of their review, in one query."""
    titles = {
        world.draft("Liste: un")["name"]: "Brouillon",
        world.submitted("Liste: deux")["name"]: "Revue du DPO",
        world.with_opinion("Liste: trois")["name"]: "décision attendue",
        world.published("Liste: quatre")["name"]: "Publié",
    }
    returned = world.submitted("Liste: cinq")
    world.call("dpo", "governance_return", id=returned["id"], text="À revoir")
    withdrawn = world.published("Liste: six")
    world.call("controller", "governance_withdraw", id=withdrawn["id"], text="Erreur")
    titles |= {returned["name"]: "à compléter", withdrawn["name"]: "dépublié"}
    url = f"/user/{world.people['agent']['name']}"
    answer = world.app.get(url, headers=world.headers("agent"))
    page = BeautifulSoup(answer.body, "html.parser")
    seen = {}
    for item in page.select(".dataset-item"):
        link = item.select_one(".dataset-heading a")
        assert link
        seen[str(link["href"]).rsplit("/", 1)[-1]] = item
    for name, word in titles.items():
        assert word in seen[name].text, name
        assert len(seen[name].select("[data-badge]")) == 1
    public = BeautifulSoup(world.app.get(url).body, "html.parser")
    assert not public.select("[data-badge]")
