"""Web and worker are killed between any two steps: all agree after the restart, nothing is half.

Each turn kills a process one step later than the one before, until it reaches the end.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from crash_kit import killed_at
from mail_kit import mail_server

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import indexing, mails
from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.model_journal import Journal
from ckanext.opendata_territoire.governance.model_notices import Notice
from ckanext.opendata_territoire.governance.store import reviews

if TYPE_CHECKING:
    from world import World

Data = dict[str, Any]


def _restart(cli: Any) -> None:
    """Do what the scheduler does: one repair, after which nothing differs."""
    model.Session.remove()
    result = cli.invoke(command, ["check", "--fix"])
    assert (result.exit_code, result.output.splitlines()[-1][:2]) == (0, "0 "), result.output


def _standing(dataset: Data) -> tuple[str, int, int]:
    """Return where a dataset stands, and how many rows of the journal and mails it has."""
    model.Session.remove()
    state = reviews.state_of(dataset["id"]).value
    rows = [
        model.Session.query(table).filter_by(dataset_id=dataset["id"]).count()
        for table in (Journal, Notice)
    ]
    return state, rows[0], rows[1]


@pytest.mark.parametrize(
    ("make", "who", "action", "became"),
    [
        ("with_opinion", "controller", "publish", "published"),
        ("published", "controller", "withdraw", "withdrawn"),
    ],
)
def test_a_transition_is_done_or_not(
    world: World, cli: Any, make: str, who: str, action: str, became: str
) -> None:
    """Killed before its commit it leaves nothing; after it, state, journal and mails are there.

    What anybody sees follows the state at once, before any repair.
    """

    def act() -> None:
        answer = world.status(who, f"governance_{action}", id=dataset["id"], text="Motif")
        assert answer == 200

    dataset, outcomes, alive = getattr(world, make)(f"Tué : {action}"), [], False
    _restart(cli)
    while not alive:
        before = _standing(dataset)
        alive = not killed_at(len(outcomes) + 1, act)
        after = _standing(dataset)
        outcomes.append(after != before)
        if not outcomes[-1]:
            assert indexing.differences() == set()
            continue
        assert after[:2] == (became, before[1] + 1)
        assert after[2] > before[2]
        seen = set(world.seen_by_anybody(dataset))
        assert (seen >= {"show", "page", "download"}) if became == "published" else not seen
        _restart(cli)
        dataset = getattr(world, make)(f"Tué : {action}")
    assert outcomes == sorted(outcomes)
    assert outcomes.count(False) > 3
    assert outcomes.count(True) > 3


def test_a_merge_is_done_or_not(world: World, cli: Any) -> None:
    """Killed anywhere, the public dataset is the old one or the new one, and never hidden."""
    public = world.published("Titre 0")

    def revision(number: int) -> str:
        draft = world.call("agent", "governance_revise", id=public["id"])["id"]
        world.call("agent", "package_patch", id=draft, title=f"Titre {number}")
        world.call("agent", "governance_submit", id=draft)
        world.call("dpo", "governance_opinion", id=draft, kind="favourable")
        return draft

    number, step, alive = 1, 1, False
    draft = revision(number)
    while not alive:
        publish = partial(world.call, "controller", "governance_publish", id=draft)
        alive = not killed_at(step, publish)
        model.Session.remove()
        merged = model.Package.get(draft) is None
        shown = world.call(None, "package_show", id=public["id"])
        assert shown["title"] == f"Titre {number if merged else number - 1}"
        step += 1
        if not merged:
            assert indexing.differences() == set()
            continue
        assert {"show", "page", "download"} <= set(world.seen_by_anybody(public))
        assert world.status(None, "package_show", id=draft) == 404
        _restart(cli)
        number += 1
        draft = revision(number)
    assert number > 3


def test_a_deposit_is_whole_or_absent(world: World, cli: Any) -> None:
    """Killed while a file comes in, a dataset has it with its bytes, or does not have it."""
    dataset, step, alive = world.draft("Dépôt tué"), 1, False
    while not alive:
        content = f"a;b\n1;{step}\n".encode()
        before = len(world.call("agent", "package_show", id=dataset["id"])["resources"])
        alive = not killed_at(step, partial(world.upload, "agent", dataset["id"], content))
        resources = world.call("agent", "package_show", id=dataset["id"])["resources"]
        if len(resources) > before:
            url = f"/dataset/{dataset['id']}/resource/{resources[-1]['id']}/download/f"
            assert world.app.get(url, headers=world.headers("agent")).data == content
        _restart(cli)
        step += 1
    assert step > 5


def test_the_worker_is_killed_while_it_sends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is lost; a mail that leaves twice has one Message-ID, by which it is known."""
    model.Session.query(Notice).delete()
    model.Session.commit()
    world.submitted("Facteur tué")

    def deliver() -> None:
        with world.app.flask_app.test_request_context():
            mails.deliver()

    with mail_server() as (box, port):
        monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{port}")
        step, alive = 1, False
        while not alive:
            alive = not killed_at(step, deliver)
            model.Session.remove()
            (notice,) = model.Session.query(Notice)
            if notice.outcome:
                assert box.messages
                notice.outcome, notice.closed_at = None, None
                model.Session.commit()
            step += 1
        deliver()
        model.Session.remove()
        sent = model.Session.query(Notice).one()
        assert sent.outcome == "sent"
        assert {mail["Message-ID"] for mail in box.messages} == {f"<{sent.id}@test.ckan.net>"}


def test_the_worker_is_killed_while_it_indexes(world: World) -> None:
    """What waited for Solr still waits or is done, and nobody sees what is hidden meanwhile."""
    dataset = world.published("Indexation tuée")
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(tk.config, "solr_url", "http://127.0.0.1:9/solr/none")
        world.call("controller", "governance_withdraw", id=dataset["id"], text="Motif")
    step, alive = 1, False
    while not alive:
        alive = not killed_at(step, indexing.drain)
        assert "search" not in world.seen_by_anybody(dataset)
        step += 1
    assert step > 3
    assert indexing.differences() == set()
