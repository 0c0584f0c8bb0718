"""Framework opinions: those in force for an organisation, what relied on them, the samples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from ckan import model

from ckanext.opendata_territoire.governance.domain import framework, standing
from ckanext.opendata_territoire.governance.domain.checklist import Answer, Given
from ckanext.opendata_territoire.governance.domain.framework import Column, Heard, Terms
from ckanext.opendata_territoire.governance.domain.workflow import Action, OpinionKind, State
from ckanext.opendata_territoire.governance.model import Opinion, Remark, Review, Revision
from ckanext.opendata_territoire.governance.model_frameworks import Framework, Sample

from . import people, reviews

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date

_QUESTIONED = (Action.RETURN.value, Action.SUSPEND.value, Action.WITHDRAW.value)


def get(framework_id: str, *, lock: bool = False) -> Framework | None:
    """Return a framework opinion, locked for a change when asked."""
    return model.Session.get(
        Framework, framework_id, with_for_update=lock or None, populate_existing=lock
    )


def hold(found: Framework) -> Framework:
    """Read a framework opinion afresh, and let nobody revoke it before this transaction ends."""
    return model.Session.get_one(
        Framework, found.id, with_for_update={"read": True}, populate_existing=True
    )


def of_organizations(ids: Collection[str]) -> list[Framework]:
    """Return the framework opinions on some organisations, revoked ones too, last one first."""
    wanted = sa.cast(list(ids), sa.ARRAY(sa.Text))
    any_of = sa.func.jsonb_exists_any(Framework.organizations, wanted)
    statement = sa.select(Framework).where(any_of).order_by(Framework.created_at.desc())
    return list(model.Session.scalars(statement))


def in_force(organization_id: str | None, day: date) -> list[Framework]:
    """Return the framework opinions on an organisation on a day, oldest first."""
    statement = sa.select(Framework).where(
        Framework.organizations.contains([organization_id]),
        Framework.revoked_at.is_(None),
        Framework.starts <= day,
        Framework.ends >= day,
    )
    return list(model.Session.scalars(statement.order_by(Framework.created_at, Framework.id)))


def terms(found: Framework) -> Terms:
    """Return what the rules need to know of a framework opinion."""
    return Terms(
        family=standing.Act(
            adopted=found.starts,
            ends=found.ends,
            ended=found.revoked_at is not None,
            themes=frozenset(found.themes),
            schemas=frozenset(found.schemas),
        ),
        conditions=tuple(found.conditions),
        columns=tuple(Column(*pair) for pair in found.columns),
        licences=frozenset(found.licences),
        sampling=found.sampling,
    )


def is_in_force(found: Framework) -> bool:
    """Say whether a framework opinion counts today."""
    return standing.in_force(terms(found).family, people.today())


def given(found: Framework) -> dict[str, Given]:
    """Return the answers of the DPO to the checklist, by id of the item."""
    return {
        entry["item"]: Given(Answer(entry["answer"]), entry["comment"]) for entry in found.answers
    }


def add(found: Framework) -> None:
    """Keep a new framework opinion under the next number of its holder and year."""
    model.Session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(0x6F66, sa.func.hashtext(found.holder)))
    )
    last = model.Session.scalar(
        sa.select(sa.func.max(Framework.number)).where(
            Framework.holder == found.holder, Framework.year == found.year
        )
    )
    found.number = (last or 0) + 1
    model.Session.add(found)
    model.Session.flush()


def called(found: Framework) -> str:
    """Return the number of a framework opinion, as it is said."""
    return framework.called(found.year, found.number)


def heard(dataset_ids: Collection[str]) -> Heard:
    """Return when the DPO was last asked to read a dataset under one of its ids, and did."""
    kinds = model.Session.execute(
        sa.select(Opinion.kind, Opinion.given_at, Opinion.framework_id).where(
            Opinion.dataset_id.in_(dataset_ids)
        )
    ).all()
    favourable = OpinionKind.FAVOURABLE.value
    returns = sa.select(Remark.written_at).where(
        Remark.dataset_id.in_(dataset_ids), Remark.action.in_(_QUESTIONED)
    )
    draws = sa.select(Sample.drawn_at).where(Sample.dataset_id.in_(dataset_ids))
    return Heard(
        questioned=[
            *model.Session.scalars(returns),
            *model.Session.scalars(draws),
            *(row.given_at for row in kinds if row.kind != favourable),
        ],
        settled=[
            row.given_at for row in kinds if row.kind == favourable and row.framework_id is None
        ],
    )


def draw(dataset_id: str, number: int, framework_id: str) -> None:
    """Note that a sending is of the sample."""
    model.Session.execute(
        insert(Sample)
        .values(
            dataset_id=dataset_id, round=number, framework_id=framework_id, drawn_at=reviews.now()
        )
        .on_conflict_do_nothing()
    )


def samples(dataset_ids: Collection[str]) -> dict[str, Framework]:
    """Return, by id of the dataset, the framework opinion of whose sample its last sending is."""
    rows = model.Session.execute(
        sa.select(Sample.dataset_id, Framework)
        .join(Framework, Framework.id == Sample.framework_id)
        .join(Review, sa.and_(Review.dataset_id == Sample.dataset_id, Review.round == Sample.round))
        .where(Sample.dataset_id.in_(dataset_ids))
    )
    return {row.dataset_id: row.Framework for row in rows}


def by_id(ids: Collection[str | None]) -> dict[str, Framework]:
    """Return framework opinions by id."""
    found = model.Session.scalars(sa.select(Framework).where(Framework.id.in_(ids)))
    return {each.id: each for each in found}


def relied(
    framework_id: str, organizations: Collection[str], *, limit: int, offset: int
) -> Sequence[Any]:
    """Return what got its opinion by a framework opinion, last one first.

    Args:
        framework_id: which.
        organizations: ids of those whose datasets are listed.
        limit: size of the page.
        offset: rows before it.

    Returns:
        Rows of `id`, `name`, `title`, `organization`, `state` and `given_at`. A merged revision is
        the dataset that took its content.
    """
    last = sa.func.max(Opinion.given_at)
    statement = _relied(framework_id, organizations, last.label("given_at"))
    return model.Session.execute(
        statement.order_by(last.desc(), model.Package.id).limit(limit).offset(offset)
    ).all()


def relied_states(framework_id: str, organizations: Collection[str]) -> list[str]:
    """Return where each dataset stands that got its opinion by a framework opinion."""
    found = model.Session.execute(_relied(framework_id, organizations))
    return [row.state for row in found]


def _relied(
    framework_id: str, organizations: Collection[str], *more: sa.ColumnElement[Any]
) -> sa.Select[Any]:
    draft = aliased(model.Package)
    key = sa.case((draft.id.is_not(None), draft.id), else_=Revision.dataset_id)
    columns = (
        model.Package.id,
        model.Package.name,
        model.Package.title,
        model.Package.owner_org.label("organization"),
        sa.func.coalesce(Review.state, State.DRAFT.value).label("state"),
    )
    return (
        sa.select(*columns, *more)
        .select_from(Opinion)
        .outerjoin(draft, draft.id == Opinion.dataset_id)
        .outerjoin(Revision, Revision.revision_id == Opinion.dataset_id)
        .join(model.Package, model.Package.id == key)
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(
            Opinion.framework_id == framework_id,
            model.Package.owner_org.in_(organizations),
            model.Package.state != model.State.DELETED,
        )
        .group_by(*columns)
    )
