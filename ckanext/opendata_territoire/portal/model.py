"""Tables of this slice. No foreign key to CKAN's tables: an organisation may be purged."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


class ImportedPlace(tk.BaseModel):
    """The organisation of a place, and what the import last wrote in it.

    `key` is `Place.key`. `imported` holds `Place.fields`, `name` and `parent` as last written: a
    field that differs from it was edited by somebody. `merged_into` is the key of the place that
    succeeded it. `reindex` is set in the transaction that changes the organisation and cleared once
    its datasets are indexed again, so that an interrupted import catches up.
    """

    __tablename__ = "opendata_territoire_place"

    key: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    department: Mapped[str] = mapped_column(sa.Text)
    group_id: Mapped[str] = mapped_column(sa.Text, unique=True)
    imported: Mapped[dict[str, str]] = mapped_column(JSONB)
    merged_into: Mapped[str | None] = mapped_column(sa.Text)
    reindex: Mapped[bool] = mapped_column(sa.Boolean, default=False)


class FormerName(tk.BaseModel):
    """An address that an organisation no longer has, and the organisation it leads to."""

    __tablename__ = "opendata_territoire_former_name"

    name: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    group_id: Mapped[str] = mapped_column(sa.Text, index=True)


class TerritoryMap(tk.BaseModel):
    """The map of a département's communes, and whose outlines it was drawn from.

    `drawing` is `Drawing.as_dict()`; `boxes` gives west, south, east and north of each commune in
    degrees, by INSEE code, those of its EPCI outside the département included. `version` changes
    with them: a web process keeps the map of the version it read last. `reindex` is set until the
    datasets are indexed where the new outlines say they are.
    """

    __tablename__ = "opendata_territoire_map"

    department: Mapped[str] = mapped_column(sa.Text, primary_key=True)
    version: Mapped[str] = mapped_column(sa.Text)
    vintage: Mapped[str] = mapped_column(sa.Text)
    source: Mapped[str] = mapped_column(sa.Text)
    licence: Mapped[str] = mapped_column(sa.Text)
    drawing: Mapped[dict[str, Any]] = mapped_column(JSONB)
    boxes: Mapped[dict[str, list[float]]] = mapped_column(JSONB)
    reindex: Mapped[bool] = mapped_column(sa.Boolean, default=False)
