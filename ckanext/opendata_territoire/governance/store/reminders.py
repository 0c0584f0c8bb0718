"""Posts the reminders of what waits for somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain import objection, reminders
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import Review

from . import notices, objections, people

if TYPE_CHECKING:
    from datetime import date

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
    return sum(_of(row, package) for row, package in waiting) + _of_objections()


def _of_objections() -> int:
    today, posted = people.today(), 0
    for row, package in objections.due_before(today + objections.LOOKED_AHEAD):
        for kind in objection.reminders(row.due, today):
            once = objections.ONCE.format(reference=row.reference) + kind
            posted += notices.post(kind, package, once=once)
    return posted


def _of(row: Review, package: model.Package) -> int:
    today = people.today()
    if row.state == State.SUSPENDED.value:
        times = reminders.of_decision(people.day_of(row.changed_at), today)
        once = f"decide:{package.id}:{row.version}:{times}"
        return notices.post("decide", package, once=once) if times else 0
    if row.submitted_at is None:
        return 0
    sent = people.day_of(row.submitted_at)
    kinds = reminders.of_opinion(sent, today)
    if reminders.SERVICE in kinds:
        kinds.remove(reminders.SERVICE)
        _tell_services(row, package, sent)
    return sum(
        notices.post(kind, package, once=f"{kind}:{package.id}:{row.round}") for kind in kinds
    )


def _tell_services(row: Review, package: model.Package, sent: date) -> None:
    """Write to the mailboxes of the services of DPO that an organisation designates."""
    organization = model.Group.get(package.owner_org)
    words = {
        "title": package.title or package.name,
        "organization": (organization and organization.title) or "",
        "sent": tk.h.governance_day(sent.isoformat()),
        "url": tk.h.url_for("governance.review", id=package.name, qualified=True),
    }
    for mailbox in people.service_mailboxes(package.owner_org):
        once = f"{reminders.SERVICE}:{package.id}:{row.round}:{mailbox}"
        notices.letter("overdue", mailbox, words, once=once)
