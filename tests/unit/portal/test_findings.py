"""What is told of a file before it is published, from real files."""

from __future__ import annotations

import io
from typing import Any

import file_samples as files
import pytest
import xlsxwriter
from PIL import Image

from ckanext.opendata_territoire.portal.datasets import reading
from ckanext.opendata_territoire.portal.domain import findings


def _told(content: bytes, name: str) -> dict[str, findings.Finding]:
    return {found.kind: found for found in findings.of(reading.read(io.BytesIO(content), name))}


def _messy() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.set_properties({"author": "Camille Fictive", "manager": "Dominique Fictif"})
        hidden = book.add_worksheet("Paie")
        hidden.write_row(0, 0, ["Agent", "Salaire"])
        hidden.write_row(1, 0, ["X", 2000])
        sheet = book.add_worksheet("Écoles")
        book.add_worksheet("Notes").write(0, 0, "à faire")
        sheet.activate()
        sheet.set_first_sheet()
        hidden.hide()
        sheet.merge_range(0, 0, 0, 4, "Écoles de Valfictif")
        sheet.write_row(2, 0, ["Nom", "Ville", "", "Élèves", "Téléphone"])
        for row in range(3, 8):
            sheet.write_row(row, 0, [f"École {row}", "Valfictif", "", 20 + row, "06"])
        sheet.write(8, 0, "Total")
        sheet.write_formula(8, 3, "=SUM(D4:D8)", value=125)
        sheet.set_column(4, 4, None, None, {"hidden": True})
        sheet.set_column(9, 16_383, None, None, {"hidden": True})
        sheet.set_row(5, None, None, {"hidden": True})
        sheet.write_comment(3, 0, "fermera ?", {"author": "Sacha Fictif"})
    return stream.getvalue()


def test_messy_workbook() -> None:
    """Titles above, hidden parts, comments, names of people: all is told, and nothing else."""
    found = reading.read(io.BytesIO(_messy()), "a.xlsx")
    assert (found.sheet, found.columns) == ("Écoles", ("Nom", "Ville", "", "Élèves", "Téléphone"))
    assert (found.row_count, found.rows[0][0]) == (6, "École 3")
    told = _told(_messy(), "a.xlsx")
    assert set(told["people"].names) == {"Camille Fictive", "Dominique Fictif", "Sacha Fictif"}
    assert told["hidden_sheets"].names == ("Paie",)
    assert told["above"].names == ("Écoles de Valfictif",)
    assert told["sheets"].names == ("Écoles",)
    assert told["total"].names == ("Total",)
    counts = {kind: told[kind].count for kind in told}
    assert counts == {
        "people": 3, "comments": 1, "hidden_sheets": 1, "hidden_columns": 1, "hidden_rows": 1,
        "above": 1, "sheets": 2, "merged": 1, "empty_columns": 1, "total": 1, "formulas": 1,
    }  # fmt: skip
    personal = {kind for kind, finding in told.items() if finding.personal}
    assert personal == {"people", "comments", "hidden_sheets", "hidden_columns", "hidden_rows"}


@pytest.mark.parametrize(("hidden", "names"), [(True, ("Caché",)), (False, None)])
def test_an_old_workbook_tells_its_sheets_and_that_no_more_is_seen(
    hidden: bool, names: tuple[str] | None
) -> None:
    """XLS: a hidden sheet is told; comments and authors are not looked for, which is told too."""
    told = _told(files.old_workbook(hidden), "a.xls")
    assert told["uninspected"].unseen
    found = told.get("hidden_sheets")
    assert (found and found.names) == names


@pytest.mark.parametrize(
    ("content", "name", "unseen"),
    [
        (b"%PDF-1.7\n", "a.pdf", True),
        (b"a;b\n1;2\n", "a.csv", False),
        (b"a;b\n", "a.csv", False),
        (b'{"type": "FeatureCollection", "features": []}', "a.geojson", False),
        (files.workbook(), "a.xlsx", False),
    ],
    ids=["pdf", "csv", "titles", "geojson", "xlsx"],
)
def test_what_is_not_looked_inside_is_told(content: bytes, name: str, unseen: bool) -> None:
    """Nobody is told that nothing is hidden in a format that the portal does not open."""
    assert any(finding.unseen for finding in _told(content, name).values()) is unseen


def test_clean_workbook_says_nothing() -> None:
    """A plain table written by a program calls for no word."""
    assert _told(files.workbook(), "a.xlsx") == {}


