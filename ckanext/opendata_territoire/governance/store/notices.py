"""Mails that wait to leave: posted with what they tell, claimed by one worker at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import insert

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain import notices
from ckanext.opendata_territoire.governance.domain.notices import KINDS, Audience, Choice
from ckanext.opendata_territoire.governance.model_notices import MailChoice, Notice

from . import people, reviews

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

_POSTED = "opendata_governance.posted"

posted = tk.signals.ckanext.signal("opendata_governance:posted")
"""Sent after the commit of a transaction in which mails were posted."""


class Outcome:
    """What became of a notice."""

    SENT = "sent"
    NEEDLESS = "needless"
    DEAD = "dead"


def _sender(organization_id: str | None, sender: str | None) -> list[str]:
    """Return who sent a dataset; the agents once this person is no longer one of its people."""
    editors = people.people_of(organization_id, "editor", "admin")
    return [sender] if sender in editors else people.people_of(organization_id, "editor") or editors


_WHO: Mapping[Audience, Callable[[str | None, str | None], list[str]]] = {
    Audience.DPO: lambda organization_id, _sender: people.dpos_to_tell(organization_id),
    Audience.EVERY_DPO: lambda organization_id, _sender: people.dpo_ids(organization_id),
    Audience.CONTROLLERS: lambda organization_id, _sender: people.people_of(
        organization_id, "admin"
    ),
    Audience.SENDER: _sender,
}


def audience(kind: str, package: model.Package) -> dict[str, bool]:
    """Return the ids of who is told today of a dataset, and whether each has something to do."""
    sender = reviews.row(package.id).submitted_by
    rule = KINDS[kind]
    found: dict[str, bool] = {}
    for duty, group in ((True, rule.duty), (False, rule.told)):
        for who in group:
            for person in _WHO[who](package.owner_org, sender):
                found.setdefault(person, duty)
    return found


def tells(kind: str, package: model.Package, person: str) -> bool:
    """Say whether a mail would tell somebody of this, were it done now."""
    told = audience(kind, package)
    if person not in told or not tk.config["smtp.server"]:
        return False
    choice = _choices([person]).get(person, Choice.EACH)
    zone = tk.h.get_display_timezone()
    return bool(notices.leaves(KINDS[kind], choice, reviews.now(), zone, duty=told[person]))


def post(kind: str, package: model.Package, actor: str | None = None, *, once: str = "") -> int:
    """Post a notice to each of its audience but whoever acted, in the present transaction.

    Args:
        kind: a key of `domain.notices.KINDS`.
        package: the dataset.
        actor: id of who acted, and knows it.
        once: names what is told, so that nobody is told of it twice.

    Returns:
        How many were posted.
    """
    if kind not in KINDS:
        return 0
    told = {person: duty for person, duty in audience(kind, package).items() if person != actor}
    chosen, moment = _choices(list(told)), reviews.now()
    rows = []
    for person, duty in sorted(told.items()):
        choice = chosen.get(person, Choice.EACH)
        zone = tk.h.get_display_timezone()
        if due := notices.leaves(KINDS[kind], choice, moment, zone, duty=duty):
            rows.append(
                {
                    "kind": kind,
                    "person": person,
                    "dataset_id": package.id,
                    "round": reviews.row(package.id).round,
                    "due_at": due,
                    "once": f"{once}:{person}" if once else None,
                }
            )
    return _insert(rows)


def letter(template: str, address: str, words: Mapping[str, str], *, once: str = "") -> None:
    """Post a letter to an address, in the caller's transaction. It leaves after the commit.

    Args:
        template: name of `templates/emails/governance/<template>.txt`.
        address: a checked e-mail address.
        words: what the template is given, each on one line. Erased once the mail has left.
        once: names the letter, so that it is never posted twice.
    """
    row = {"kind": notices.LETTER + template, "address": address, "words": dict(words)}
    _insert([{**row, "due_at": reviews.now(), "once": once or None}])


def _insert(rows: Sequence[Mapping[str, object]]) -> int:
    if not rows:
        return 0
    statement = insert(Notice).values(list(rows)).on_conflict_do_nothing(index_elements=["once"])
    done = model.Session.execute(statement.returning(Notice.id)).all()
    model.Session.info[_POSTED] = True
    return len(done)


@event.listens_for(model.Session, "after_commit")
def _wake(session: Session) -> None:
    if not session.in_nested_transaction() and session.info.pop(_POSTED, False):
        posted.send()


@event.listens_for(model.Session, "after_rollback")
def _forget(session: Session) -> None:
    if not session.in_nested_transaction():
        session.info.pop(_POSTED, None)


def _waiting() -> sa.ColumnElement[bool]:
    return Notice.outcome.is_(None)


def claim(moment: datetime) -> list[Notice]:
    """Lock the oldest notice that is due, or all that are due to one person who wants one mail.

    No other worker sees them before the end of the transaction.
    """
    due = sa.select(Notice).where(_waiting(), Notice.due_at <= moment).order_by(Notice.due_at)
    first = model.Session.scalars(due.limit(1).with_for_update(skip_locked=True)).first()
    if first is None or first.person is None or KINDS[first.kind].urgent:
        return [first] if first else []
    if choice(first.person) is not Choice.DAILY:
        return [first]
    same = due.where(Notice.person == first.person).with_for_update(skip_locked=True)
    return [each for each in model.Session.scalars(same) if not KINDS[each.kind].urgent]


def get(ids: Sequence[str]) -> list[Notice]:
    """Return notices by id."""
    return list(model.Session.scalars(sa.select(Notice).where(Notice.id.in_(ids))))


def close(claimed: Sequence[Notice], outcome: str) -> None:
    """Note what became of notices, and erase their words."""
    for notice in claimed:
        notice.outcome, notice.closed_at, notice.words = outcome, reviews.now(), {}


def put_off(claimed: Sequence[Notice]) -> None:
    """Try notices again later; those tried often enough are dead."""
    for notice in claimed:
        notice.attempts += 1
        delay = notices.next_attempt(notice.attempts)
        if delay is None:
            notice.outcome, notice.closed_at = Outcome.DEAD, reviews.now()
        else:
            notice.due_at = reviews.now() + delay


def drop_old() -> int:
    """Close what has waited too long on a portal without a mail server; return how many."""
    old = reviews.now() - notices.KEPT
    statement = (
        sa.update(Notice)
        .where(_waiting(), Notice.due_at < old)
        .values(outcome=Outcome.NEEDLESS, closed_at=reviews.now(), words={})
    )
    return len(model.Session.execute(statement.returning(Notice.id)).all())


def waiting() -> int:
    """Return how many notices are due and have not left."""
    counted = sa.select(sa.func.count()).where(_waiting(), Notice.due_at <= reviews.now())
    return model.Session.scalar(counted) or 0


def dead() -> list[Notice]:
    """Return the notices that were tried too often, oldest first."""
    statement = sa.select(Notice).where(Notice.outcome == Outcome.DEAD).order_by(Notice.posted_at)
    return list(model.Session.scalars(statement))


def revive() -> int:
    """Let the dead notices be tried anew, in the caller's transaction; return how many."""
    found = dead()
    for notice in found:
        notice.outcome, notice.closed_at = None, None
        notice.attempts, notice.due_at = 0, reviews.now()
    return len(found)


def choice(person: str) -> Choice:
    """Return which mails somebody has chosen to receive."""
    found = model.Session.get(MailChoice, person)
    return Choice(found.choice) if found else Choice.EACH


def choose(person: str, wanted: Choice) -> None:
    """Keep which mails somebody wants to receive, in the caller's transaction."""
    model.Session.execute(
        insert(MailChoice)
        .values(person=person, choice=wanted.value)
        .on_conflict_do_update(index_elements=["person"], set_={"choice": wanted.value})
    )


def _choices(persons: Sequence[str]) -> dict[str, Choice]:
    rows = model.Session.scalars(sa.select(MailChoice).where(MailChoice.person.in_(persons)))
    return {row.person: Choice(row.choice) for row in rows}
