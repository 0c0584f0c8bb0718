"""What was done to one dataset, by whom, as the journal tells it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.refresh import REFRESH
from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.model import Contributor
from ckanext.opendata_territoire.governance.model_journal import Journal

CANCEL_OPINION = "cancel_opinion"
AMEND = "amend"
MOVES = (*(action.value for action in Action), CANCEL_OPINION, AMEND, REFRESH)
"""What makes the version of a review grow by one."""


def moves(dataset_id: str, version: int) -> list[tuple[Journal, Any]]:
    """Return what brought a review to its version: one row for each, first one first, with authors.

    An earlier dataset of the same id may have left rows before these.
    """
    rows = model.Session.execute(
        sa.select(Journal, model.User)
        .outerjoin(model.User, model.User.id == Journal.actor)
        .where(Journal.dataset_id == dataset_id, Journal.action.in_(MOVES))
        .order_by(Journal.number.desc())
        .limit(version)
    ).all()
    return [(move, author) for move, author in reversed(rows)]


def contributors(dataset_id: str) -> list[tuple[Contributor, Any]]:
    """Return who wrote a dataset, the last one first, with their accounts."""
    rows = model.Session.execute(
        sa.select(Contributor, model.User)
        .outerjoin(model.User, model.User.id == Contributor.user_id)
        .where(Contributor.dataset_id == dataset_id)
        .order_by(Contributor.last_at.desc())
    )
    return [(contributor, user) for contributor, user in rows]
