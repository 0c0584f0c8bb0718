"""The journal's rows, chained one after the other, and the names of those who acted.

An act is noted in the session when it happens; its row is made at the very end of the transaction
that commits, behind a lock that lasts until the commit is done. So numbers have neither gap nor
fork, an act that is undone leaves nothing, and nobody waits for the lock while CKAN works.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy import event

from ckan import model

from ckanext.opendata_territoire.governance.domain import journal
from ckanext.opendata_territoire.governance.domain.journal import GENESIS, Entry
from ckanext.opendata_territoire.governance.domain.workflow import Role
from ckanext.opendata_territoire.governance.model import Review
from ckanext.opendata_territoire.governance.model_journal import Journal, JournalName

from . import contents, deciders

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy.orm import Session, SessionTransaction

    from ckanext.opendata_territoire.governance.domain.workflow import Actor

_PENDING = "opendata_governance.journal"
_LOCK = sa.select(sa.func.pg_advisory_xact_lock(0x6F64, 0x6A6F))
"""Two keys, out of the way of the locks of one key that indexing takes."""

_ROLE_ORDER = (
    Role.CONTROLLER,
    Role.CONTROLLER_BY_LINK,
    Role.STANDING_ACT,
    Role.AGENT,
    Role.DPO,
    Role.SYSADMIN,
    Role.TEAM,
    Role.MEMBER,
)
NAMED = ("dpo", "mayor", "act", "framework")
"""Keys of `detail` whose value is somebody, or an act, with a name kept apart."""

_COLUMNS = [
    Journal.number,
    Journal.at,
    Journal.action,
    Journal.actor,
    Journal.role,
    Journal.dataset_id,
    Journal.organization_id,
    Journal.from_state,
    Journal.to_state,
    Journal.content,
    Journal.files,
    Journal.detail,
    Journal.previous,
    Journal.hash,
]
"""In the order of `Entry`."""

_AT_ONCE = 2000


def write_journal(
    action: str,
    actor: Actor,
    package: model.Package | None = None,
    *,
    organization_id: str | None = None,
    states: tuple[str | None, str | None] = (None, None),
    content: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Note an act, for the journal to have its row if and when this transaction commits.

    `states` are before and after. `content` is the fingerprint of the dataset; noted with it are
    its files and, as `said`, its fingerprint apart from ids, which a revision shares with the
    dataset that takes its content. `detail` holds codes, ids, numbers and hashes; a text that
    somebody wrote is there as its `domain.journal.seal`.

    Raises:
        ValueError: `detail` holds what could be words or a name.
    """
    known = {**(detail or {})}
    if package and content:
        known["said"] = contents.fingerprint(package, identity=False)
    journal.refuse_words(known)
    entry = Entry(
        number=0,
        at=datetime.now(timezone.utc),
        action=action,
        actor=actor.user,
        role=next((role.value for role in _ROLE_ORDER if role in actor.roles), None),
        dataset=package.id if package else None,
        organization=package.owner_org if package else organization_id,
        from_state=states[0],
        to_state=states[1],
        content=content,
        files=contents.file_hashes(package) if package and content else {},
        detail=known,
    )
    session = model.Session()
    session.connection()  # begins the transaction that this act belongs to
    _remember(session, entry)
    transaction = session.get_nested_transaction() or session.get_transaction()
    session.info.setdefault(_PENDING, []).append((transaction, entry))


def _remember(session: Session, entry: Entry) -> None:
    """Keep what people are called today, unless it is what they were called last."""
    for person in {entry.actor, *(entry.detail.get(key) for key in NAMED)} - {None}:
        user = session.get(model.User, person)
        called = user.display_name if user else deciders.name_of(person)
        if called is None:
            continue
        last = session.scalar(
            sa.select(JournalName.name)
            .where(JournalName.person == person)
            .order_by(JournalName.since.desc())
            .limit(1)
        )
        if called != last:
            name = {"person": person, "since": entry.at, "name": called}
            session.execute(sa.insert(JournalName).values(name))


