"""Lists of datasets over many organisations: SQL filters, sorts and cuts the page."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import aliased

from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import Opinion, Review

from . import revisions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

STATE = sa.func.coalesce(Review.state, State.DRAFT.value)
IS_OURS = sa.and_(model.Package.state != "deleted", model.Package.type == "dataset")
_UNPUBLISHED = tuple(state.value for state in State if state is not State.PUBLISHED)
_THEME = model.Package.extras["theme"].astext
_SINCE = sa.func.coalesce(
    Review.changed_at, sa.func.timezone("UTC", model.Package.metadata_created)
)


def is_epci(organization: Any) -> sa.ColumnElement[bool]:
    """Say whether an organisation is an EPCI. `Any`: CKAN does not declare its `extras`."""
    return organization.extras["kind"].astext == "epci"


# Above an organisation stands at most one other: its parent is the "table" of the membership.
PARENT = aliased(model.Member)
ABOVE = aliased(model.Group)
IS_ABOVE = sa.and_(
    ABOVE.id == PARENT.table_id,
    ABOVE.state == "active",
    is_epci(ABOVE),
)
IS_PARENT = sa.and_(
    PARENT.group_id == model.Group.id, PARENT.table_name == "group", PARENT.state == "active"
)

SORTS: dict[str, tuple[Any, ...]] = {
    "deadline": (_SINCE,),
    "recent": (_SINCE.desc(),),
    "organization": (sa.func.lower(model.Group.title), _SINCE),
}
"""How a list is ordered. Opinions are awaited in the order of the sendings."""


Place = tuple["Collection[str]", "Collection[str]"]
"""Some states, and the ids of some organisations."""


@dataclass(frozen=True)
class Wanted:
    """Which datasets are listed.

    Attributes:
        organizations: ids of their organisations; `None` for all.
        states: where they stand.
        text: part of the title of the dataset or of the organisation.
        epci: id or name of an EPCI: its own datasets and those of its communes.
        theme: address of a European theme.
        lifting: only those whose DPO is asked to lift conditions.
    """

    organizations: Collection[str] | None
    states: Collection[str] = _UNPUBLISHED
    text: str = ""
    epci: str = ""
    theme: str = ""
    lifting: bool = False

    def apply(self, statement: sa.Select[Any]) -> sa.Select[Any]:
        """Keep what is wanted of a statement on datasets, organisations and their parents."""
        statement = statement.where(IS_OURS, _stand_in(self.states))
        if self.organizations is not None:
            statement = statement.where(model.Package.owner_org.in_(self.organizations))
        if self.lifting:
            statement = statement.where(Review.lifting_asked_at.isnot(None))
        if self.text:
            statement = statement.where(
                sa.or_(
                    model.Package.title.icontains(self.text, autoescape=True),
                    model.Group.title.icontains(self.text, autoescape=True),
                )
            )
        if self.epci:
            statement = statement.where(in_epci(self.epci))
        if self.theme:
            statement = statement.where(_THEME.contains(json.dumps(self.theme), autoescape=True))
        return statement


def _stand_in(states: Collection[str]) -> sa.ColumnElement[bool]:
    """Say whether a dataset is in one of these states: `STATE.in_` would read no index."""
    written = Review.state.in_(states)
    return sa.or_(written, Review.state.is_(None)) if State.DRAFT.value in states else written


def in_epci(reference: str) -> sa.ColumnElement[bool]:
    """Say, of an organisation with its parent, whether it is this EPCI or one of its communes."""
    return sa.or_(*(column == reference for column in (ABOVE.id, ABOVE.name))) | sa.and_(
        sa.or_(model.Group.id == reference, model.Group.name == reference),
        is_epci(model.Group),
    )


def _of_datasets(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(model.Package)
        .join(model.Group, model.Group.id == model.Package.owner_org)
        .outerjoin(PARENT, IS_PARENT)
        .outerjoin(ABOVE, IS_ABOVE)
        .outerjoin(Review, Review.dataset_id == model.Package.id)
    )


def datasets(
    wanted: Wanted,
    *,
    first: Sequence[Place] = (),
    sort: str = "deadline",
    limit: int = 20,
    offset: int = 0,
) -> tuple[int, list[dict[str, Any]]]:
    """Return how many datasets are wanted, and one page of them.

    Args:
        wanted: which.
        first: where those that come before all others stand, the very first ones first.
        sort: a key of `SORTS`.
        limit: size of the page.
        offset: rows before it.
    """
    found = wanted.apply(
        _of_datasets(
            model.Package.id,
            model.Package.name,
            model.Package.title,
            model.Package.metadata_modified,
            _THEME.label("theme"),
            model.Group.id.label("organization_id"),
            model.Group.name.label("organization_name"),
            model.Group.title.label("organization_title"),
            ABOVE.id.label("epci_id"),
            ABOVE.name.label("epci_name"),
            ABOVE.title.label("epci_title"),
            STATE.label("state"),
            Review.round,
            Review.submitted_at,
            Review.changed_at,
            Review.lifting_asked_at,
            Review.first_published_at,
            Opinion.kind.label("opinion_kind"),
            Opinion.given_at.label("opinion_at"),
            revisions.is_open(model.Package.id).label("revision"),
        )
    ).outerjoin(Opinion, Opinion.id == Review.opinion_id)
    order = (*_rank(first), *SORTS[sort], model.Package.id)
    ordered = found.order_by(*order).limit(limit).offset(offset)
    rows = model.Session.execute(ordered).all()
    total = number(wanted)
    sizes = _sizes([row.id for row in rows])
    return total, [_entry(row, *sizes.get(row.id, (0, None))) for row in rows]


def _rank(first: Sequence[Place]) -> tuple[sa.ColumnElement[int], ...]:
    whens = [
        (sa.and_(STATE.in_(states), model.Package.owner_org.in_(organizations)), rank)
        for rank, (states, organizations) in enumerate(first)
    ]
    return (sa.case(*whens, else_=len(whens)),) if whens else ()


def lifting(organizations: Collection[str] | None) -> Wanted:
    """Return what asks for datasets whose DPO is asked to lift conditions."""
    return Wanted(organizations, (State.OPINION_GIVEN.value,), lifting=True)


def number(wanted: Wanted) -> int:
    """Return how many datasets are wanted."""
    return model.Session.scalar(wanted.apply(_of_datasets(sa.func.count()))) or 0


def numbers(wanted: Wanted) -> list[tuple[str, str, int]]:
    """Return how many of the wanted datasets stand where: organisation, state, number."""
    columns = (model.Package.owner_org, STATE.label("state"))
    statement = wanted.apply(_of_datasets(*columns, sa.func.count())).group_by(*columns)
    return [tuple(row) for row in model.Session.execute(statement)]


def _sizes(ids: Collection[str]) -> dict[str, tuple[int, int | None]]:
    """Return the number of files of datasets, and of their rows when they were counted."""
    counted = sa.cast(model.Resource.extras, JSONB)["row_count"].astext
    rows = sa.case((counted.op("~")("^[0-9]{1,15}$"), sa.cast(counted, sa.BigInteger)))
    found = model.Session.execute(
        sa.select(model.Resource.package_id, sa.func.count(), sa.func.sum(rows))
        .where(model.Resource.package_id.in_(ids), model.Resource.state == "active")
        .group_by(model.Resource.package_id)
    )
    return {
        dataset: (files, None if total is None else int(total)) for dataset, files, total in found
    }


def _entry(row: Any, files: int, rows: int | None) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title or row.name,
        "state": row.state,
        "round": row.round or 0,
        "was_public": row.first_published_at is not None,
        "revision": row.revision,
        "opinion": row.opinion_kind
        and {"kind": row.opinion_kind, "given_at": row.opinion_at.isoformat()},
        "submitted_at": row.submitted_at and row.submitted_at.isoformat(),
        "changed_at": row.changed_at and row.changed_at.isoformat(),
        "lifting_asked_at": row.lifting_asked_at and row.lifting_asked_at.isoformat(),
        "metadata_modified": row.metadata_modified.isoformat(),
        "themes": _themes(row.theme),
        "files": files,
        "rows": rows,
        "organization": place(row.organization_id, row.organization_name, row.organization_title),
        "epci": place(row.epci_id, row.epci_name, row.epci_title) if row.epci_id else None,
    }


def place(key: str, name: str, title: str | None) -> dict[str, str]:
    """Return an organisation as lists show it."""
    return {"id": key, "name": name, "title": title or name}


def _themes(stored: str | None) -> list[str]:
    try:
        themes = json.loads(stored or "[]")
    except ValueError:
        return []
    return [theme for theme in themes if isinstance(theme, str)] if isinstance(themes, list) else []


def facets(wanted: Wanted) -> dict[str, list[dict[str, Any]]]:
    """Return by what a list may be filtered: `organizations`, `epci`, `themes`.

    Each has its `count` of datasets. Places are in the order of their titles.
    """
    columns = (*_columns(model.Group), *_columns(ABOVE), _THEME)
    statement = wanted.apply(_of_datasets(*columns, sa.func.count())).group_by(*columns)
    organizations: Counter[Any] = Counter()
    epci: Counter[Any] = Counter()
    themes: Counter[str] = Counter()
    for *ids, stored, number in model.Session.execute(
        statement.order_by(ABOVE.title, model.Group.title)
    ):
        organizations[tuple(ids[:3])] += number
        epci[tuple(ids[3:])] += number
        themes.update(dict.fromkeys(_themes(stored), number))
    return {
        "organizations": _places(organizations),
        "epci": _places(epci),
        "themes": [{"value": theme, "count": number} for theme, number in sorted(themes.items())],
    }


def _columns(organization: Any) -> tuple[Any, ...]:
    return (organization.id, organization.name, organization.title)


def _places(counted: Counter[Any]) -> list[dict[str, Any]]:
    return [{**place(*ids), "count": count} for ids, count in counted.items() if ids[0]]


def sent_before(wanted: Wanted, *moments: datetime) -> list[int]:
    """Return how many of the wanted datasets were sent before each of these moments."""
    counts = [sa.func.count().filter(Review.submitted_at < moment) for moment in moments]
    return list(model.Session.execute(wanted.apply(_of_datasets(*counts))).one())


def states_of(ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return, by id, the `state` of some datasets and whether each is a `revision`."""
    rows = model.Session.execute(
        sa.select(
            model.Package.id,
            STATE.label("state"),
            revisions.is_open(model.Package.id).label("revision"),
        )
        .outerjoin(Review, Review.dataset_id == model.Package.id)
        .where(model.Package.id.in_(ids))
    )
    return {row.id: {"state": row.state, "revision": row.revision} for row in rows}
