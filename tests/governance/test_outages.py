"""Solr, Redis or the mail server fail: nothing leaks, nothing is lost."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from world import PASSWORD

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from ckanext.opendata_territoire import background
from ckanext.opendata_territoire.governance import blobs, indexing, jobs
from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.model import Review
from ckanext.opendata_territoire.governance.model_notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

NOWHERE = "http://127.0.0.1:9/solr/none"


@contextmanager
def _solr_down() -> Iterator[None]:
    """Point the writers and readers of Solr to a port where nothing answers."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tk.config, "solr_url", NOWHERE)
        yield


def _public_in_solr(dataset: dict[str, Any]) -> bool:
    query = f'+id:"{dataset["id"]}" +permission_labels:public'
    return search.make_connection().search(query).hits > 0


AGREED = "0 écart : les décisions, la base et la recherche disent la même chose.\n"


def _check(cli: Any, *options: str) -> tuple[int, str]:
    result = cli.invoke(command, ["check", *options])
    return result.exit_code, result.output


def test_solr_down_at_publication(world: World, cli: Any) -> None:
    """The decision holds, search is late, and one command brings it up to date."""
    dataset = world.with_opinion("Publié sans Solr")
    with _solr_down():
        review = world.call("controller", "governance_publish", id=dataset["id"])
        assert review["state"] == "published"
    assert "search" not in world.seen_by_anybody(dataset)
    assert "show" in world.seen_by_anybody(dataset)
    status, output = _check(cli)
    assert status == 1
    assert dataset["id"] in output
    assert _check(cli, "--fix")[0] == 0
    assert "search" in world.seen_by_anybody(dataset)
    assert _check(cli) == (0, AGREED)


def test_solr_down_at_withdrawal(world: World, cli: Any) -> None:
    """The withdrawal takes effect at once everywhere, searches included, before Solr knows."""
    dataset = world.published("Retiré sans Solr")
    with _solr_down():
        world.call("controller", "governance_withdraw", id=dataset["id"], text="At once")
    assert _public_in_solr(dataset)
    assert world.seen_by_anybody(dataset) == []
    assert indexing.drain()[1] == 0
    assert not _public_in_solr(dataset)
    assert _check(cli) == (0, AGREED)


def test_the_index_job_tries_again(world: World) -> None:
    """While Solr is down the job fails, so that the worker tries again; then it does its work."""
    dataset = world.published("Tâche d’indexation")
    with _solr_down():
        world.call("controller", "governance_withdraw", id=dataset["id"], text="At once")
        with pytest.raises(RuntimeError):
            jobs.drain_index()
    jobs.drain_index()
    assert indexing.drain() == (0, 0)


def test_a_stale_index_is_found_and_mended(world: World, cli: Any) -> None:
    """A search document that says public against the database is named, then rebuilt."""
    dataset = world.full_draft("Index menteur")
    solr = search.make_connection(decode_dates=False)
    (document,) = solr.search(f'id:"{dataset["id"]}"').docs
    document.pop("_version_")
    solr.add([{**document, "permission_labels": ["public"]}], commit=True)
    status, output = _check(cli)
    assert status == 1
    assert dataset["id"] in output
    assert _check(cli, "--fix")[0] == 0
    assert _check(cli) == (0, AGREED)


def test_what_solr_missed_is_found_and_mended(world: World, cli: Any) -> None:
    """A draft that is not in the index, and one whose document is older than its last change."""
    lost, stale = world.full_draft("Absent de Solr"), world.full_draft("Ancien dans Solr")
    search.clear(lost["id"])
    package = model.Package.get(stale["id"])
    assert package
    package.metadata_modified = package.metadata_modified + timedelta(seconds=1)
    model.Session.commit()
    status, output = _check(cli)
    assert status == 1
    assert lost["id"] in output
    assert stale["id"] in output
    assert _check(cli, "--fix")[0] == 0
    assert _check(cli) == (0, AGREED)


def test_what_no_command_can_mend_is_said(world: World, cli: Any) -> None:
    """A file that is gone, a state that the journal does not know, a decision that CKAN hides."""
    dataset = world.published("Abîmé")
    blob = blobs.path_of(dataset["resources"][0]["hash"])
    blob.rename(blob.with_suffix(".away"))
    status, output = _check(cli, "--fix")
    blob.with_suffix(".away").rename(blob)
    assert status == 1
    assert f"{dataset['id']} : le fichier {blob.name} manque" in output
    for state, said in (
        ("withdrawn", "le journal le dit dans un autre état"),
        ("published", AGREED),
    ):
        model.Session.query(Review).filter_by(dataset_id=dataset["id"]).update({"state": state})
        model.Session.commit()
        assert said in _check(cli)[1]
    package = model.Package.get(dataset["id"])
    assert package
    for private, said in ((True, "publié par décision, caché dans la base"), (False, AGREED)):
        package.private = private
        model.Session.commit()
        assert said in _check(cli)[1]


def test_public_by_sql_is_found_and_hidden(world: World, cli: Any) -> None:
    """Somebody who writes to the database publishes nothing, and the check hides it again."""
    dataset = world.full_draft("Par SQL")
    package = model.Package.get(dataset["id"])
    assert package
    package.state, package.private = "active", False
    model.Session.commit()
    search.rebuild(dataset["id"])
    assert set(world.seen_by_anybody(dataset)) <= {"list"}
    assert _check(cli)[0] == 1
    assert _check(cli, "--fix")[0] == 0
    assert world.seen_by_anybody(dataset) == []


def test_redis_down(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without Redis the transition takes place all the same, and its mail waits in the database."""
    from redis.exceptions import ConnectionError as RedisDownError  # noqa: PLC0415

    def down(*_: Any, **__: Any) -> None:
        raise RedisDownError

    monkeypatch.setattr(background.tk, "enqueue_job", down)
    dataset = world.full_draft("Sans Redis")
    assert world.call("agent", "governance_submit", id=dataset["id"])["state"] == "in_review"
    (waiting,) = model.Session.query(Notice).filter_by(dataset_id=dataset["id"])
    assert (waiting.person, waiting.outcome) == (world.people["dpo"]["id"], None)


def test_forged_requests_after_a_call_by_token(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """CKAN exempts a view for ever after one call by token; a cookie still needs the token."""
    dataset = world.full_draft("Requête forgée")
    url = f"/governance/review/{dataset['name']}/submit"
    assert world.app.post(url, headers=world.headers("reader")).status_code == 404
    login = {"login": world.people["agent"]["name"], "password": PASSWORD}
    assert world.app.post("/user/login", data=login).status_code == 200
    for settings in (tk.config, world.app.flask_app.config):
        monkeypatch.setitem(settings, "WTF_CSRF_ENABLED", True)
    assert 'data-action="submit"' in world.app.get(f"/governance/review/{dataset['name']}").body
    assert world.app.post(url).status_code == 400
    for action in ("governance_submit", "package_patch"):
        assert world.status("agent", "governance_show", id=dataset["id"]) == 200
        answer = world.app.post(f"/api/3/action/{action}", json={"id": dataset["id"]})
        assert answer.status_code == 400
    world.app.client = world.app.test_client()
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "draft"
