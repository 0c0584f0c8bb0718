"""Which hidden draft revises which public dataset."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.model import Contributor, Revision

from . import remarks, reviews, rounds
from .journal import write_journal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.opendata_territoire.governance.domain.workflow import Actor, Request


class Status(str, Enum):
    """What became of a revision. Only one of a dataset is open at a time."""

    OPEN = "open"
    MERGED = "merged"
    ABANDONED = "abandoned"


def opened_on(dataset_id: str) -> Revision | None:
    """Return the open revision of a public dataset, if any."""
    return model.Session.scalars(
        sa.select(Revision).where(
            Revision.dataset_id == dataset_id, Revision.status == Status.OPEN.value
        )
    ).first()


def opened_as(revision_id: str) -> Revision | None:
    """Return the open revision that this hidden draft is, if it is one."""
    found = model.Session.get(Revision, revision_id)
    return found if found and found.status == Status.OPEN.value else None


def is_open(key: Any) -> sa.ColumnElement[bool]:
    """Say, of the id of a dataset in a statement, whether it is an open revision."""
    return sa.exists().where(Revision.revision_id == key, Revision.status == Status.OPEN.value)


def was_revision(dataset_id: str) -> bool:
    """Say whether a dataset is or was a revision of another."""
    return model.Session.get(Revision, dataset_id) is not None


def begin(
    public: model.Package,
    revision_id: str,
    origins: dict[str, str],
    actor: Actor,
    grounds: Sequence[str] = (),
) -> None:
    """Note that a hidden draft revises a public dataset, and write the journal.

    Args:
        public: the dataset.
        revision_id: id of the hidden draft.
        origins: id of the public resource by id of its copy.
        actor: who opens it.
        grounds: why a file that a program sent waits in it.
    """
    found = reviews.row(public.id)
    model.Session.add(
        Revision(
            revision_id=revision_id,
            dataset_id=public.id,
            origins=origins,
            base=found.published_content,
            opened_by=actor.user,
        )
    )
    found.version += 1
    write_journal(
        Action.REVISE.value,
        actor,
        public,
        states=(found.state, found.state),
        detail={"revision": revision_id, **({"grounds": [*grounds]} if grounds else {})},
    )


def adopt(
    public: model.Package, revision: Revision, actor: Actor, request: Request, content: str
) -> None:
    """Save that a public dataset has taken the content of its revision, and write the journal.

    Args:
        public: the dataset, with its new content.
        revision: its revision, whose review is forgotten: opinions and remarks stay.
        actor: who decided.
        request: what came with the decision.
        content: fingerprint of the new content.
    """
    draft_id = revision.revision_id
    found, draft = reviews.row(public.id), reviews.row(draft_id)
    for field in ("submitted_by", "submitted_at", "submitted_content", "opinion_id", "round"):
        setattr(found, field, getattr(draft, field))
    found.version += 1
    found.changed_at = reviews.now()
    reviews.publish(found, actor, content)
    sealed = {}
    if request.text:
        sealed = remarks.seal(remarks.add_remark(draft, Action.PUBLISH, actor, request.text))
    _hand_over_contributors(draft_id, public.id)
    for dataset_id in (draft_id, public.id):
        rounds.forget(dataset_id)
    model.Session.delete(draft)
    _close(revision, Status.MERGED)
    write_journal(
        Action.PUBLISH.value,
        actor,
        public,
        states=(found.state, found.state),
        content=content,
        detail={"round": found.round, "revision": draft_id, **sealed},
    )
    model.Session.flush()


def _hand_over_contributors(draft_id: str, dataset_id: str) -> None:
    worked = sa.select(sa.literal(dataset_id), Contributor.user_id, Contributor.last_at).where(
        Contributor.dataset_id == draft_id
    )
    columns = ["dataset_id", "user_id", "last_at"]
    statement = insert(Contributor).from_select(columns, worked)
    model.Session.execute(
        statement.on_conflict_do_update(
            index_elements=columns[:2], set_={"last_at": statement.excluded.last_at}
        )
    )
    model.Session.execute(sa.delete(Contributor).where(Contributor.dataset_id == draft_id))


def abandon(revision: Revision, actor: Actor) -> None:
    """Note that a revision is given up, and write the journal of the public dataset."""
    _close(revision, Status.ABANDONED)
    write_journal(
        "abandon_revision",
        actor,
        model.Session.get(model.Package, revision.dataset_id),
        detail={"revision": revision.revision_id},
    )


def _close(revision: Revision, status: Status) -> None:
    """Note what became of a revision."""
    revision.status, revision.closed_at = status.value, reviews.now()


def lineage(dataset_id: str) -> list[str]:
    """Return the ids under which a dataset was reviewed: its own and those of merged revisions."""
    merged = sa.select(Revision.revision_id).where(
        Revision.dataset_id == dataset_id, Revision.status == Status.MERGED.value
    )
    return [dataset_id, *model.Session.scalars(merged)]
