"""The only place that queries the table of maps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.portal.domain.outlines import Drawing
from ckanext.opendata_territoire.portal.model import TerritoryMap

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.boxes import Box


@dataclass(frozen=True)
class Map:
    """A drawing, whose outlines it was made from, and where each commune is, by INSEE code."""

    drawing: Drawing
    vintage: str
    source: str
    licence: str
    boxes: dict[str, Box]


def load(department: str) -> Map | None:
    """Give the map of a département, or nothing when no outlines were imported.

    A process keeps the drawing that it read last, about 100 KB, as long as its version is current.
    """
    version = model.Session.scalar(
        sa.select(TerritoryMap.version).where(TerritoryMap.department == department)
    )
    return _load(department, version) if version else None


def save(department: str, version: str, drawn: Map) -> bool:
    """Store the map of a département, in the place of the former one.

    Returns:
        Whether anything changed.
    """
    row = model.Session.get(TerritoryMap, department)
    if row is None:
        row = TerritoryMap(department=department)
        model.Session.add(row)
    elif row.version == version:
        return False
    row.version = version
    row.vintage, row.source, row.licence = drawn.vintage, drawn.source, drawn.licence
    row.drawing = drawn.drawing.as_dict()
    row.boxes = {code: list(box) for code, box in drawn.boxes.items()}
    row.reindex = True
    model.Session.commit()
    return True


def datasets_to_place(department: str) -> list[str]:
    """Return the ids of the datasets to index again, since the outlines have changed."""
    row = model.Session.get(TerritoryMap, department)
    if row is None or not row.reindex:
        return []
    package = model.package_table
    return list(
        model.Session.scalars(sa.select(package.c.id).where(package.c.owner_org.is_not(None)))
    )


def placed(department: str) -> None:
    """Record that the datasets are indexed where the outlines say."""
    model.Session.execute(
        sa.update(TerritoryMap).where(TerritoryMap.department == department).values(reindex=False)
    )
    model.Session.commit()


@lru_cache(maxsize=1)
def _load(department: str, version: str) -> Map:
    row = model.Session.scalars(
        sa.select(TerritoryMap).where(
            TerritoryMap.department == department, TerritoryMap.version == version
        )
    ).one()
    boxes = {code: (box[0], box[1], box[2], box[3]) for code, box in row.boxes.items()}
    return Map(Drawing.from_dict(row.drawing), row.vintage, row.source, row.licence, boxes)
