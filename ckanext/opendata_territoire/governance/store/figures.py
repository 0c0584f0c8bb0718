"""Counts over organisations: how many datasets stand where, without the title of any."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import Review

from . import people
from .listings import ABOVE, IS_ABOVE, IS_OURS, IS_PARENT, PARENT, STATE, in_epci, is_epci, place

if TYPE_CHECKING:
    from collections.abc import Collection

_IS_ORGANIZATION = sa.and_(model.Group.is_organization.is_(True), model.Group.state == "active")
_NUMBERS = {
    state.value: sa.func.count(model.Package.id).filter(STATE.in_((state.value,)))
    for state in State
}
BY_TITLE = "title"
SORTS = (BY_TITLE, *_NUMBERS)
"""How organisations are ordered: by title, or those with most datasets in a state first."""


@dataclass(frozen=True)
class Wanted:
    """Which organisations are listed.

    Attributes:
        text: part of their title.
        epci: id or name of an EPCI: itself and its communes.
        dpo: with a confirmed DPO today, or without; `None` for both.
        state: only those with a dataset that stands there.
    """

    text: str = ""
    epci: str = ""
    dpo: bool | None = None
    state: str = ""


def organizations(
    wanted: Wanted, *, sort: str = BY_TITLE, limit: int = 20, offset: int = 0
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many organisations are wanted, and one page of them with their counts.

    Args:
        wanted: which.
        sort: one of `SORTS`.
        limit: size of the page.
        offset: rows before it.
    """
    with_dpo = _with_dpo()
    keys = (
        model.Group.id,
        model.Group.name,
        model.Group.title,
        ABOVE.id.label("epci_id"),
        ABOVE.name.label("epci_name"),
        ABOVE.title.label("epci_title"),
    )
    numbers = [number.label(state) for state, number in _NUMBERS.items()]
    statement = (
        sa.select(*keys, with_dpo.label("dpo"), *numbers)
        .outerjoin(PARENT, IS_PARENT)
        .outerjoin(ABOVE, IS_ABOVE)
        .outerjoin(model.Package, sa.and_(model.Package.owner_org == model.Group.id, IS_OURS))
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(_IS_ORGANIZATION)
        .group_by(model.Group.id, ABOVE.id)
    )
    if wanted.text:
        statement = statement.where(model.Group.title.icontains(wanted.text, autoescape=True))
    if wanted.epci:
        statement = statement.where(in_epci(wanted.epci))
    if wanted.dpo is not None:
        statement = statement.where(with_dpo.is_(wanted.dpo))
    if wanted.state:
        statement = statement.having(_NUMBERS[wanted.state] > 0)
    total = model.Session.scalar(sa.select(sa.func.count()).select_from(statement.subquery()))
    first = () if sort == BY_TITLE else (_NUMBERS[sort].desc(),)
    order = (*first, sa.func.lower(model.Group.title), model.Group.id)
    page = statement.order_by(*order).limit(limit).offset(offset)
    return total or 0, [_entry(row) for row in model.Session.execute(page).mappings()]


def _with_dpo() -> sa.ColumnElement[bool]:
    return people.dpos(model.Group.id).correlate(model.Group).exists()


def _entry(row: Any) -> dict[str, Any]:
    epci = place(row["epci_id"], row["epci_name"], row["epci_title"]) if row["epci_id"] else None
    return {
        **place(row["id"], row["name"], row["title"]),
        "epci": epci,
        "dpo": row["dpo"],
        "counts": {state: row[state] for state in _NUMBERS},
    }


def coverage() -> tuple[int, int]:
    """Return the number of organisations, and of those without a confirmed DPO today."""
    counted = sa.select(sa.func.count(), sa.func.count().filter(~_with_dpo()))
    total, without = model.Session.execute(
        counted.select_from(model.Group).where(_IS_ORGANIZATION)
    ).one()
    return total, without


def epcis() -> list[dict[str, str]]:
    """Return the EPCI, in the order of their titles."""
    rows = model.Session.execute(
        sa.select(model.Group.id, model.Group.name, model.Group.title)
        .where(_IS_ORGANIZATION, is_epci(model.Group))
        .order_by(sa.func.lower(model.Group.title))
    )
    return [place(*row) for row in rows]


def counts(organizations: Collection[str] | None = None) -> dict[str, int]:
    """Return the number of datasets in each state, for some organisations together, or for all."""
    statement = (
        sa.select(STATE.label("state"), sa.func.count(model.Package.id).label("number"))
        .select_from(model.Package)
        .join(model.Group, model.Group.id == model.Package.owner_org)
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(IS_OURS, _IS_ORGANIZATION)
        .group_by(STATE)
    )
    if organizations is not None:
        statement = statement.where(model.Package.owner_org.in_(organizations))
    rows = model.Session.execute(statement)
    return {state.value: 0 for state in State} | {row.state: row.number for row in rows}