@event.listens_for(model.Session, "before_commit")
def _append(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.get(_PENDING):
        return
    session.flush()
    session.execute(_LOCK)
    last, previous = head()
    for _transaction, entry in session.info.pop(_PENDING):
        row = journal.link(entry._replace(at=datetime.now(timezone.utc)), last, previous)
        session.execute(sa.insert(Journal).values(values(row)))
        last, previous = row.number, row.hash


@event.listens_for(model.Session, "after_soft_rollback")
def _undo(session: Session, undone: SessionTransaction) -> None:
    """Forget the acts of a savepoint that was rolled back, and of those inside it."""

    def belongs(transaction: SessionTransaction | None) -> bool:
        while transaction is not None and transaction is not undone:
            transaction = transaction.parent
        return transaction is not None

    pending = session.info.get(_PENDING, [])
    pending[:] = [(where, entry) for where, entry in pending if not belongs(where)]


@event.listens_for(model.Session, "after_transaction_end")
def _forget(session: Session, ended: SessionTransaction) -> None:
    """A session that is closed rolls back without a word."""
    if ended.parent is None:
        session.info.pop(_PENDING, None)


def values(row: Entry) -> dict[str, Any]:
    """Return a row by the names of the table's columns."""
    return {column.key: value for column, value in zip(_COLUMNS, row, strict=True)}


def chain() -> Iterator[Entry]:
    """Yield all rows, first one first, in one reading of the database and little memory."""
    statement = sa.select(*_COLUMNS).order_by(Journal.number)
    for row in model.Session.execute(statement.execution_options(yield_per=_AT_ONCE)):
        yield Entry(*row)


def head() -> tuple[int, str]:
    """Return the number of the last row and its hash."""
    statement = sa.select(Journal.number, Journal.hash).order_by(Journal.number.desc()).limit(1)
    return model.Session.execute(statement).tuples().first() or (0, GENESIS)


@dataclass(frozen=True)
class Wanted:
    """Which rows are asked for. What is `None` filters nothing.

    Attributes:
        organizations: ids of those whose rows the reader may see.
        dataset: its id.
        person: id of somebody who acted, or was designated.
        action: its code.
        since: first moment.
        until: first moment after.
        before: number of the first row already read.
    """

    organizations: Collection[str] | None = None
    dataset: str | None = None
    person: str | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    before: int | None = None

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return the conditions on the table, but `before`."""
        possible = [
            (self.organizations, lambda: Journal.organization_id.in_(self.organizations or ())),
            (self.dataset, lambda: Journal.dataset_id == self.dataset),
            (
                self.person,
                lambda: sa.or_(
                    Journal.actor == self.person, Journal.detail["dpo"].astext == self.person
                ),
            ),
            (self.action, lambda: Journal.action == self.action),
            (self.since, lambda: Journal.at >= self.since),
            (self.until, lambda: Journal.at < self.until),
        ]
        return [condition() for value, condition in possible if value is not None]


def page(wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[int, list[Entry]]:
    """Return how many rows are wanted, whatever `before` says, and some, last one first."""
    conditions = wanted.conditions()
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(Journal).where(*conditions))
    statement = sa.select(*_COLUMNS).where(*conditions).order_by(Journal.number.desc())
    if wanted.before is not None:
        statement = statement.where(Journal.number < wanted.before)
    rows = model.Session.execute(statement.limit(limit).offset(offset))
    return total or 0, [Entry(*row) for row in rows]


def names(entries: Iterable[Entry]) -> dict[tuple[str, int], str]:
    """Return what people were called when they acted, by person and row's number."""
    asked = [
        (person, entry)
        for entry in entries
        for person in (entry.actor, *(entry.detail.get(key) for key in NAMED))
        if person
    ]
    known = model.Session.scalars(
        sa.select(JournalName)
        .where(JournalName.person.in_({person for person, _entry in asked}))
        .order_by(JournalName.since)
    ).all()
    return {
        (person, entry.number): row.name
        for person, entry in asked
        for row in known
        if row.person == person and row.since <= entry.at
    }


def forget_names(person: str) -> int:
    """Erase all names of a person, in the caller's transaction; return how many there were."""
    erased = sa.delete(JournalName).where(JournalName.person == person).returning(JournalName.name)
    return len(model.Session.scalars(erased).all())


def strangers() -> list[str]:
    """Return the ids of datasets that stand elsewhere than where their last row led."""
    last = (
        sa.select(Journal.dataset_id, Journal.to_state)
        .where(Journal.to_state.is_not(None))
        .order_by(Journal.dataset_id, Journal.number.desc())
        .distinct(Journal.dataset_id)
        .subquery()
    )
    return list(
        model.Session.scalars(
            sa.select(Review.dataset_id)
            .outerjoin(last, last.c.dataset_id == Review.dataset_id)
            .where(Review.version > 0, sa.func.coalesce(last.c.to_state, "") != Review.state)
        )
    )
