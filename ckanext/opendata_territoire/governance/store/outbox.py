"""Datasets whose search document waits to be rebuilt."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import IndexPending, Review

from .reviews import now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def ask(dataset_id: str) -> None:
    """Ask for a dataset to be indexed once the present transaction is committed."""
    model.Session.execute(
        insert(IndexPending)
        .values(dataset_id=dataset_id, asked_at=now())
        .on_conflict_do_update(index_elements=["dataset_id"], set_={"asked_at": now()})
    )


def pending() -> list[str]:
    """Return the ids of datasets that wait, oldest first."""
    return list(
        model.Session.scalars(sa.select(IndexPending.dataset_id).order_by(IndexPending.asked_at))
    )


def asked_at(dataset_id: str) -> datetime | None:
    """Return when a dataset was last asked for, behind the lock that orders its indexing.

    Two processes that index one dataset at once could otherwise write the older reading last.
    """
    model.Session.execute(sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(dataset_id))))
    return model.Session.scalar(
        sa.select(IndexPending.asked_at).where(IndexPending.dataset_id == dataset_id)
    )


def done(dataset_id: str, asked: datetime | None) -> None:
    """Forget a request that was fulfilled, unless it was made again meanwhile."""
    model.Session.execute(
        sa.delete(IndexPending).where(
            IndexPending.dataset_id == dataset_id, IndexPending.asked_at == asked
        )
    )


_HIDDEN = str(
    sa.select(IndexPending.dataset_id)
    .outerjoin(Review, Review.dataset_id == IndexPending.dataset_id)
    .where(sa.or_(Review.state.is_(None), Review.state != State.PUBLISHED.value))
    .compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
)


@cache
def _without_transaction(engine: sa.Engine) -> sa.Engine:
    return engine.execution_options(isolation_level="AUTOCOMMIT")


def pending_hidden() -> list[str]:
    """Return the ids of waiting datasets that are not public: searches leave them out.

    Every search asks. CKAN gives its connection back before, so that a transaction of its own here
    would take four round trips to the database, where the query alone takes two.
    """
    session = model.Session()
    if session.in_transaction():
        return list(session.connection().exec_driver_sql(_HIDDEN).scalars())
    with _without_transaction(model.ensure_engine()).connect() as connection:
        return list(connection.exec_driver_sql(_HIDDEN).scalars())


def visible() -> Sequence[sa.Row[Any]]:
    """Return `id`, `owner_org`, `published` and `metadata_modified` of all datasets to be found."""
    published = sa.func.coalesce(Review.state == State.PUBLISHED.value, sa.false())
    return model.Session.execute(
        sa.select(
            model.Package.id,
            model.Package.owner_org,
            model.Package.metadata_modified,
            published.label("published"),
        )
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(model.Package.state != model.State.DELETED)
    ).all()
