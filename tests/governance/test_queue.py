"""The queue of a DPO and the follow-up of the team: what they show, filter, sort, and cost."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy import event

from ckan import model

from ckanext.opendata_territoire.governance.domain import deadlines
from ckanext.opendata_territoire.governance.model import Review

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

EDUCATION = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
TRANSPORT = "http://publications.europa.eu/resource/authority/data-theme/TRAN"
WAITING = 2000


def _page(world: World, who: str, url: str, status: int = 200) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who), follow_redirects=False)
    assert response.status_code == status, (who, url, response.status_code)
    page = BeautifulSoup(response.body, "html.parser")
    if status == 200:
        assert len(page.select("h1")) == 1
    return page


def _names(page: BeautifulSoup) -> list[str]:
    return [str(row["data-dataset"]) for row in page.select("[data-dataset]")]


def _sent(dataset: dict[str, Any], days_ago: int) -> datetime:
    """Say that a dataset was sent some days ago: time does not pass in a test."""
    moment = datetime.now(timezone.utc) - timedelta(days=days_ago)
    values = {"submitted_at": moment, "changed_at": moment}
    of_it = Review.dataset_id == dataset["id"]
    model.Session.execute(sa.update(Review).where(of_it).values(**values))
    model.Session.commit()
    return moment


@contextmanager
def _statements() -> Iterator[list[str]]:
    seen: list[str] = []

    def note(_conn: Any, _cursor: Any, statement: str, *_: Any) -> None:
        seen.append(statement)

    event.listen(model.meta.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(model.meta.engine, "before_cursor_execute", note)


@pytest.fixture
def territory(world: World) -> World:
    """Give the EPCI its commune, and the DPO a second organisation: the EPCI itself."""
    names = {"groups": [{"name": world.epci["name"]}], "id": world.organization["id"]}
    world.call("sysadmin", "organization_patch", **names)
    served = world.call("epci", "governance_dpo_list", organization=world.epci["id"])
    if not served:
        dpo = {"organization": world.epci["id"], "user": world.people["dpo"]["name"]}
        world.call("epci", "governance_dpo_assign", **dpo)
    return world


@pytest.fixture
def sent(territory: World) -> dict[str, Any]:
    """Give three datasets, one long overdue, one of today, one of the EPCI about transport."""
    world = territory
    if found := world.call("dpo", "governance_queue", q="Tri:")["results"]:
        return {row["title"].removeprefix("Tri: "): row for row in found}
    late = world.submitted("Tri: retard")
    recent = world.submitted("Tri: aujourd’hui")
    fields = {"owner_org": world.epci["id"], "theme": [TRANSPORT]}
    bus = world.draft("Tri: bus", who="epci", **fields)
    world.upload("epci", bus["id"], b"a;b\n1;2\n3;4\n5;6\n")
    world.upload("epci", bus["id"], b"a;b\n1;2\n", "b.csv")
    world.call("epci", "governance_submit", id=bus["id"])
    _sent(late, 30)
    _sent(bus, 1)
    return {"retard": late, "aujourd’hui": recent, "bus": bus}


def test_a_row_says_what_a_dpo_needs(territory: World, sent: dict[str, Any]) -> None:
    """EPCI, themes, files and rows, the day awaited; late in words, not by a colour alone."""
    rows = territory.call("dpo", "governance_queue", q="Tri:")["results"]
    by_title = {row["title"].removeprefix("Tri: "): row for row in rows}
    bus, late = by_title["bus"], by_title["retard"]
    assert (bus["files"], bus["rows"], bus["themes"]) == (2, 4, [TRANSPORT])
    assert bus["epci"] is None
    assert late["epci"]["name"] == territory.epci["name"]
    assert late["files"] == 1
    sending = datetime.fromisoformat(late["submitted_at"]).date()
    assert late["due"] == deadlines.due(sending).isoformat()
    assert late["overdue"] is True
    assert by_title["aujourd’hui"]["overdue"] is False
    page = _page(territory, "dpo", "/governance/queue?q=Tri:")
    (row,) = page.select(f"[data-dataset={sent['retard']['name']}]")
    assert "Date passée" in row.text
    assert territory.epci["title"] in row.text
    (row,) = page.select(f"[data-dataset={sent['bus']['name']}]")
    assert "Date passée" not in row.text
    assert "2 fichiers" in row.text
    assert "4 lignes" in row.text
    figures = [number.text for number in page.select("[data-expected] dd")]
    assert figures[0] == "1"
    assert int(figures[1]) >= 1


def test_the_queue_sorts(territory: World, sent: dict[str, Any]) -> None:
    """By date awaited, by last come, by organisation: the same from the page and the API."""
    orders = {
        "deadline": ["retard", "bus", "aujourd’hui"],
        "recent": ["aujourd’hui", "bus", "retard"],
        "organization": ["bus", "retard", "aujourd’hui"],
    }
    for sort, expected in orders.items():
        rows = territory.call("dpo", "governance_queue", q="Tri:", sort=sort)["results"]
        assert [row["title"].removeprefix("Tri: ") for row in rows] == expected, sort
        page = _page(territory, "dpo", f"/governance/queue?q=Tri:&sort={sort}")
        assert _names(page) == [row["name"] for row in rows]
        assert page.select(f"#filter-sort option[value={sort}][selected]")
        assert len(page.select("[aria-sort]")) == 1
    assert territory.status("dpo", "governance_queue", sort="title; drop table") == 409
    _page(territory, "dpo", "/governance/queue?sort=nonsense&state=nonsense")


def test_the_queue_filters(territory: World, sent: dict[str, Any]) -> None:
    """By organisation, by EPCI with its communes, by theme; nothing of whom one does not serve."""
    commune, epci = territory.organization["name"], territory.epci["name"]
    cases = {
        ("organization", commune): {"retard", "aujourd’hui"},
        ("organization", epci): {"bus"},
        ("organization", territory.neighbour["name"]): set(),
        ("epci", epci): {"retard", "aujourd’hui", "bus"},
        ("epci", commune): set(),
        ("theme", TRANSPORT): {"bus"},
        ("theme", EDUCATION): {"retard", "aujourd’hui"},
        ("theme", "%"): set(),
        ("q", "Tri_"): set(),
    }
    for (name, value), expected in cases.items():
        asked = {"q": "Tri:", name: value}
        rows = territory.call("dpo", "governance_queue", **asked)["results"]
        assert {row["title"].removeprefix("Tri: ") for row in rows} == expected, (name, value)
    page = _page(territory, "dpo", f"/governance/queue?epci={epci}&theme={TRANSPORT}")
    assert _names(page) == [sent["bus"]["name"]]
    assert page.select(f"#filter-epci option[value='{epci}'][selected]")
    assert page.select(f"#filter-theme option[value='{TRANSPORT}'][selected]")
    for link in page.select(".nav-tabs a"):
        assert f"epci={epci}" in str(link["href"])
    nothing = _page(territory, "dpo", "/governance/queue?q=zzz")
    assert "Aucun jeu de données" in nothing.select(".ot-empty")[0].text


def test_each_tab_has_its_words(territory: World) -> None:
    """One title and one empty state for each tab, and a way out of a page too far."""
    titles = {
        _page(territory, "dpo", f"/governance/queue?state={state}").select("h1")[0].text
        for state in ("in_review", "returned", "opinion_given")
    }
    assert len(titles) == 3
    for state in ("returned", "opinion_given"):
        page = _page(territory, "dpo", f"/governance/queue?state={state}")
        assert page.select("[data-queue]") or page.select(".ot-empty a[href='/governance/queue']")
    territory.submitted("Une page trop loin")
    for number in (99, 10**6):
        beyond = _page(territory, "dpo", f"/governance/queue?page={number}&sort=recent")
        assert beyond.select(".ot-empty a[href*='sort=recent']")


@pytest.fixture
def crowd(territory: World) -> Iterator[World]:
    """Make 2 000 datasets wait, by rows alone: the workflow itself is proven elsewhere."""
    now = datetime.now(timezone.utc)
    ids = [f"crowd-{number}" for number in range(WAITING)]
    organizations = (territory.organization["id"], territory.epci["id"])
    packages = [
        {
            "id": key,
            "name": key,
            "title": f"Foule {number}",
            "type": "dataset",
            "state": "draft",
            "private": True,
            "owner_org": organizations[number % 2],
            "metadata_created": now.replace(tzinfo=None),
            "metadata_modified": now.replace(tzinfo=None),
            "extras": {"theme": f'["{EDUCATION}"]'},
        }
        for number, key in enumerate(ids)
    ]
    reviews = [
        {
            "dataset_id": key,
            "state": "in_review",
            "version": 1,
            "round": 1,
            "submitted_at": now - timedelta(minutes=number),
            "changed_at": now - timedelta(minutes=number),
        }
        for number, key in enumerate(ids)
    ]
    model.Session.execute(sa.insert(model.Package), packages)
    model.Session.execute(sa.insert(Review), reviews)
    model.Session.commit()
    yield territory
    model.Session.execute(sa.delete(Review).where(Review.dataset_id.in_(ids)))
    model.Session.execute(sa.delete(model.Package).where(model.Package.id.in_(ids)))
    model.Session.commit()


def test_two_thousand_wait_and_a_longer_page_costs_no_more(crowd: World) -> None:
    """Pages are cut and keep the filters; 100 rows cost as many statements as one."""
    url = "/governance/queue?q=Foule&sort=organization"
    page = _page(crowd, "dpo", url)
    assert len(_names(page)) == 20
    links = [str(link["href"]) for link in page.select(".pagination a")]
    assert links
    assert all("q=Foule" in link and "sort=organization" in link for link in links)
    second = _page(crowd, "dpo", f"{url}&page=2")
    assert len(set(_names(page)) | set(_names(second))) == 40
    found = crowd.call("dpo", "governance_queue", limit=100)
    assert found["count"] >= WAITING
    assert len(found["results"]) == 100
    numbers = []
    for limit in (1, 100):
        with _statements() as seen:
            crowd.call("dpo", "governance_queue", limit=limit, facets=True)
        numbers.append(len(seen))
    assert numbers[0] == numbers[1]


def test_the_follow_up_is_searched_sorted_and_cut(territory: World) -> None:
    """By name, EPCI, DPO, state and number; pages keep it all; the API answers the same."""
    territory.draft("Pour le suivi")
    commune, epci = territory.organization["name"], territory.epci["name"]

    def names(**asked: Any) -> list[str]:
        found = territory.call("team", "governance_statistics", **asked)
        assert found["count"] == len(found["organizations"])
        return [row["name"] for row in found["organizations"]]

    assert names(q="fausse") == [territory.neighbour["name"]]
    assert set(names(epci=epci)) == {commune, epci}
    assert commune not in names(dpo=False)
    assert commune in names(dpo=True)
    assert names(state="draft") == [commune]
    assert names(sort="draft")[0] == commune
    assert names(q="%") == []
    first = territory.call("team", "governance_statistics", limit=1)
    assert (len(first["organizations"]), first["count"], first["organizations_total"]) == (1, 4, 4)
    assert territory.status("team", "governance_statistics", sort="name; --") == 409
    url = f"/governance/organizations?q=ville&epci={epci}&sort=draft&state=draft"
    page = _page(territory, "team", url)
    rows = [str(row["data-organization"]) for row in page.select("[data-organization]")]
    assert rows == [commune]
    assert page.select("#follow-q[value=ville]")
    for name, value in (("epci", epci), ("sort", "draft"), ("state", "draft")):
        assert page.select(f"#filter-{name} option[value='{value}'][selected]")
    empty = _page(territory, "team", "/governance/organizations?q=zzz&sort=nonsense")
    assert empty.select(".ot-empty a[href='/governance/organizations']")
