"""The number of SQL queries of a page or an action does not grow with the number of datasets."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event

from ckan import model
from ckan.lib import search

from ckanext.opendata_territoire.governance.store import outbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

pytestmark = pytest.mark.usefixtures("with_plugins")

FEW, MANY = 5, 50
SEARCH = "/api/3/action/package_search?rows=100"
HIDDEN = f"{SEARCH}&include_drafts=true&include_private=true"
PAGES: tuple[tuple[str, str | None], ...] = (
    (SEARCH, None),
    (HIDDEN, "agent"),
    (HIDDEN, "dpo"),
    ("/dataset/", None),
    ("/dataset/", "agent"),
    ("/", None),
    ("/organization/", None),
    ("/organization/commune-21", None),
    ("/catalog.ttl", None),
    ("/dataset/drafts", "agent"),
    ("/dataset/drafts", "dpo"),
    ("/governance/queue", "dpo"),
    ("/governance/queue?state=opinion_given", "dpo"),
    ("/governance/organizations", "team"),
    ("/api/3/action/governance_queue?limit=100", "dpo"),
    ("/api/3/action/governance_drafts?limit=100", "agent"),
    ("/api/3/action/governance_statistics", "team"),
)


@contextmanager
def _counted() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        statements.append(statement)

    event.listen(model.ensure_engine(), "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(model.ensure_engine(), "before_cursor_execute", note)


def _queries(world: World, path: str, who: str | None) -> int:
    """Count the queries of a request made a second time: what is read once for all is not one."""
    world.app.get(path, headers=world.headers(who))
    with _counted() as statements:
        response = world.app.get(path, headers=world.headers(who))
    assert response.status_code == 200, (path, who, response.body)
    return len(statements)


def _add(world: World, number: int) -> None:
    """Create drafts, of which some are sent, some have an opinion and some are published."""
    file = {"url": "https://example.org/ecoles.csv", "name": "Écoles", "format": "CSV"}
    for place in range(number):
        dataset = world.draft(f"Liste {place}", resources=[file])["id"]
        if place % 5:
            world.call("agent", "governance_submit", id=dataset)
        if place % 5 in (1, 2):
            world.call("dpo", "governance_opinion", id=dataset, kind="favourable")
        if place % 5 == 1:
            world.call("controller", "governance_publish", id=dataset)


def test_queries_do_not_grow_with_datasets(world: World) -> None:
    """Pages, searches, the queue of a DPO and lists of drafts ask as much for 5 and 50 datasets."""
    _add(world, FEW)
    public = world.published("Lu par tous")
    draft = world.full_draft("Lu par son agent")
    pages = (*PAGES, (f"/dataset/{public['name']}", None), (f"/dataset/{draft['name']}", "agent"))
    few = {page: _queries(world, *page) for page in pages}
    _add(world, MANY - FEW)
    many = {page: _queries(world, *page) for page in pages}
    assert {page: (few[page], many[page]) for page in pages if few[page] < many[page]} == {}


def test_a_search_costs_one_query(world: World) -> None:
    """Besides the one that CKAN makes for each request, an anonymous search asks only whether a
    hidden dataset waits for the index."""
    assert _queries(world, SEARCH, None) == 2


def test_thousands_of_hidden_datasets_may_wait(world: World) -> None:
    """A search leaves out more waiting datasets than Solr takes in one filter, and answers."""
    dataset, other = world.published("Retiré pendant la panne"), world.published("Toujours là")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search, "rebuild", lambda *_, **__: 1 / 0)
        world.call("controller", "governance_withdraw", id=dataset["id"], text="x")
    try:
        for number in range(1100):
            outbox.ask(f"absent-{number:04}")
        model.Session.commit()
        assert "search" not in world.seen_by_anybody(dataset)
        assert "search" in world.seen_by_anybody(other)
    finally:
        for key in outbox.pending():
            outbox.done(key, outbox.asked_at(key))
        model.Session.commit()
        search.rebuild(dataset["id"])
