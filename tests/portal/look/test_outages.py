"""PostgreSQL or Solr goes away and comes back: readers are told so, and nothing stays broken.

The application is built as in production: pages of errors are made by its own handlers.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError, ProgrammingError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal.look.errors import error_words
from ckanext.opendata_territoire.portal.look.middleware import Guard

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

NOWHERE = "http://127.0.0.1:9/solr/none"
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@pytest.fixture
def ckan_config(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Have the application built as in production."""
    monkeypatch.setitem(ckan_config, "testing", False)
    return ckan_config


@contextmanager
def _database_down() -> Iterator[None]:
    """Cut every connection, and send new ones to a port where nothing answers."""
    engine: Any = model.meta.engine

    def elsewhere(dialect: Any, _record: Any, cargs: Any, cparams: Any) -> Any:
        return dialect.connect(*cargs, **{**cparams, "port": 9})

    with engine.connect() as connection:
        connection.execute(sa.text(CUT))
        connection.invalidate()
    event.listen(engine, "do_connect", elsewhere)
    try:
        yield
    finally:
        event.remove(engine, "do_connect", elsewhere)


@contextmanager
def _solr_down() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tk.config, "solr_url", NOWHERE)
        yield


def _is_french_page(answer: Any) -> BeautifulSoup:
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.html
    assert page.html["lang"] == "fr"
    assert page.select_one("main h1, [role=main] h1")
    assert "Retry-After" in answer.headers
    return page


@pytest.mark.parametrize("who", [None, "controller"])
@pytest.mark.parametrize("path", ["/", "/nowhere", "/dataset/", "/organization/"])
def test_database_goes_and_comes_back(world: World, path: str, who: str | None) -> None:
    """While it is away, a French page says so; the first request after its return is answered."""
    expected = 404 if path == "/nowhere" else 200
    headers = world.headers(who)
    assert world.app.get(path, headers=headers).status_code == expected
    with _database_down():
        for _ in range(2):
            answer = world.app.get(path, headers=headers)
            assert answer.status_code == 503
            _is_french_page(answer)
    assert world.app.get(path, headers=headers).status_code == expected


def test_a_broken_transaction_ends_with_its_request(world: World) -> None:
    """What one request leaves in the session of its thread does not reach the next."""
    with _database_down(), pytest.raises(OperationalError):
        model.Session.execute(sa.text("SELECT 1"))
    world.app.get("/")
    assert world.app.get("/").status_code == 200


def test_emblem_without_the_database(world: World) -> None:
    """The emblem is drawn in squares, and the session serves again."""
    with world.app.flask_app.test_request_context():
        with pytest.raises(ProgrammingError):
            model.Session.execute(sa.text("SELECT nothing FROM nowhere"))
        assert "<svg" in tk.h.territory_emblem()
        assert model.Session.scalar(sa.text("SELECT 1")) == 1


def test_what_escapes_is_answered() -> None:
    """A fault of the page of errors itself gives a page, and an empty session."""
    app = Flask("fails")
    app.wsgi_app = Guard(app)

    @app.errorhandler(Exception)
    def fail_again(_error: Exception) -> str:
        raise RuntimeError

    model.Session.execute(sa.text("SELECT 1"))
    answer: Any = app.test_client().get("/")
    assert answer.status_code == 503
    answer.body = answer.text
    _is_french_page(answer)
    assert not model.Session.registry.has()


def test_home_page_without_solr(world: World) -> None:
    """The home page shows what it can, and says why the rest is missing."""
    with _solr_down():
        answer = world.app.get("/")
    assert answer.status_code == 200
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.select_one("[data-search-down]")
    assert page.select_one("form[role=search]")
    assert not page.select(".ot-figures, .ot-card")
    answer = world.app.get("/")
    assert "data-search-down" not in answer.body


@pytest.mark.parametrize("path", ["/dataset/", "/organization/", "/organization/{organization}"])
def test_search_pages_without_solr(world: World, path: str) -> None:
    """A page that is a search says in French that the search is away, with the right status."""
    path = path.format(organization=world.organization["name"])
    with _solr_down():
        answer = world.app.get(path)
    assert answer.status_code == 503
    assert "recherche" in _is_french_page(answer).get_text()
    assert world.app.get(path).status_code == 200


@pytest.mark.parametrize("who", [None, "agent"])
@pytest.mark.parametrize("action", ["package_search", "territory_list"])
def test_api_without_solr(world: World, who: str | None, action: str) -> None:
    """A program learns by the status that it may ask again, and reads why in French."""
    with _solr_down():
        answer = world.app.get(f"/api/3/action/{action}", headers=world.headers(who))
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    error = json.loads(answer.body)["error"]
    assert "recherche" in error["message"]
    assert world.app.get(f"/api/3/action/{action}").status_code == 200


@pytest.mark.parametrize("who", [None, "agent"])
def test_api_without_the_database(world: World, who: str | None) -> None:
    """So does it when the database is away, and the search is not accused."""
    with _database_down():
        for action in ("package_show?id=x", "package_search"):
            answer = world.app.get(f"/api/3/action/{action}", headers=world.headers(who))
            assert answer.status_code == 503
            error = json.loads(answer.body)["error"]
            assert "recherche" not in error["message"]
            assert "portail" in error["message"]


def test_only_the_search_is_said_to_restart(world: World) -> None:
    """Another outage has words of its own."""
    with world.app.flask_app.test_request_context():
        words = error_words(503, None)
    assert "recherche" not in f"{words.title} {words.advice}"
