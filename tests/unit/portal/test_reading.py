"""Spreadsheets, read in a process of their own."""

from __future__ import annotations

import datetime as dt
import io
import time
import zipfile
from typing import TYPE_CHECKING

import pytest
import xlsxwriter

from ckanext.opendata_territoire.portal.datasets import reading

if TYPE_CHECKING:
    from pathlib import Path

ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.2">
<office:body><office:spreadsheet><table:table table:name="Feuille1">{rows}</table:table>
</office:spreadsheet></office:body></office:document-content>"""

MANIFEST = """<manifest:manifest
 xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>"""


def _ods(rows: str) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("content.xml", ODS.format(rows=rows))
    return stream.getvalue()


def _row(*cells: str, **repeats: int) -> str:
    times = "".join(f' table:number-{k}-repeated="{v}"' for k, v in repeats.items() if k == "rows")
    wide = f' table:number-columns-repeated="{repeats["columns"]}"' if "columns" in repeats else ""
    body = "".join(
        f'<table:table-cell office:value-type="string"{wide}><text:p>{cell}</text:p>'
        "</table:table-cell>"
        for cell in cells
    )
    return f"<table:table-row{times}>{body}</table:table-row>"


def _xlsx(*cells: tuple[int, int, object]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd"}) as book:
        sheet = book.add_worksheet()
        for row, column, value in cells:
            sheet.write(row, column, value)
    return stream.getvalue()


def test_workbook_as_it_looks_on_screen() -> None:
    """Blank first rows are skipped; dates, decimals and results of formulas read as shown."""
    day = dt.datetime(2026, 1, 14, tzinfo=dt.timezone.utc).replace(tzinfo=None)
    content = _xlsx(
        *((2, i, title) for i, title in enumerate(["Nom", "Date", "Montant", "Total"])),
        (3, 0, "Fête"), (3, 1, day), (3, 2, 12.5), (3, 3, "=1+1"), (4, 0, "Marché"),
    )  # fmt: skip
    found = reading.read(io.BytesIO(content), "a.xlsx")
    assert (found.format, found.problem) == ("XLSX", None)
    assert found.columns == ("Nom", "Date", "Montant", "Total")
    assert found.rows[0][:3] == ("Fête", "2026-01-14", "12.5")
    assert (found.row_count, found.column_count) == (2, 4)


def test_opendocument_spreadsheet() -> None:
    """LibreOffice's own format is read too."""
    found = reading.read(io.BytesIO(_ods(_row("Nom", "Âge") + _row("Zoé", "8"))), "a.ods")
    assert (found.format, found.columns, found.rows) == ("ODS", ("Nom", "Âge"), (("Zoé", "8"),))


@pytest.mark.parametrize(
    "content",
    [
        _xlsx((0, 0, "a"), (1_048_575, 16_383, "b")),
        _ods(_row("a", rows=1_048_576, columns=16_384)),
    ],
    ids=["two far corners", "billions of repeats"],
)
def test_workbook_made_to_harm(content: bytes) -> None:
    """It is said to be unreadable, in good time, and this process is unharmed."""
    begun = time.monotonic()
    found = reading.read(io.BytesIO(content), "a.xlsx")
    assert found.problem == "damaged"
    assert not found.rows
    assert time.monotonic() - begun < 60


def test_stored_file_that_changes_is_read_again(tmp_path: Path) -> None:
    """What is kept in memory is never that of a former file."""
    path = tmp_path / "a.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    assert reading.read_stored(str(path), "a.csv").rows == (("1", "2"),)
    path.write_text("a;b\n1;2\n3;4\n", encoding="utf-8")
    assert reading.read_stored(str(path), "a.csv").rows == (("1", "2"), ("3", "4"))
    path.unlink()
    with pytest.raises(OSError, match=r"a\.csv"):
        reading.read_stored(str(path), "a.csv")
