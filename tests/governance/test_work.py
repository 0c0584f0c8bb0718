"""The list of what is not public: what the reader must do next comes first, and is counted."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from ckanext.opendata_territoire.governance.domain import deadlines
from ckanext.opendata_territoire.governance.store import people

if TYPE_CHECKING:
    from world import World

URL = "/dataset/drafts"


def _page(world: World, who: str, url: str = URL) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who))
    assert response.status_code == 200, (who, url)
    return BeautifulSoup(response.body, "html.parser")


def _rows(page: BeautifulSoup, turn: str) -> list[str]:
    return [str(row["data-dataset"]) for row in page.select(f"[data-turn={turn}] [data-dataset]")]


def _bar(world: World, who: str) -> dict[str, str]:
    links = _page(world, who, "/").select(".ot-worknav a")
    return {str(link["href"]): link.text for link in links}


@pytest.fixture
def work(world: World) -> dict[str, Any]:
    """Give one dataset in each state that is not public, the oldest the most awaited."""
    if found := world.call("agent", "governance_drafts", q="Étape:")["results"]:
        return {row["title"].removeprefix("Étape: "): row for row in found}
    made = {
        "avis": world.with_opinion("Étape: avis", "reserved"),
        "suspendu": world.published("Étape: suspendu"),
        "renvoyé": world.submitted("Étape: renvoyé"),
        "envoyé": world.submitted("Étape: envoyé"),
        "brouillon": world.draft("Étape: brouillon"),
    }
    world.call("dpo", "governance_suspend", id=made["suspendu"]["id"], text="Une date de naissance")
    world.call("dpo", "governance_return", id=made["renvoyé"]["id"], text="À revoir")
    return made


def test_what_awaits_a_decision_comes_first(world: World, work: dict[str, Any]) -> None:
    """A controller reads first what to decide, with the opinion, its day and the day awaited."""
    page = _page(world, "controller", f"{URL}?q=Étape:")
    turns = [str(section["data-turn"]) for section in page.select("[data-turn]")]
    assert turns == ["decide", "correct", "prepare", "wait"]
    assert set(_rows(page, "decide")) == {work["avis"]["name"], work["suspendu"]["name"]}
    assert _rows(page, "correct") == [work["renvoyé"]["name"]]
    assert _rows(page, "prepare") == [work["brouillon"]["name"]]
    assert _rows(page, "wait") == [work["envoyé"]["name"]]
    (opinion,) = page.select(f"[data-turn=decide] [data-dataset={work['avis']['name']}]")
    assert "Avis réservé" in opinion.text
    assert str(people.today().year) in opinion.text
    assert opinion.select(f"a[href='/governance/review/{work['avis']['name']}#form-publish']")
    (suspended,) = page.select(f"[data-turn=decide] [data-dataset={work['suspendu']['name']}]")
    due = deadlines.due(people.today(), deadlines.DECISION_DAYS)
    assert suspended.select(f"[data-due='{due}']")
    heading = page.select_one("[data-turn=decide] h2")
    assert heading
    assert "À décider" in heading.text


def test_an_agent_completes_and_does_not_decide(world: World, work: dict[str, Any]) -> None:
    """What a controller decides is, for an agent, waiting for another person."""
    page = _page(world, "agent", f"{URL}?q=Étape:")
    assert not page.select("[data-turn=decide]")
    assert _rows(page, "correct") == [work["renvoyé"]["name"]]
    waiting = {work[key]["name"] for key in ("avis", "suspendu", "envoyé")}
    assert set(_rows(page, "wait")) == waiting


def test_the_api_says_the_same(world: World, work: dict[str, Any]) -> None:
    """Each row has its turn, its opinion and its day; turns are counted over all pages."""
    found = world.call("controller", "governance_drafts", q="Étape:", limit=1)
    assert found["count"] == 5
    assert found["turns"] == {"decide": 2, "correct": 1, "prepare": 1, "wait": 1}
    rows = world.call("controller", "governance_drafts", q="Étape:")["results"]
    by_title = {row["title"].removeprefix("Étape: "): row for row in rows}
    assert [row["turn"] for row in rows] == ["decide", "decide", "correct", "prepare", "wait"]
    assert by_title["avis"]["opinion"]["kind"] == "reserved"
    assert by_title["avis"]["due"] is None
    sent = datetime.fromisoformat(by_title["envoyé"]["submitted_at"])
    assert by_title["envoyé"]["due"] == deadlines.due(people.day_of(sent)).isoformat()
    assert by_title["envoyé"]["overdue"] is False
    assert by_title["brouillon"]["opinion"] is None
    suspended = people.today() + timedelta(days=1)
    assert by_title["suspendu"]["due"] > suspended.isoformat()
    assert found["results"][0]["turn"] == "decide"


def test_the_bar_counts_what_waits_for_the_reader(world: World, work: dict[str, Any]) -> None:
    """Decisions and returns for a controller, returns for an agent, opinions for a DPO."""
    counted = world.call("controller", "governance_drafts")["turns"]
    assert str(counted["decide"] + counted["correct"]) in _bar(world, "controller")[URL]
    assert str(counted["correct"]) in _bar(world, "agent")[URL]
    waiting = world.call("dpo", "governance_queue")["counts"]["in_review"]
    assert str(waiting) in _bar(world, "dpo")["/governance/queue"]


def test_the_bar_offers_only_what_is_one_s_own(world: World) -> None:
    """No drafts for a DPO who prepares nothing, no queue for who serves no organisation."""
    assert URL not in _bar(world, "dpo")
    assert "/governance/queue" not in _bar(world, "sysadmin")
    assert URL in _bar(world, "agent")
    page = _page(world, "sysadmin", "/governance/queue")
    assert "vous suivez." not in page.select("main")[0].text


def test_a_place_has_its_own_list(world: World, work: dict[str, Any]) -> None:
    """The list of one organisation counts and shows only its own; nothing there is said so."""
    name = world.organization["name"]
    page = _page(world, "controller", f"{URL}?organization={name}")
    assert world.organization["title"] in page.select("h1")[0].text
    assert page.select("[data-turn=decide]")
    assert _page(world, "epci").select(".ot-empty")


def test_a_revision_is_told_from_what_it_revises(world: World) -> None:
    """Lists carry a badge, and nobody reads "first time" about what is public already."""
    public = world.published("Écoles à réviser")
    opened = world.call("agent", "governance_revise", id=public["id"])
    draft = world.call("agent", "package_show", id=opened["id"])
    world.call("agent", "package_patch", id=draft["id"], notes="Une école de plus.")
    (row,) = _page(world, "agent").select(f"[data-dataset='{draft['name']}']")
    assert row.select("[data-revision]")
    user = world.people["agent"]["name"]
    (item,) = [
        item
        for item in _page(world, "agent", f"/user/{user}").select(".dataset-item")
        if item.select(f"a[href='/dataset/{draft['name']}']")
    ]
    assert item.select("[data-revision]")
    world.call("agent", "governance_submit", id=draft["id"])
    (row,) = _page(world, "dpo", "/governance/queue?q=réviser").select("tbody tr")
    assert row.select("[data-revision]")
    assert "premier envoi" not in row.text
    assert "révision d’un jeu publié" in row.text
    (found,) = world.call("dpo", "governance_queue", q="réviser")["results"]
    assert found["revision"] is True
