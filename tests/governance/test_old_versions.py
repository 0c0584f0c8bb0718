"""Old versions and activity: what was is told from what is, and nobody acts on the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from world import World


def _page(world: World, who: str | None, url: str) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who))
    assert response.status_code == 200, (who, url)
    return BeautifulSoup(response.body, "html.parser")


@pytest.fixture
def lived(world: World) -> tuple[dict[str, Any], list[str]]:
    """Give a published dataset, changed while it was a draft, and the ids of its activities."""
    dataset = world.full_draft("Écoles d’avant")
    world.call("agent", "package_patch", id=dataset["id"], title="Écoles d’aujourd’hui")
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    found = world.call("agent", "package_activity_list", id=dataset["id"])
    return dataset, [activity["id"] for activity in found]


def test_an_old_version_has_neither_state_nor_action(
    world: World, lived: tuple[dict[str, Any], list[str]]
) -> None:
    """A version from before the publication does not say « Publié » nor offer to suspend."""
    dataset, activities = lived
    page = _page(world, "controller", f"/dataset/{dataset['name']}/history/{activities[-1]}")
    assert page.select("h1")[0].text.strip() == "Écoles d’avant"
    assert not page.select(".ot-stepper, [data-next-steps], [data-published], main form")
    (notice,) = page.select("[data-old-version]")
    assert notice.select(f"a[href='/dataset/{dataset['name']}']")
    assert "Données et ressources" not in page.text
    assert not page.select("main a[href*='/dataset/edit/']")


def test_changes_have_a_title_and_no_code(
    world: World, lived: tuple[dict[str, Any], list[str]]
) -> None:
    """Crumbs say words; the two versions compared are chosen in fields with a name."""
    dataset, activities = lived
    page = _page(world, "agent", f"/dataset/changes/{activities[0]}")
    crumbs = page.select(".toolbar li")
    assert activities[0][:8] not in "".join(crumb.text for crumb in crumbs)
    assert crumbs[-1].text.strip() == "Changements"
    assert page.select(f".toolbar a[href='/dataset/{dataset['name']}']")
    for select in page.select("main select"):
        assert page.select(f"label[for={select['id']}]")
    assert page.select("main form [type=submit]")


@pytest.mark.parametrize("who", [None, "reader", "neighbour"])
def test_no_tab_leads_the_public_nowhere(world: World, who: str | None) -> None:
    """What is empty or refused to a reader is not offered to them."""
    name = world.organization["name"]
    links = [
        str(link["href"]) for link in _page(world, who, f"/organization/about/{name}").select("a")
    ]
    assert not [link for link in links if "/activity/" in link or "/members/" in link]
    own = _page(world, "agent", f"/organization/about/{name}").select("a[href*='/activity/']")
    assert own


def test_the_activity_has_its_crumb_and_only_kinds_that_exist(
    world: World, lived: tuple[dict[str, Any], list[str]]
) -> None:
    """Nobody follows, groups or adds a view here."""
    page = _page(world, "agent", f"/dataset/activity/{lived[0]['name']}")
    crumbs = page.select(".toolbar li")
    assert crumbs[-1].text.strip() == "Activités"
    assert crumbs[-2].select(f"a[href='/dataset/{lived[0]['name']}']")
    offered = [option.text.strip() for option in page.select("#activity_types_filter option")]
    assert "Jeu de données modifié" in offered
    assert not [word for word in offered if "suivi" in word or "perçu" in word or "Vue" in word]


def test_one_word_for_one_thing(world: World) -> None:
    """Managing an organisation starts from « Territoires », and its people are its « Comptes »."""
    name = world.organization["name"]
    crumbs = _page(world, "controller", f"/organization/edit/{name}").select(".toolbar li")
    assert [crumb.text.strip() for crumb in crumbs][1:] == [
        "Territoires",
        world.organization["title"],
        "Gérer l’organisation",
    ]
    about = _page(world, "controller", f"/organization/about/{name}").select("main")[0].text
    assert "Comptes" in about
    assert "Membres" not in about
