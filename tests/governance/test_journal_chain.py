"""The journal in PostgreSQL: it only grows, in one line, and whatever is done to it is found."""

from __future__ import annotations

import multiprocessing
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from journal_rows import TABLE, empty_journal, without_trigger
from sqlalchemy.exc import ProgrammingError

from ckan import model
from ckan.tests import factories

from ckanext.opendata_territoire.governance import anchors
from ckanext.opendata_territoire.governance.domain import journal
from ckanext.opendata_territoire.governance.domain.journal import GENESIS, Entry, Fault, Verdict
from ckanext.opendata_territoire.governance.domain.workflow import Actor, Role
from ckanext.opendata_territoire.governance.store import journal as rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ROWS = 8


@pytest.fixture(scope="module")
def _tables() -> list[bool]:
    return []


@pytest.fixture(autouse=True)
def _empty(empty_portal: Callable[[], None], _tables: list[bool]) -> None:
    """Begin each test with an empty journal; the rest of the portal is emptied once."""
    if not _tables:
        empty_portal()
        _tables.append(True)
    empty_journal()


def _write(number: int, first: int = 0) -> None:
    for n in range(first, first + number):
        rows.write_journal(
            "opinion",
            Actor(f"person-{n}", frozenset({Role.DPO})),
            organization_id="organization",
            states=("in_review", "opinion_given"),
            detail={"round": n, "kind": "reserved"},
        )
        model.Session.commit()


def _verdict(path: Path | None = None) -> Verdict:
    model.Session.remove()
    return anchors.verify(path)


def _chain() -> list[Entry]:
    model.Session.remove()
    return list(rows.chain())


@pytest.mark.parametrize(
    "statement",
    [
        f"UPDATE {TABLE} SET actor = NULL",
        f"DELETE FROM {TABLE} WHERE number = 2",
        f"TRUNCATE {TABLE}",
        f"SET LOCAL session_replication_role = replica; DELETE FROM {TABLE}",
    ],
)
def test_the_database_refuses_changes(statement: str) -> None:
    """UPDATE, DELETE and TRUNCATE are refused, whoever asks and by whatever program.

    Without triggers too: a role may not leave them out, or these fire all the same.
    """
    _write(3)
    with pytest.raises(ProgrammingError, match=r"only grows|permission denied to set"):
        model.Session.execute(sa.text(statement))
    assert _verdict().count == 3


def test_rows_follow_one_another() -> None:
    """Numbers have no gap, each row names the one before, and the whole verifies."""
    _write(ROWS)
    chain = _chain()
    assert [row.number for row in chain] == list(range(1, ROWS + 1))
    assert [row.previous for row in chain] == [GENESIS, *(row.hash for row in chain[:-1])]
    assert [row.at for row in chain] == sorted(row.at for row in chain)
    assert _verdict() == Verdict(ROWS, chain[-1].hash)


TAMPERED = {
    "edited": ("UPDATE {t} SET actor = 'somebody-else' WHERE number = 4", 4, Fault.CONTENT),
    "detail edited": (
        """UPDATE {t} SET detail = '{{"round": 3, "kind": "favourable"}}' WHERE number = 4""",
        4,
        Fault.CONTENT,
    ),
    "date edited": (
        "UPDATE {t} SET at = at + interval '1 microsecond' WHERE number = 4",
        4,
        Fault.CONTENT,
    ),
    "deleted": ("DELETE FROM {t} WHERE number = 4", 4, Fault.MISSING),
    "first deleted": ("DELETE FROM {t} WHERE number = 1", 1, Fault.MISSING),
    "tail cut": ("DELETE FROM {t} WHERE number > 5", 6, Fault.CUT),
    "emptied": ("TRUNCATE {t}", 1, Fault.CUT),
    "swapped": (
        "UPDATE {t} SET number = -2 WHERE number = 2;"
        "UPDATE {t} SET number = 2 WHERE number = 5;"
        "UPDATE {t} SET number = 5 WHERE number = -2",
        2,
        Fault.LINK,
    ),
    "inserted": (
        "UPDATE {t} SET number = -number - 1 WHERE number > 3;"
        "UPDATE {t} SET number = -number WHERE number < 0;"
        "INSERT INTO {t} SELECT 4, at, action, actor, role, dataset_id, organization_id,"
        " from_state, to_state, content, files, detail, 'forged', hash FROM {t} WHERE number = 3",
        4,
        Fault.LINK,
    ),
}


@pytest.mark.parametrize("how", TAMPERED)
def test_tampering_is_found(how: str, tmp_path: Path) -> None:
    """Edited, deleted, cut, swapped, inserted by the owner of the database: found and named."""
    statements, bad, fault = TAMPERED[how]
    _write(ROWS)
    file = tmp_path / "anchors.txt"
    anchors.note(anchors.now(), file)
    assert _verdict(file).bad is None
    with without_trigger() as connection:
        for statement in statements.format(t=TABLE).split(";"):
            connection.execute(sa.text(statement))
    verdict = _verdict(file)
    assert (verdict.bad, verdict.fault) == (bad, fault)
    assert _verdict().bad == (None if fault is Fault.CUT else bad)


