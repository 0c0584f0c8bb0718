"""What a file is, by its bytes."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain import encoding, formats, tables, tabular

FRENCH = "Écoles à Sète, l’œuvre d’été : 12 €, déjà reçue où naît l’aïeul"
ENCODINGS = ["utf-8", "utf-8-sig", "cp1252", "iso8859_15", "utf-16", "mac_roman", "cp850"]
NAMES = {
    "utf-8-sig": "utf-8", "cp1252": "windows-1252", "iso8859_15": "iso-8859-15",
    "mac_roman": "macintosh", "cp850": "ibm850",
}  # fmt: skip


def _read(content: bytes, name: str = "") -> tables.FileReading:
    return tabular.read(io.BytesIO(content), name)


def _archive(names: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return stream.getvalue()


@pytest.mark.parametrize("codec", ENCODINGS)
@pytest.mark.parametrize("separator", list(tabular.SEPARATORS))
def test_accents_and_separators_of_every_office(codec: str, separator: str) -> None:
    """Each encoding and separator met in offices is named, and its text comes out right."""
    sign = tabular.SEPARATORS[separator]
    text = FRENCH.translate(str.maketrans({",": " ", "|": " "}))
    if codec in ("iso8859_15", "cp850"):
        text = text.replace("’", "'").replace("œ", "oe" if codec == "cp850" else "œ")
        text = text.replace("€", "euros") if codec == "cp850" else text
    content = f"nom{sign}valeur\n{text}{sign}1\n{text}{sign}2\n"
    found = _read(content.encode(codec), "x.csv")
    assert found.format == "CSV"
    assert found.encoding == NAMES.get(codec, codec)
    assert found.separator == separator
    assert found.columns == ("nom", "valeur")
    assert found.rows == ((text, "1"), (text, "2"))
    assert (found.row_count, found.column_count) == (2, 2)


def test_an_accent_far_away_decides_the_encoding() -> None:
    """A file is UTF-8 only if it is from end to end."""
    plain = b"nom;valeur\n" + b"abc;1\n" * 500_000
    assert _read(plain, "x.csv").encoding == "utf-8"
    assert _read(plain + "été;2\n".encode("cp1252"), "x.csv").encoding == "windows-1252"
    assert _read(plain + "été;2\n".encode(), "x.csv").encoding == "utf-8"


def test_decimal_commas_do_not_hide_semicolons() -> None:
    """The separator is the one that cuts all rows alike."""
    found = _read(b"nom;x;y\na;1,5;2,5\nb;3,25;4\nc;5;6,1\n", "x.csv")
    assert (found.separator, found.column_count) == ("semicolon", 3)


def test_quoted_separators_and_line_ends_stay_in_their_cell() -> None:
    """Quotation marks protect what they hold."""
    found = _read(b'nom;texte\n"a;b";"deux\nlignes"\nc;d\n', "x.csv")
    assert found.rows == (("a;b", "deux\nlignes"), ("c", "d"))
    assert found.row_count == 2


def test_quotation_mark_never_closed() -> None:
    """One stray mark neither fails nor swallows the rows."""
    found = _read(b'a;b\n"x;1\n' + b"y;2\n" * 100_000, "x.csv")
    assert (found.separator, found.row_count) == ("semicolon", 100_001)


@pytest.mark.parametrize(
    ("content", "form"),
    [
        (b"%PDF-1.7\n\xe2\xe3", "PDF"),
        (_archive({"xl/workbook.xml": b"<x/>"}), "XLSX"),
        (_archive({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "ODS"),
        (_archive({"voies.shp": b"x", "voies.dbf": b"x"}), "SHP"),
        (_archive({"a.txt": b"x"}), "ZIP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "XLS"),
        (b'{"type": "FeatureCollection", "features": []}', "GeoJSON"),
        (b'[{"a": 1}, {"a": 2}]', "JSON"),
        (b"<?xml version='1.0'?><kml xmlns='x'/>", "KML"),
        (b"<!DOCTYPE html><html></html>", "HTML"),
        (b"SQLite format 3\0" + b"\0" * 80, "GPKG"),
        (b"PAR1\x15\x04", "Parquet"),
    ],
)
def test_content_decides_not_the_extension(content: bytes, form: str) -> None:
    """A format is recognised under a misleading name."""
    found = _read(content, "tableau.csv")
    assert found.format == form
    assert found.media_type == formats.MEDIA_TYPES[form]


def test_rows_of_json() -> None:
    """Features and items are counted."""
    features = {"type": "FeatureCollection", "features": [{}, {}, {}]}
    assert _read(json.dumps(features).encode()).row_count == 3
    assert _read(b"[1, 2]").row_count == 2


@pytest.mark.parametrize("content", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\0" * 40])
def test_nothing_in_it(content: bytes) -> None:
    """A file without a sign in it is empty, whatever its name."""
    assert _read(content, "x.csv").problem == "empty"


@pytest.mark.parametrize(
    "content",
    [b"[" * 200_000, b'{"a":' * 100_000, b"[1" + b"0" * 10_000 + b"]", b'{"type": ["x"]}'],
)
def test_hostile_json(content: bytes) -> None:
    """Nesting without end and endless numbers raise nothing."""
    assert _read(content, "x.json").format in {"JSON", "TXT", "CSV"}


@pytest.mark.parametrize("content", [b'"' + b"a" * 300_000, b"a" * 300_000 + b";b\n1;2\n"])
def test_a_cell_too_long_is_damage(content: bytes) -> None:
    """A cell beyond what any table holds is told, not raised."""
    found = _read(content, "q.csv")
    assert (found.format, found.problem) == ("CSV", "damaged")


def test_bomb_in_an_archive_is_not_opened() -> None:
    """An archive is recognised by its names; a gigabyte of zeros in it stays folded."""
    bomb = _archive({"mimetype": b"\0" * (1 << 28), "a": b"\0" * (1 << 28)})
    assert len(bomb) < 1 << 20
    assert _read(bomb).format == "ZIP"


def test_shown_cells_are_bounded() -> None:
    """However wide and long, what is kept of a table is small."""
    wide = ";".join(f"c{i}" for i in range(5000)) + "\n" + ";".join("x" * 2000 for _ in range(5000))
    found = _read(wide.encode() + b"\n", "x.csv")
    assert found.column_count == 5000
    assert len(found.columns) == tables.COLUMNS_MAX
    assert len(found.rows[0]) == tables.COLUMNS_MAX
    assert max(map(len, found.rows[0])) <= tables.CELL_MAX


def test_kinds_of_columns() -> None:
    """Figures are told from codes too long to be a number, and from sentences."""
    content = "n;code;objet;vide\n1,5;34172;" + "mot " * 20 + ";\n-2;21340172000015999;court;\n"
    kinds = tables.column_kinds(_read(content.encode(), "x.csv"))
    assert kinds == ["number", "short", "long", "short"]


def test_types_are_those_of_all_the_rows() -> None:
    """One cell far down makes a column of text; cells beyond the titles are a column too."""
    rows = "".join(f"{n};{n},5;2026-11-{n % 28 + 1:02};oui;\n" for n in range(5000))
    content = f"n;prix;jour;ouvert;vide\n{rows}"
    types = ("number", "number", "date", "yes_no", "empty")
    assert _read(content.encode(), "x.csv").types == types
    assert _read(f"{content}neuf;1;;;\n".encode(), "x.csv").types == ("text", *types[1:])
    assert _read(f"{content}1;1;;;;x\n".encode(), "x.csv").types == (*types, "text")
    assert _read(f"{content}1;1;;;;\n".encode(), "x.csv").types == types


def test_sample_of_a_long_file_is_whole_rows() -> None:
    """The sample is cut at the end of a row, and claims no number of rows."""
    content = b"nom;valeur\n" + b"abcdefgh;123456\n" * 100_000
    found = tabular.read_sample(io.BytesIO(content), "x.csv")
    assert set(found.rows) == {("abcdefgh", "123456")}
    assert len(found.rows) == tables.ROWS_SHOWN
    assert found.row_count is None


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=3000), st.sampled_from(["", "x.csv", "x.json", "x.xlsx"]))
def test_any_bytes_are_read_without_failing(content: bytes, name: str) -> None:
    """Whatever is deposited, an answer comes, and it is coherent."""
    found = _read(content, name)
    assert found.format in {"", *formats.MEDIA_TYPES}
    assert (found.separator is None) or found.format in {"CSV", "TSV"}
    assert (found.format == "") == (found.problem in {"empty", "binary", "program"})


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([b"PK\x03\x04", b"PK\x05\x06", b"%PDF-", b"{", b"[", b"<", b"\xff\xfe"]),
    st.binary(max_size=2000),
)
def test_any_bytes_after_a_signature(signature: bytes, content: bytes) -> None:
    """A signature followed by noise is no trap."""
    _read(signature + content)


_CELL = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    st.integers(2, 6).flatmap(
        lambda width: st.lists(
            st.lists(_CELL, min_size=width, max_size=width), min_size=2, max_size=15
        )
    )
)
def test_a_written_table_is_read_back(rows: list[list[str]]) -> None:
    """What the csv module writes with semicolons comes back, however odd its cells."""
    width = len(rows[0])
    rows[0] = [f"colonne {i}" for i in range(width)]
    rows = [rows[0], *([f"l{i}", *row[1:]] for i, row in enumerate(rows[1:]))]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=";", quoting=csv.QUOTE_ALL).writerows(rows)
    found = _read(stream.getvalue().encode(), "x.csv")
    assert found.separator == "semicolon"
    assert found.row_count == len(rows) - 1
    assert found.rows == tuple(
        tuple(cell.strip() for cell in row) for row in rows[1 : tables.ROWS_SHOWN + 1]
    )


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="abcéèêàâçîïôûùœÉÀÇ ' -", min_size=3, max_size=80))
def test_french_of_windows_is_never_taken_for_another_page(text: str) -> None:
    """Text typed in French under Windows comes back the same through the encoding found.

    A few words of no language, such as "aÇœ", have bytes that are UTF-8 too: they are read so.
    """
    content = text.encode("cp1252")
    assume(content.decode("utf-8", errors="replace").encode() != content or text.isascii())
    name = encoding.detect(io.BytesIO(content), content)
    assert name
    if any(char in text for char in "éèêàâçîïôûùœ"):
        assert content.decode(encoding.codec(name)) == text
