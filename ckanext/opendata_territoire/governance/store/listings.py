"""Lists over many organisations, each in one query."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import Review

if TYPE_CHECKING:
    from collections.abc import Collection

_STATE = sa.func.coalesce(Review.state, State.DRAFT.value)
_UNPUBLISHED = [state.value for state in State if state is not State.PUBLISHED]


def datasets(
    organizations: Collection[str] | None,
    states: Collection[str] = _UNPUBLISHED,
    *,
    text: str = "",
    limit: int = 20,
    offset: int = 0,
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many datasets stand in some states, and one page of them, longest there first.

    Args:
        organizations: ids of their organisations; `None` for all.
        states: where they stand.
        text: part of the title of the dataset or of the organisation.
        limit: size of the page.
        offset: rows before it.
    """
    statement = _listing(organizations, states)
    if text:
        pattern = f"%{text.replace('%', '').replace('_', '')}%"
        statement = statement.where(
            sa.or_(model.Package.title.ilike(pattern), model.Group.title.ilike(pattern))
        )
    rows = model.Session.execute(
        statement.add_columns(sa.func.count().over().label("total"))
        .order_by(sa.func.coalesce(Review.changed_at, model.Package.metadata_created))
        .order_by(model.Package.id)
        .limit(limit)
        .offset(offset)
    ).all()
    if not rows and offset:
        # Beyond the last page the window function has no row to count on.
        total = model.Session.scalar(sa.select(sa.func.count()).select_from(statement.subquery()))
        return total or 0, []
    return (rows[0].total if rows else 0), [_entry(row) for row in rows]


def _listing(
    organizations: Collection[str] | None, states: Collection[str]
) -> sa.Select[tuple[Any, ...]]:
    statement = (
        sa.select(
            model.Package.id,
            model.Package.name,
            model.Package.title,
            model.Package.metadata_modified,
            model.Group.id.label("organization_id"),
            model.Group.name.label("organization_name"),
            model.Group.title.label("organization_title"),
            _STATE.label("state"),
            Review.round,
            Review.submitted_at,
            Review.changed_at,
            Review.first_published_at,
        )
        .join(model.Group, model.Group.id == model.Package.owner_org)
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(
            model.Package.state != "deleted", model.Package.type == "dataset", _STATE.in_(states)
        )
    )
    if organizations is not None:
        statement = statement.where(model.Package.owner_org.in_(organizations))
    return statement


def _entry(row: Any) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title or row.name,
        "state": row.state,
        "round": row.round or 0,
        "was_public": row.first_published_at is not None,
        "submitted_at": row.submitted_at and row.submitted_at.isoformat(),
        "changed_at": row.changed_at and row.changed_at.isoformat(),
        "metadata_modified": row.metadata_modified.isoformat(),
        "organization": {
            "id": row.organization_id,
            "name": row.organization_name,
            "title": row.organization_title or row.organization_name,
        },
    }


def counts() -> list[dict[str, Any]]:
    """Return every organisation with its number of datasets in each state, and no title of any."""
    package, group = model.Package, model.Group
    is_ours = sa.and_(
        package.owner_org == group.id, package.state != "deleted", package.type == "dataset"
    )
    rows = model.Session.execute(
        sa.select(group.id, group.name, group.title, _STATE, sa.func.count(package.id))
        .outerjoin(package, is_ours)
        .outerjoin(Review, Review.dataset_id == package.id)
        .where(group.is_organization.is_(True), group.state == "active")
        .group_by(group.id, group.name, group.title, _STATE)
        .order_by(group.title, group.id)
    )
    found: dict[str, dict[str, Any]] = {}
    for organization, name, title, state, number in rows:
        entry = found.setdefault(
            organization,
            {
                "id": organization,
                "name": name,
                "title": title or name,
                "counts": {state.value: 0 for state in State},
            },
        )
        entry["counts"][state] += number
    return list(found.values())


def counts_for(organizations: Collection[str]) -> dict[str, int]:
    """Return the number of datasets in each state, for some organisations together."""
    rows = model.Session.execute(
        sa.select(_STATE.label("state"), sa.func.count(model.Package.id).label("number"))
        .select_from(model.Package)
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(
            model.Package.owner_org.in_(organizations),
            model.Package.state != "deleted",
            model.Package.type == "dataset",
        )
        .group_by(_STATE)
    )
    return {state.value: 0 for state in State} | {row.state: row.number for row in rows}