def test_written_anew(tmp_path: Path) -> None:
    """A chain whose hashes were all computed again is found by the first anchor after the lie."""
    file = tmp_path / "anchors.txt"
    for turn in range(4):
        _write(2, first=2 * turn)
        anchors.note(anchors.now(), file)
    forged = [row._replace(actor="x") if row.number == 3 else row for row in _chain()]
    with without_trigger() as connection:
        connection.execute(sa.text(f"DELETE FROM {TABLE}"))
        last, previous = 0, GENESIS
        for entry in forged:
            row = journal.link(entry, last, previous)
            last, previous = row.number, row.hash
            connection.execute(sa.insert(rows.Journal).values(rows.values(row)))
    assert _verdict().bad is None
    assert (_verdict(file).bad, _verdict(file).fault) == (4, Fault.REWRITTEN)


def test_what_is_undone_leaves_nothing() -> None:
    """A rollback, of all or of a savepoint, and a session that is closed leave no row, no hole."""
    actor = Actor("person")
    rows.write_journal("rolled_back", actor)
    model.Session.rollback()
    rows.write_journal("closed", actor)
    model.Session.close()
    rows.write_journal("kept", actor)
    outer = model.Session.begin_nested()
    rows.write_journal("undone", actor)
    with model.Session.begin_nested():
        rows.write_journal("undone_inside", actor)
    outer.rollback()
    with model.Session.begin_nested():
        rows.write_journal("kept_inside", actor)
    assert _in_another_session() == []
    model.Session.commit()
    model.Session.commit()
    assert _in_another_session() == ["kept", "kept_inside"]
    assert _verdict().bad is None


def _in_another_session() -> list[str]:
    with model.ensure_engine().connect() as connection:
        return [
            row.action
            for row in connection.execute(sa.text(f"SELECT action FROM {TABLE} ORDER BY number"))
        ]


def test_nobody_waits_while_an_act_is_prepared() -> None:
    """The lock is taken at the commit only: an open transaction holds back no other."""
    rows.write_journal("slow", Actor("person"))
    model.Session.flush()
    with multiprocessing.get_context("fork").Pool(1, initializer=_fresh_connections) as pool:
        pool.apply_async(_append, (3,)).get(timeout=20)
    assert _in_another_session() == ["append"] * 3
    model.Session.commit()
    assert [row.action for row in _chain()] == ["append"] * 3 + ["slow"]


def _fresh_connections() -> None:
    """Leave the connections of the parent process to it."""
    model.ensure_engine().dispose(close=False)
    model.Session.registry.clear()


def _append(number: int) -> None:
    for turn in range(number):
        rows.write_journal("append", Actor(), detail={"turn": turn})
        if turn % 10 == 9:
            model.Session.rollback()
            rows.write_journal("append", Actor(), detail={"turn": turn})
        model.Session.commit()


def test_eight_processes_at_once() -> None:
    """8 processes that append 1 000 rows each, with rollbacks: 8 000 links, no hole, no fork."""
    model.Session.remove()
    context = multiprocessing.get_context("fork")
    with context.Pool(8, initializer=_fresh_connections) as pool:
        pool.map(_append, [1000] * 8, chunksize=1)
    assert _verdict() == Verdict(8000, rows.head()[1])
    previous = model.Session.scalar(sa.select(sa.func.count(sa.distinct(rows.Journal.previous))))
    assert previous == 8000


def test_names_are_apart() -> None:
    """A row keeps the name of its time; erased, the names are gone and the chain is valid."""
    person: Any = factories.User(fullname="Camille Ancien")
    user = model.User.get(person["id"])
    assert user
    for name in ("Camille Ancien", "Camille Ancien", "Camille Nouveau"):
        user.fullname = name
        rows.write_journal("submit", Actor(user.id))
        model.Session.commit()
    chain = _chain()
    assert [rows.names(chain)[user.id, number] for number in (1, 2, 3)] == [
        "Camille Ancien",
        "Camille Ancien",
        "Camille Nouveau",
    ]
    assert model.Session.scalar(sa.select(sa.func.count()).select_from(rows.JournalName)) == 2
    assert rows.forget_names(user.id) == 2
    model.Session.commit()
    assert rows.names(chain) == {}
    assert _verdict().bad is None


def test_words_never_enter() -> None:
    """What could be a name or a sentence is refused before anything is written."""
    with pytest.raises(ValueError, match="not a code"):
        rows.write_journal("return", Actor("person"), detail={"text": "M. Fictif est absent"})
    model.Session.commit()
    assert _chain() == []


def test_rows_written_before_the_chain(migrate_db_for: Callable[..., None]) -> None:
    """The migration numbers and chains what was there, gaps included, and keeps the names."""
    person: Any = factories.User(fullname="Camille Ancien")
    model.Session.remove()
    migrate_db_for("opendata_governance", "001", forward=False)
    try:
        with model.ensure_engine().begin() as connection:
            for number in (3, 4, 9):
                connection.execute(
                    sa.text(
                        f"INSERT INTO {TABLE} (id, at, action, actor, detail)"
                        " VALUES (:n, now(), 'submit', :a, '{\"round\": 1}')"
                    ),
                    {"n": number, "a": person["id"]},
                )
    finally:
        migrate_db_for("opendata_governance")
    _write(1)
    chain = _chain()
    assert [(row.number, row.action) for row in chain] == [
        *((number, "submit") for number in (1, 2, 3)),
        (4, "opinion"),
    ]
    assert rows.names(chain) == {(person["id"], n): "Camille Ancien" for n in (1, 2, 3)}
    assert _verdict() == Verdict(4, chain[-1].hash)
