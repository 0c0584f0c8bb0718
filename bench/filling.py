"""Thousands of datasets in a minute: rows written in bulk, as finished actions leave them.

Half of the datasets are published, and of the others two in five wait for the DPO. Each is a copy
of one of those that `package_create` made, in another organisation. Search documents come from
CKAN's own indexing: it makes one for each organisation and state, whose copies differ by their
identifiers alone; some copies are then indexed one by one by CKAN, to prove that nothing differs.
The journal and who contributed are left out: nothing that is measured reads them.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import commit, index, make_connection, rebuild

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_BATCH = 500
_PROVEN = (0, 1, -2, -1)
_COPIED = {"package": "id", "resource": "package_id", "package_tag": "package_id"}


@dataclass(frozen=True)
class Copy:
    """One dataset to write.

    Attributes:
        number: its number, from 0.
        template: id of the dataset that it copies.
        organization: id of its organisation.
        published: everybody sees it.
        waiting: it is under review.
        ids: its own identifier and those of its files, in the order of the files' names.
    """

    number: int
    template: str
    organization: str
    published: bool
    waiting: bool
    ids: tuple[str, ...]

    @property
    def label(self) -> str:
        """What tells it apart in names and titles; always as long, and found nowhere else."""
        return f"copie-{self.number:06}"

    @property
    def family(self) -> tuple[str, bool]:
        """Datasets of one family have the same search document, but for their identifiers."""
        return self.organization, self.published


class Filler:
    """Fills one side, again and again if need be; each time from the number reached."""

    def __init__(self, templates: Sequence[str], organizations: Sequence[str]) -> None:
        """Take the ids of the datasets to copy, and those of the organisations that get them."""
        self._templates = templates
        self._organizations = organizations
        self._documents: dict[tuple[str, bool], tuple[Copy, str]] = {}
        self._written = 0

    def fill(self, total: int, *, ours: bool) -> None:
        """Write datasets until there are `total` copies, and index them.

        Raises:
            AssertionError: a search document differs from the one that CKAN makes.
        """
        copies = [self._copy(number) for number in range(self._written, total)]
        for table, column in _COPIED.items():
            _copy_rows(table, column, copies)
        _write("member", [_membership(copy) for copy in copies])
        if ours:
            _write_reviews(copies)
        # Rows written at once are not known to PostgreSQL's planner until its next round.
        model.Session.execute(sa.text("ANALYZE"))
        model.Session.commit()
        self._index(copies)
        self._written = total

    def _copy(self, number: int) -> Copy:
        turn, place = divmod(number, len(self._organizations))
        published = (turn + place) % 2 == 0
        return Copy(
            number,
            self._templates[place % len(self._templates)],
            self._organizations[place],
            published=published,
            waiting=not published and number // 2 % 5 < 2,
            ids=(str(uuid4()), str(uuid4()), str(uuid4())),
        )

    def _index(self, copies: Sequence[Copy]) -> None:
        for copy in copies:
            if copy.family not in self._documents:
                self._documents[copy.family] = copy, json.dumps(_document(copy))
        solr = make_connection()
        for start in range(0, len(copies), _BATCH):
            documents = [self._same(copy) for copy in copies[start : start + _BATCH]]
            solr.add(documents, commit=False)
        commit()
        for copy in {copies[place] for place in _PROVEN}:
            assert self._same(copy) == _document(copy), f"the document of {copy.label} differs"

    def _same(self, copy: Copy) -> dict[str, Any]:
        """Return the search document of a copy, from the one of its family."""
        first, text = self._documents[copy.family]
        for old, new in zip(first.ids, copy.ids, strict=True):
            text = text.replace(old, new)
        document = json.loads(text.replace(first.label, copy.label))
        key = copy.ids[0] + tk.config["ckan.site_id"]
        return document | {"index_id": hashlib.md5(key.encode()).hexdigest()}


def _copy_rows(table_name: str, column: str, copies: Sequence[Copy]) -> None:
    """Write the rows of one table for all copies. The first column named is the dataset's id."""
    table = model.meta.metadata.tables[table_name]
    found: dict[str, list[dict[str, Any]]] = {copy.template: [] for copy in copies}
    of_templates = sa.select(table).where(table.c[column].in_(found))
    if "position" in table.c:
        of_templates = of_templates.order_by(table.c.position)
    for row in model.Session.execute(of_templates).mappings():
        found[row[column]].append(dict(row))
    _write(
        table_name,
        [
            {**row, **_own(table_name, copy, row, place)}
            for copy in copies
            for place, row in enumerate(found[copy.template])
        ],
    )


def _own(table_name: str, copy: Copy, row: dict[str, Any], place: int) -> dict[str, Any]:
    """Return what tells a copy's row from the row that it copies."""
    if table_name == "resource":
        return {"id": copy.ids[1 + place], "package_id": copy.ids[0]}
    if table_name == "package_tag":
        return {"id": str(uuid4()), "package_id": copy.ids[0]}
    return {
        "id": copy.ids[0],
        "name": copy.label,
        "title": f"{row['title']} ({copy.label})",
        "owner_org": copy.organization,
        "state": "active" if copy.published else "draft",
        "private": not copy.published,
    }


def _membership(copy: Copy) -> dict[str, Any]:
    """Return what puts a dataset in its organisation, as `package_owner_org_update` does."""
    return {
        "id": str(uuid4()),
        "group_id": copy.organization,
        "table_name": "package",
        "table_id": copy.ids[0],
        "capacity": "organization",
        "state": "active",
    }


def _write(table_name: str, rows: list[dict[str, Any]]) -> None:
    table = model.meta.metadata.tables[table_name]
    for start in range(0, len(rows), _BATCH):
        model.Session.execute(sa.insert(table), rows[start : start + _BATCH])


def _write_reviews(copies: Sequence[Copy]) -> None:
    """Put each dataset where its review stands: published, under review, or a draft."""
    states = [
        {
            "id": copy.ids[0],
            "state": "published" if copy.published else "in_review" if copy.waiting else "draft",
            "version": 3 if copy.published else int(copy.waiting),
            "submitted": copy.published or copy.waiting,
            "published": copy.published,
        }
        for copy in copies
    ]
    statement = sa.text(
        "INSERT INTO opendata_governance_review (dataset_id, state, version, round, submitted_at,"
        " published_at, first_published_at, changed_at) VALUES (:id, :state, :version,"
        " CASE WHEN :submitted THEN 1 ELSE 0 END, CASE WHEN :submitted THEN now() END,"
        " CASE WHEN :published THEN now() END, CASE WHEN :published THEN now() END, now())"
    )
    model.Session.execute(statement, states)


def _document(copy: Copy) -> dict[str, Any]:
    """Return the search document that CKAN makes of a dataset."""
    with _kept() as documents:
        rebuild(package_ids=[copy.ids[0]])
    return json.loads(json.dumps(documents[0]))


class _Kept(list[dict[str, Any]]):
    """Stands where CKAN's indexing has Solr, and keeps what it is given."""

    def add(self, docs: list[dict[str, Any]], commit: bool) -> None:
        self += docs


@contextmanager
def _kept() -> Iterator[_Kept]:
    solr, kept = index.make_connection, _Kept()
    index.make_connection = lambda *_, **__: kept
    try:
        yield kept
    finally:
        index.make_connection = solr
