"""Reviews, opinions, remarks and contributors."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.opendata_territoire.governance.domain import workflow
from ckanext.opendata_territoire.governance.domain.workflow import (
    Action,
    Actor,
    OpinionKind,
    Request,
    State,
)
from ckanext.opendata_territoire.governance.model import (
    Answers,
    Condition,
    Contributor,
    IndexPending,
    Opinion,
    Remark,
    Review,
)
from ckanext.opendata_territoire.governance.model_rounds import Reply, Round

from . import answers, conditions
from .journal import write_journal
from .remarks import answered, seal, write

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.opendata_territoire.governance.domain.checklist import Declaration


def now() -> datetime:
    """Return the present moment, with its time zone."""
    return datetime.now(timezone.utc)


def row(dataset_id: str, *, fresh: bool = False) -> Review:
    """Return the review of a dataset; a new one, not yet saved, when it has none.

    `fresh` reads it again from the database: needed once the dataset's row is locked.
    """
    found = model.Session.get(Review, dataset_id, populate_existing=fresh)
    return found or Review(dataset_id=dataset_id, state=State.DRAFT.value, version=0, round=0)


def state_of(dataset_id: str) -> State:
    """Return where a dataset stands."""
    return State(row(dataset_id).state)


def is_published(dataset_id: str) -> bool:
    """Say whether a dataset is public: the only question that decides it."""
    return state_of(dataset_id) is State.PUBLISHED


def review(dataset_id: str, *, fresh: bool = False) -> workflow.Review:
    """Return what the rules need to know of a dataset's review."""
    found = row(dataset_id, fresh=fresh)
    opinion = model.Session.get(Opinion, found.opinion_id) if found.opinion_id else None
    package = model.Session.get(model.Package, dataset_id)
    return workflow.Review(
        state=State(found.state),
        version=found.version,
        submitted_by=found.submitted_by,
        submitted_content=found.submitted_content,
        opinion=opinion
        and workflow.Opinion(
            OpinionKind(opinion.kind),
            opinion.author,
            opinion.content,
            opinion.text,
            conditions.of(opinion.id),
        ),
        was_public=found.first_published_at is not None,
        published_content=found.published_content,
        answered=found.state == State.RETURNED.value and answered(dataset_id, found.round),
        deleted=package is not None and package.state == model.State.DELETED,
    )


def start(dataset_id: str) -> None:
    """Open a fresh review: a draft, even when an earlier dataset of this id was public."""
    fresh = {"state": State.DRAFT.value, "version": 0, "round": 0, "changed_at": now()}
    empty = {
        column.name: None
        for column in Review.__table__.columns
        if column.name not in fresh and not column.primary_key
    }
    model.Session.execute(
        insert(Review)
        .values(dataset_id=dataset_id, **fresh)
        .on_conflict_do_update(index_elements=["dataset_id"], set_={**fresh, **empty})
    )


def contribute(dataset_id: str, user_id: str) -> None:
    """Note that somebody created or edited a dataset."""
    model.Session.execute(
        insert(Contributor)
        .values(dataset_id=dataset_id, user_id=user_id, last_at=now())
        .on_conflict_do_update(index_elements=["dataset_id", "user_id"], set_={"last_at": now()})
    )


def forget(dataset_id: str) -> None:
    """Erase the review of a dataset that is being erased. The journal stays."""
    for table in (
        Review,
        Contributor,
        Opinion,
        Condition,
        Remark,
        Reply,
        Answers,
        Round,
        IndexPending,
    ):
        model.Session.execute(sa.delete(table).where(table.dataset_id == dataset_id))


def apply(
    action: Action,
    package: model.Package,
    actor: Actor,
    request: Request,
    declared: Declaration | None = None,
) -> None:
    """Save an accepted action: the review's new state, what was written, the journal's row."""
    found = row(package.id)
    came_from, moment = found.state, now()
    sealed: dict[str, Any] = {}
    model.Session.add(found)
    found.state = workflow.RULES[action].target.value
    found.version += 1
    found.changed_at = moment
    if action is Action.SUBMIT:
        found.round += 1
        found.submitted_by, found.submitted_at = actor.user, moment
        found.submitted_content, found.opinion_id = request.content, None
    elif action is Action.OPINION:
        opinion = _add_opinion(found, actor, request)
        found.opinion_id = opinion.id
        conditions.add(opinion, request.conditions)
        sealed = seal(opinion)
    elif action is Action.LIFT_CONDITION and found.opinion_id and request.condition:
        conditions.lift(found.opinion_id, request.condition, actor.user, moment)
    elif action is Action.TAKE_BACK:
        found.opinion_id = None
    elif action is Action.PUBLISH:
        publish(found, actor, request.content)
    if action is not Action.OPINION:
        sealed = write(found, action, actor, request)
    if declared:
        sealed |= answers.add(found, actor, declared)
    write_journal(
        action.value,
        actor,
        package,
        states=(came_from, found.state),
        content=request.content,
        detail={
            "round": found.round,
            **({"kind": request.kind.value} if request.kind else {}),
            **({"conditions": len(request.conditions)} if request.conditions else {}),
            **({"condition": request.condition} if request.condition else {}),
            **sealed,
        },
    )
    model.Session.flush()


def publish(found: Review, actor: Actor, content: str | None) -> None:
    """Note on a review who decided to publish, when, and which content."""
    found.published_by, found.published_at = actor.user, now()
    found.first_published_at = found.first_published_at or found.published_at
    found.published_content = content


def _add_opinion(found: Review, actor: Actor, request: Request) -> Opinion:
    opinion = Opinion(
        dataset_id=found.dataset_id,
        round=found.round,
        kind=request.kind.value if request.kind else "",
        text=request.text,
        author=actor.user,
        content=request.content,
        given_at=now(),
    )
    model.Session.add(opinion)
    model.Session.flush()
    return opinion


def cancel_opinion(package: model.Package, actor: Actor, content: str) -> None:
    """Send a dataset back to draft because its content is no longer what the DPO read."""
    found = row(package.id)
    came_from = found.state
    found.state, found.opinion_id = State.DRAFT.value, None
    found.version += 1
    found.changed_at = now()
    write_journal(
        "cancel_opinion",
        actor,
        package,
        states=(came_from, found.state),
        content=content,
        detail={"round": found.round},
    )


def opinions(dataset_ids: Sequence[str]) -> list[tuple[Opinion, Any]]:
    """Return the opinions on a dataset under all its ids, first one first, with their authors."""
    return _with_authors(Opinion, dataset_ids, Opinion.given_at)


def remarks(dataset_ids: Sequence[str]) -> list[tuple[Remark, Any]]:
    """Return what was written with each action on a dataset, first one first, with authors."""
    return _with_authors(Remark, dataset_ids, Remark.written_at)


def _with_authors(table: Any, dataset_ids: Sequence[str], order: Any) -> list[tuple[Any, Any]]:
    rows = model.Session.execute(
        sa.select(table, model.User)
        .outerjoin(model.User, model.User.id == table.author)
        .where(table.dataset_id.in_(dataset_ids))
        .order_by(order)
    )
    return [(entry, author) for entry, author in rows]
