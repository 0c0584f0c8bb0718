"""Conditions of reserved opinions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.conditions import Condition, Lifter
from ckanext.opendata_territoire.governance.domain.remarks import Target
from ckanext.opendata_territoire.governance.model import Condition as Row
from ckanext.opendata_territoire.governance.model import Opinion

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from ckanext.opendata_territoire.governance.domain.workflow import Request


def add(opinion: Opinion, conditions: Sequence[Condition]) -> None:
    """Keep the conditions of an opinion just given."""
    for condition in conditions:
        model.Session.add(
            Row(
                dataset_id=opinion.dataset_id,
                opinion_id=opinion.id,
                number=condition.number,
                text=condition.text,
                lifter=condition.lifter.value,
                field=condition.target.field or None,
                resource_id=condition.target.resource or None,
                column_name=condition.target.column or None,
                file_name=condition.file or None,
            )
        )
    model.Session.flush()


def of(opinion_id: str) -> tuple[Condition, ...]:
    """Return the conditions of an opinion, in order, for the rules."""
    rows = model.Session.scalars(
        sa.select(Row).where(Row.opinion_id == opinion_id).order_by(Row.number)
    )
    return tuple(
        Condition(
            row.number,
            row.text,
            Lifter(row.lifter),
            row.lifted_at is not None,
            Target(row.field or "", row.resource_id or "", row.column_name or ""),
            row.file_name or "",
        )
        for row in rows
    )


def lift(opinion_id: str, request: Request, person: str | None, moment: datetime) -> None:
    """Note who said that a condition is met, when, on which content, and what had changed."""
    model.Session.execute(
        sa.update(Row)
        .where(Row.opinion_id == opinion_id, Row.number == request.condition)
        .values(
            lifted_by=person,
            lifted_at=moment,
            lifted_content=request.content,
            lifted_difference=request.difference,
        )
    )


def by_opinion(dataset_ids: Sequence[str]) -> dict[str, list[tuple[Row, Any]]]:
    """Return all conditions on a dataset under all its ids, by opinion, with who lifted them."""
    rows = model.Session.execute(
        sa.select(Row, model.User)
        .outerjoin(model.User, model.User.id == Row.lifted_by)
        .where(Row.dataset_id.in_(dataset_ids))
        .order_by(Row.number)
    )
    found: dict[str, list[tuple[Row, Any]]] = {}
    for row, person in rows:
        found.setdefault(row.opinion_id, []).append((row, person))
    return found
