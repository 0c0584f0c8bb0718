"""Requests to take data down and objections: rows, lists, counts, erasure."""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from redis.exceptions import RedisError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.redis import connect_to_redis

from ckanext.opendata_territoire.governance.domain import objection as rules
from ckanext.opendata_territoire.governance.domain.objection import Status
from ckanext.opendata_territoire.governance.model_notices import Notice
from ckanext.opendata_territoire.governance.model_objections import Objection

from . import people, reviews

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from datetime import date

_LOCK = sa.select(sa.func.pg_advisory_xact_lock(0x6F64, 0x6F62))
"""Two keys, as for the journal."""
LOOKED_AHEAD = timedelta(days=15)
"""Further than this, nothing is recalled."""
_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
ONCE = "objection:{reference}:"
"""How the notices of a request begin to be named."""


def lock() -> None:
    """Let one request at a time be filed, until the end of the transaction: limits are exact."""
    model.Session.execute(_LOCK)


def too_many_from(network: str) -> bool:
    """Count a request from a network address; say whether there were too many in an hour.

    The address itself is written nowhere. Without Redis, nothing is counted.
    """
    if not network:
        return False
    secret = str(tk.config["SECRET_KEY"]).encode()
    seal = hmac.new(secret, f"objection\n{network}".encode(), "sha256").hexdigest()
    key = f"ckan:{tk.config['ckan.site_id']}:opendata_governance:objection:{seal}"
    try:
        with connect_to_redis().pipeline() as pipe:
            pipe.set(key, 0, ex=_HOUR, nx=True)
            pipe.incr(key)
            return int(pipe.execute()[1]) > rules.PER_NETWORK
    except (RedisError, OSError):
        return False


def too_many_on(dataset_id: str) -> bool:
    """Say whether a dataset has received too many requests today."""
    return _recent(Objection.dataset_id == dataset_id) >= rules.PER_DATASET


def may_write_to(email: str) -> bool:
    """Say whether a mailbox has not yet received too many mails today because of this form."""
    return _recent(sa.func.lower(Objection.email) == email.lower()) <= rules.MAILS_PER_ADDRESS


def _recent(condition: sa.ColumnElement[bool]) -> int:
    counted = sa.select(sa.func.count()).where(condition, Objection.filed_at > reviews.now() - _DAY)
    return model.Session.scalar(counted) or 0


def add(dataset: model.Package, given: Mapping[str, str | None]) -> tuple[Objection, bool]:
    """Add a request, or find the same one that waits already; say whether it is new."""
    same = [getattr(Objection, name) == value for name, value in given.items()]
    waiting = [Objection.dataset_id == dataset.id, Objection.answered_at.is_(None)]
    found = model.Session.scalars(sa.select(Objection).where(*waiting, *same)).first()
    if found:
        return found, False
    today = people.today()
    added = Objection(
        reference=rules.reference(today, secrets.randbits(30)),
        dataset_id=dataset.id,
        organization_id=str(dataset.owner_org),
        due=rules.due(today),
        seal=secrets.token_hex(16),
        **given,
    )
    model.Session.add(added)
    model.Session.flush()
    return added, True


def get(reference: str, *, for_update: bool = False) -> Objection | None:
    """Return a request by its reference, locked or not."""
    statement = sa.select(Objection).where(Objection.reference == reference)
    if for_update:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return model.Session.scalars(statement).first()


@dataclass(frozen=True)
class Wanted:
    """Which requests are asked for. What is empty filters nothing, but `organizations`.

    Attributes:
        organizations: ids of those whose requests the reader may see.
        status: where they stand; `OPEN` is all that are not answered.
        dataset: its id.
        text: part of the reference or of the title of the dataset.
    """

    organizations: Collection[str]
    status: Status | None = None
    dataset: str = ""
    text: str = ""

    def conditions(self) -> list[sa.ColumnElement[bool]]:
        """Return the conditions on the table joined to the datasets."""
        mine = Objection.organization_id.in_(self.organizations)
        found: list[sa.ColumnElement[bool]] = [mine]
        if self.status:
            found.append(_stands(self.status))
        if self.dataset:
            found.append(Objection.dataset_id == self.dataset)
        if self.text:
            held = (Objection.reference, model.Package.title, model.Package.name)
            found.append(sa.or_(*(part.icontains(self.text, autoescape=True) for part in held)))
        return found


def _stands(status: Status) -> sa.ColumnElement[bool]:
    if status is Status.ANSWERED:
        return Objection.answered_at.is_not(None)
    waits = Objection.answered_at.is_(None)
    return sa.and_(waits, Objection.due < people.today()) if status is Status.LATE else waits


def page(wanted: Wanted, *, limit: int, offset: int = 0) -> tuple[int, list[Objection]]:
    """Return how many requests are wanted, and some: what waits first, by the day it is due."""
    chosen = (
        sa.select(Objection)
        .outerjoin(model.Package, model.Package.id == Objection.dataset_id)
        .where(*wanted.conditions())
    )
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(chosen.subquery()))
    ordered = chosen.order_by(
        Objection.answered_at.desc().nulls_first(), Objection.due, Objection.reference
    )
    return total or 0, list(model.Session.scalars(ordered.limit(limit).offset(offset)))


def counts(organizations: Collection[str]) -> dict[str, int]:
    """Return how many requests made to some organisations stand where, by the value of `Status`."""
    counted = (sa.func.count().filter(_stands(status)).label(status.value) for status in Status)
    mine = sa.select(*counted).where(Objection.organization_id.in_(organizations))
    return dict(model.Session.execute(mine).mappings().one())


def waiting(dataset_id: str) -> bool:
    """Say whether a request on a dataset waits for its answer."""
    waits = sa.exists().where(Objection.dataset_id == dataset_id, _stands(Status.OPEN))
    return bool(model.Session.scalar(sa.select(waits)))


def due_before(day: date) -> list[tuple[Objection, model.Package]]:
    """Return the requests that wait and are due before a day, with their datasets."""
    statement = (
        sa.select(Objection, model.Package)
        .join(model.Package, model.Package.id == Objection.dataset_id)
        .where(_stands(Status.OPEN), Objection.due < day)
        .order_by(Objection.reference)
    )
    return [(row, package) for row, package in model.Session.execute(statement)]


def erase(answered_until: date) -> Sequence[Objection]:
    """Erase who asked and every text, mails included, of what was answered until a day."""
    last = people.end_of(answered_until)
    found = model.Session.scalars(
        sa.select(Objection)
        .where(Objection.answered_at < last, Objection.erased_at.is_(None))
        .with_for_update(skip_locked=True)
    ).all()
    for row in found:
        row.email = row.name = row.place = row.text = row.seal = None
        row.advice = row.answer_text = None
        row.erased_at = reviews.now()
        named = Notice.once.startswith(ONCE.format(reference=row.reference), autoescape=True)
        model.Session.execute(sa.delete(Notice).where(named))
    return found