def test_hidden_sheet_is_read_only_when_alone_with_rows() -> None:
    """The visible sheet is previewed even after a hidden one; an empty one does not count."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Vide").activate()
        hidden = book.add_worksheet("Cachée")
        hidden.write_row(0, 0, ["Nom", "Ville"])
        hidden.hide()
    found = reading.read(io.BytesIO(stream.getvalue()), "a.xlsx")
    assert (found.sheet, found.columns) == ("Cachée", ("Nom", "Ville"))


_OFFICE = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"),
        ("meta", "meta"),
    )
) + ' xmlns:dc="http://purl.org/dc/elements/1.1/"'  # fmt: skip


def _ods() -> bytes:
    def row(*cells: str, attributes: str = "") -> str:
        inner = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p>'
            "</table:table-cell>"
            for cell in cells
        )
        return f"<table:table-row{attributes}>{inner}</table:table-row>"

    hidden = ' table:visibility="collapse"'
    sum_ = (
        '<table:table-row><table:table-cell table:formula="of:=1+1" office:value-type="float"'
        ' office:value="2"><office:annotation><dc:creator>Alex Fictif</dc:creator><text:p>?'
        "</text:p></office:annotation><text:p>2</text:p></table:table-cell></table:table-row>"
    )
    body = (
        f'<?xml version="1.0"?><office:document-content {_OFFICE} office:version="1.2">'
        '<office:automatic-styles><style:style style:name="ta1" style:family="table">'
        '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
        '<office:body><office:spreadsheet><table:table table:name="Écoles">'
        f'<table:table-column table:number-columns-repeated="2"{hidden}/>'
        f'<table:table-column table:number-columns-repeated="16000"{hidden}/>'
        f"{row('Nom', 'Ville')}{row('a', 'b', attributes=hidden)}{row('c', 'd')}{sum_}"
        '</table:table><table:table table:name="Paie" table:style-name="ta1">'
        f"{row('x', 'y')}</table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    meta = (
        f'<?xml version="1.0"?><office:document-meta {_OFFICE}><office:meta>'
        "<meta:initial-creator>Camille Fictive</meta:initial-creator>"
        "<dc:creator>openpyxl</dc:creator></office:meta></office:document-meta>"
    )
    return files.archive({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<m:manifest xmlns:m='x'/>",
        "content.xml": body.encode(), "meta.xml": meta.encode(),
    })  # fmt: skip


def test_opendocument_spreadsheet() -> None:
    """LibreOffice's files hide the same things, and the same is told."""
    told = _told(_ods(), "a.ods")
    assert set(told["people"].names) == {"Camille Fictive", "Alex Fictif"}
    assert told["hidden_sheets"].names == ("Paie",)
    counts = {kind: told[kind].count for kind in told}
    assert counts == {
        "people": 2, "comments": 1, "hidden_sheets": 1, "hidden_columns": 2, "hidden_rows": 1,
        "formulas": 1,
    }  # fmt: skip


def _docx(**parts: str) -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    core = (
        '<c:coreProperties xmlns:c="x" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        "<dc:creator>Camille Fictive</dc:creator><c:lastModifiedBy>Camille Fictive"
        "</c:lastModifiedBy></c:coreProperties>"
    )
    document = (
        f'<w:document {space}><w:body><w:p><w:del w:author="Alex Fictif" w:id="1"><w:r><w:delText>'
        "non</w:delText></w:r></w:del></w:p></w:body></w:document>"
    )
    held: dict[str, Any] = {"word/document.xml": document, "docProps/core.xml": core, **parts}
    return files.archive({name: text.encode() for name, text in held.items()})


def test_word_document() -> None:
    """Authors and tracked changes of a text are told too."""
    told = _told(_docx(), "a.docx")
    assert set(told["people"].names) == {"Camille Fictive", "Alex Fictif"}
    assert {*told} == {"people", "tracked"}


def test_xml_made_to_harm() -> None:
    """Entities that unfold without end, and XML cut short, are only not read."""
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {new} "{f"&{old};" * 10}">'
        for old, new in zip("abcdefgh", "bcdefghi", strict=True)
    )
    told = _told(_docx(**{"docProps/app.xml": bomb + "]><x><Manager>&i;</Manager></x>"}), "a.docx")
    assert "people" in told
    assert _told(_docx(**{"word/document.xml": "<w:document"}), "a.docx")["people"].count == 1


def test_table_that_no_program_reads_is_told() -> None:
    """A workbook that makes its reader fail is kept, and its author is told to open it."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "a")
        sheet.write(1_048_575, 16_383, "b")
    assert "unreadable" in _told(stream.getvalue(), "a.xlsx")


def test_a_table_without_a_row_is_told() -> None:
    """Titles alone are counted, no row, and told; a table of one row is not."""
    read = reading.read(io.BytesIO(b"nom;adresse\n"), "vide.csv")
    assert read.row_count == 0
    assert "empty" in {found.kind for found in findings.of(read)}
    assert "empty" not in _told(b"nom;adresse\nA;B\n", "une.csv")


def _images() -> dict[str, bytes]:
    """A real image of each format, larger than what is read at once."""
    noise = Image.effect_noise((400, 400), 90)
    found = {}
    for form in ("PNG", "JPEG", "GIF"):
        stream = io.BytesIO()
        noise.save(stream, form)
        found[form] = stream.getvalue()
    return found


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF"])
def test_an_image_cut_short_is_told(form: str) -> None:
    """Wherever it was cut; a whole one, with something after its end perhaps, calls for no word."""
    content, name = _images()[form], f"a.{form.lower()}"
    assert len(content) > 1 << 16
    assert _told(content, name).keys() == {"uninspected"}
    for length in (12, 400, 1 << 16, len(content) - 1):
        assert set(_told(content[:length], name)) == {"damaged_image"}, length


def test_a_png_that_changed_is_told() -> None:
    """Each part bears a checksum: one byte is enough."""
    content = bytearray(_images()["PNG"])
    content[len(content) // 2] ^= 1
    assert set(_told(bytes(content), "a.png")) == {"damaged_image"}


def test_a_jpeg_is_whole_by_its_own_end() -> None:
    """The end of the thumbnail that a camera puts in the head of its image is not the image's."""
    content = _images()["JPEG"]
    thumbnail = b"\xff\xe1" + (12).to_bytes(2, "big") + b"Exif\0\0ab\xff\xd9"
    with_thumbnail = content[:2] + thumbnail + content[2:]
    assert _told(with_thumbnail + b"GPS", "a.jpg").keys() == {"uninspected"}
    assert set(_told(with_thumbnail[:-2], "a.jpg")) == {"damaged_image"}
