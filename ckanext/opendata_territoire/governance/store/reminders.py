"""Posts the reminders of what waits for somebody."""

from __future__ import annotations

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain import reminders
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import Review

from . import notices, people

_LOCK = sa.select(sa.func.pg_try_advisory_xact_lock(0x6F64, 0x7265))
"""Two keys, as for the journal."""


def post() -> int | None:
    """Post in the present transaction the reminders due today that were not; return how many.

    Returns:
        Nothing when another machine is at it.
    """
    if not model.Session.scalar(_LOCK):
        return None
    waiting = model.Session.execute(
        sa.select(Review, model.Package)
        .join(model.Package, model.Package.id == Review.dataset_id)
        .where(
            Review.state.in_((State.IN_REVIEW.value, State.SUSPENDED.value)),
            model.Package.state != model.State.DELETED,
        )
        .order_by(Review.dataset_id)
    ).all()
    return sum(_of(row, package) for row, package in waiting)


def _of(row: Review, package: model.Package) -> int:
    today = people.today()
    if row.state == State.SUSPENDED.value:
        times = reminders.of_decision(people.day_of(row.changed_at), today)
        once = f"decide:{package.id}:{row.version}:{times}"
        return notices.post("decide", package, once=once) if times else 0
    if row.submitted_at is None:
        return 0
    kinds = reminders.of_opinion(people.day_of(row.submitted_at), today)
    return sum(
        notices.post(kind, package, once=f"{kind}:{package.id}:{row.round}") for kind in kinds
    )
