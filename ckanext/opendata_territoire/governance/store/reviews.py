"""Reviews, opinions, remarks and contributors."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.opendata_territoire.governance.domain import content, workflow
from ckanext.opendata_territoire.governance.domain.conditions import Lifter, is_open_for
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
from ckanext.opendata_territoire.governance.model_frameworks import Sample
from ckanext.opendata_territoire.governance.model_rounds import Reply, Round

from . import answers, conditions, contents
from .history import AMEND
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
            content.fingerprint(found.opinion_form.encode())
            if found.opinion_form
            else opinion.content,
            opinion.text,
            conditions.of(opinion.id),
        ),
        was_public=found.first_published_at is not None,
        published_content=found.published_content,
        answered=found.state == State.RETURNED.value and answered(dataset_id, found.round),
        deleted=package is not None and package.state == model.State.DELETED,
        lifting_asked=found.lifting_asked_at is not None,
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
        Sample,
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
        found.submitted_content = request.content
        _let_go(found)
    elif action is Action.OPINION:
        opinion = _add_opinion(found, actor, request)
        found.opinion_id = opinion.id
        conditions.add(opinion, request.conditions)
        found.opinion_form = contents.canonical(package).decode() if request.conditions else None
        sealed = seal(opinion)
    elif action is Action.TAKE_BACK:
        _let_go(found)
    elif action is Action.PUBLISH:
        publish(found, actor, request.content)
    else:
        _about_conditions(found, action, actor, request)
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
            **(_lifted(found, request) if action is Action.LIFT_CONDITION else {}),
            **({"framework": request.framework} if request.framework else {}),
            **sealed,
        },
    )
    model.Session.flush()


def _about_conditions(found: Review, action: Action, actor: Actor, request: Request) -> None:
    if action is Action.ASK_LIFTING:
        found.lifting_asked_at = found.changed_at
    elif action is Action.KEEP_CONDITIONS:
        found.lifting_asked_at = None
    elif action is Action.LIFT_CONDITION and found.opinion_id:
        conditions.lift(found.opinion_id, request, actor.user, found.changed_at)
        if not is_open_for(conditions.of(found.opinion_id), frozenset({Lifter.DPO})):
            found.lifting_asked_at = None


def _lifted(found: Review, request: Request) -> dict[str, Any]:
    """Return what the journal notes of a lifting: which condition, and the content advised on.

    The row's own content is the one that it was lifted on: both together name what changed.
    """
    opinion = model.Session.get(Opinion, found.opinion_id)
    return {"condition": request.condition, "opinion_content": opinion and opinion.content}


def _let_go(found: Review) -> None:
    """No opinion counts any more."""
    found.opinion_id = found.opinion_form = found.lifting_asked_at = None


def publish(found: Review, actor: Actor, published: str | None) -> None:
    """Note on a review who decided to publish, when, and which content."""
    found.published_by, found.published_at = actor.user, now()
    found.first_published_at = found.first_published_at or found.published_at
    found.published_content = published


def _add_opinion(found: Review, actor: Actor, request: Request) -> Opinion:
    opinion = Opinion(
        dataset_id=found.dataset_id,
        round=found.round,
        kind=request.kind.value if request.kind else "",
        text=request.text,
        author=actor.user,
        content=request.content,
        given_at=now(),
        framework_id=request.framework,
    )
    model.Session.add(opinion)
    model.Session.flush()
    return opinion


def cancel_opinion(package: model.Package, actor: Actor, now_contains: str) -> None:
    """Send a dataset back to draft because its content is no longer what the DPO read."""
    found = row(package.id)
    came_from = found.state
    found.state = State.DRAFT.value
    _let_go(found)
    found.version += 1
    found.changed_at = now()
    write_journal(
        "cancel_opinion",
        actor,
        package,
        states=(came_from, found.state),
        content=now_contains,
        detail={"round": found.round},
    )


def amend(package: model.Package, actor: Actor, form: bytes) -> None:
    """Let an opinion hold on a content edited within its conditions; a lifting is asked anew."""
    found = row(package.id)
    found.opinion_form, found.lifting_asked_at = form.decode(), None
    found.version += 1
    write_journal(
        AMEND,
        actor,
        package,
        states=(found.state, found.state),
        content=content.fingerprint(form),
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
