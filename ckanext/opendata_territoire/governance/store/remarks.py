"""What people write with an action: remarks, each at its place, and the replies to them."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.opendata_territoire.governance.domain import journal
from ckanext.opendata_territoire.governance.domain.remarks import Note
from ckanext.opendata_territoire.governance.domain.workflow import RETURNING, Action
from ckanext.opendata_territoire.governance.model import Remark
from ckanext.opendata_territoire.governance.model_rounds import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckanext.opendata_territoire.governance.domain.workflow import Actor, Request
    from ckanext.opendata_territoire.governance.model import Opinion, Review


def write(found: Review, action: Action, actor: Actor, request: Request) -> dict[str, Any]:
    """Keep all that somebody wrote with an action.

    Returns:
        What the journal notes of it: the seal of the text, and those of remarks or replies.
    """
    sealed: dict[str, Any] = {}
    if request.text:
        sealed |= seal(add_remark(found, action, actor, request.text))
    if request.remarks:
        notes = [_add(found, action, actor, note) for note in request.remarks]
        sealed["remarks"] = [journal.seal(note.id, note.text) for note in notes]
    if request.replies:
        sealed["replies"] = _reply(found.dataset_id, actor, request.replies)
    return sealed


def add_remark(found: Review, action: Action, actor: Actor, text: str) -> Remark:
    """Keep what somebody wrote with an action."""
    return _add(found, action, actor, Note(text))


def _add(found: Review, action: Action, actor: Actor, note: Note) -> Remark:
    remark = Remark(
        dataset_id=found.dataset_id,
        round=found.round,
        action=action.value,
        text=note.text,
        author=actor.user,
        written_at=datetime.now(timezone.utc),
        field=note.target.field or None,
        resource_id=note.target.resource or None,
        column_name=note.target.column or None,
        file_name=note.file or None,
    )
    model.Session.add(remark)
    model.Session.flush()
    return remark


def seal(written: Opinion | Remark) -> dict[str, str]:
    """Return what the journal notes of a text, which it does not hold."""
    return {"text": journal.seal(written.id, written.text)} if written.text else {}


def _reply(dataset_id: str, actor: Actor, replies: Mapping[str, str]) -> list[str]:
    """Keep replies, take away those that are empty; return the seals of what was written."""
    taken = [remark for remark, text in replies.items() if not text]
    model.Session.execute(sa.delete(Reply).where(Reply.remark_id.in_(taken)))
    seals = []
    for remark, text in replies.items():
        if text:
            said = {"text": text, "author": actor.user, "written_at": datetime.now(timezone.utc)}
            statement = insert(Reply).values(remark_id=remark, dataset_id=dataset_id, **said)
            kept = statement.on_conflict_do_update(index_elements=["remark_id"], set_=said)
            seals.append(journal.seal(model.Session.scalars(kept.returning(Reply.id)).one(), text))
    return seals


def of_round(dataset_id: str, round: int) -> list[Remark]:
    """Return the remarks with which a round was returned, first one first."""
    return list(
        model.Session.scalars(
            sa.select(Remark)
            .where(
                Remark.dataset_id == dataset_id,
                Remark.round == round,
                Remark.action.in_([action.value for action in RETURNING]),
            )
            .order_by(Remark.written_at)
        )
    )


def answered(dataset_id: str, round: int) -> bool:
    """Say whether a remark of a round has an answer."""
    found = (
        sa.select(Reply.id)
        .join(Remark, Remark.id == Reply.remark_id)
        .where(Remark.dataset_id == dataset_id, Remark.round == round)
    )
    return model.Session.scalar(found.limit(1)) is not None


def replies(dataset_ids: Sequence[str]) -> dict[str, tuple[Reply, Any]]:
    """Return the replies given on a dataset under all its ids, with their authors, by remark."""
    rows = model.Session.execute(
        sa.select(Reply, model.User)
        .outerjoin(model.User, model.User.id == Reply.author)
        .where(Reply.dataset_id.in_(dataset_ids))
    )
    return {answer.remark_id: (answer, author) for answer, author in rows}
