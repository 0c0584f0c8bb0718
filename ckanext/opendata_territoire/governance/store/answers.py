"""Answers to the checklist, round by round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain import journal
from ckanext.opendata_territoire.governance.model import Answers, Review

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.opendata_territoire.governance.domain.checklist import Declaration, Owner
    from ckanext.opendata_territoire.governance.domain.workflow import Actor


def add(review: Review, actor: Actor, declared: Declaration) -> dict[str, str]:
    """Keep what somebody answered in the round that is going on.

    Returns:
        What the journal notes: the version of the list and the seal of the answers, no text.
    """
    kept = Answers(
        dataset_id=review.dataset_id,
        round=review.round,
        owner=declared.owner.value,
        checklist=declared.checklist,
        entries=[dict(entry) for entry in declared.entries],
        author=actor.user,
    )
    model.Session.add(kept)
    model.Session.flush()
    return {"checklist": declared.checklist, "answers": journal.seal(kept.id, declared.form())}


def last(dataset_id: str, owner: Owner) -> Answers | None:
    """Return the last answers of the agent or of the DPO."""
    return model.Session.scalars(
        sa.select(Answers)
        .where(Answers.dataset_id == dataset_id, Answers.owner == owner.value)
        .order_by(Answers.given_at.desc())
    ).first()


def of(dataset_ids: Sequence[str]) -> list[tuple[Answers, Any]]:
    """Return all answers on a dataset under all its ids, first one first, with their authors."""
    rows = model.Session.execute(
        sa.select(Answers, model.User)
        .outerjoin(model.User, model.User.id == Answers.author)
        .where(Answers.dataset_id.in_(dataset_ids))
        .order_by(Answers.given_at)
    )
    return [(entry, author) for entry, author in rows]
