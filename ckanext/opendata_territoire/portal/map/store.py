"""The only place that queries the table of maps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.portal.domain.outlines import Drawing
from ckanext.opendata_territoire.portal.model import TerritoryMap


@dataclass(frozen=True)
class Map:
    """A drawing, and whose outlines it was made from."""

    drawing: Drawing
    vintage: str
    source: str
    licence: str


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
    model.Session.commit()
    return True


@lru_cache(maxsize=1)
def _load(department: str, version: str) -> Map:
    row = model.Session.scalars(
        sa.select(TerritoryMap).where(
            TerritoryMap.department == department, TerritoryMap.version == version
        )
    ).one()
    return Map(Drawing.from_dict(row.drawing), row.vintage, row.source, row.licence)
