"""What a deposited file is, by its content: format, encoding, separator, columns, rows.

Pure: bytes in, facts out. The extension only settles what the content leaves open. Whatever the
bytes, memory is bounded by the limits below and nothing is raised; a spreadsheet is only recognised
here: reading one that was made to harm needs a process of its own (`datasets/reading.py`).
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from typing import IO, TYPE_CHECKING, Literal

from ckanext.opendata_territoire.portal.domain import encoding as encodings
from ckanext.opendata_territoire.portal.domain import formats

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

HEAD = 1 << 16  # bytes that suffice to recognise a file
TEXT_MAX = 256 << 20  # bytes; beyond, rows are not counted
JSON_MAX = 16 << 20  # bytes; beyond, JSON is recognised but not read
ROWS_SHOWN = 10
COLUMNS_MAX = 200
SHORT_CELL = 28  # characters that stay on one line
CELL_MAX = 300  # characters kept of a cell

Quoting = Literal[0, 3]  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
ColumnKind = Literal["number", "short", "long"]
Problem = Literal["empty", "binary", "damaged", "too_large"]
SPREADSHEETS = frozenset({"XLSX", "XLS", "ODS"})
SEPARATORS = {"semicolon": ";", "tab": "\t", "pipe": "|", "comma": ","}

_NUMBER = re.compile(r"[-+]?\d{1,15}([.,]\d+)?")
_GEOJSON = frozenset({
    "FeatureCollection", "Feature", "Point", "MultiPoint", "LineString", "MultiLineString",
    "Polygon", "MultiPolygon", "GeometryCollection",
})  # fmt: skip


@dataclass(frozen=True)
class FileReading:
    """Facts read in a file.

    Attributes:
        format: short name, a key of `formats.MEDIA_TYPES`; empty when unknown.
        encoding: IANA name, for text.
        separator: a key of `SEPARATORS`, for delimited text of two columns or more.
        columns: titles of the columns, at most `COLUMNS_MAX`.
        row_count: rows under the titles (features of a GeoJSON); None when not counted.
        column_count: number of columns, those beyond `COLUMNS_MAX` included.
        rows: the first rows, at most `ROWS_SHOWN`, as text.
        problem: why the file could not be read whole, if so.
    """

    format: str = ""
    encoding: str | None = None
    separator: str | None = None
    columns: tuple[str, ...] = ()
    row_count: int | None = None
    column_count: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    problem: Problem | None = None

    @property
    def media_type(self) -> str:
        """Media type of the format; empty when the format is unknown."""
        return formats.MEDIA_TYPES.get(self.format, "")


def read(stream: IO[bytes], name: str = "") -> FileReading:
    """Recognise a file and read what can be read of it; a spreadsheet is only recognised.

    Args:
        stream: the whole file, seekable, opened in binary mode; left anywhere.
        name: its name, whose extension settles between CSV, TSV and plain text.
    """
    stream.seek(0)
    head = stream.read(HEAD)
    if len(head) < HEAD and not head.strip(b"\0 \t\r\n\xef\xbb\xbf\xfe\xff"):
        return FileReading(problem="empty")
    if known := formats.by_signature(stream, head):
        form, whole = known
        return FileReading(form, problem=None if whole else "damaged")
    encoding = encodings.detect(stream, head)
    if encoding is None:
        return FileReading(problem="binary")
    return _read_text(stream, encoding, name)


def read_sample(stream: IO[bytes], name: str = "") -> FileReading:
    """Like `read`, but a long text is read by its first bytes only, and rows are not counted."""
    stream.seek(0)
    head = stream.read(HEAD)
    if len(head) < HEAD or formats.by_signature(stream, head):
        return read(stream, name)
    whole_rows = head[: head.rfind(b"\n") + 1] or head
    return replace(read(io.BytesIO(whole_rows), name), row_count=None)


def column_kinds(found: FileReading) -> list[ColumnKind]:
    """How each column is best set: figures to the right, short cells unbroken, long ones wide."""
    return [
        _kind([row[i] for row in found.rows if i < len(row)]) for i in range(len(found.columns))
    ]


def _kind(cells: list[str]) -> ColumnKind:
    said = [cell for cell in cells if cell]
    if said and all(_NUMBER.fullmatch(cell) for cell in said):
        return "number"
    return "long" if any(len(cell) > SHORT_CELL for cell in said) else "short"


def table(rows: Iterable[Sequence[object]], limit: int | None = None) -> FileReading:
    """Columns, first rows and number of rows of a table; its first row not empty holds the titles.

    Args:
        rows: rows of cells; an empty row does not count.
        limit: stop after this many rows, and do not claim a number of rows.
    """
    columns: list[str] = []
    shown: list[tuple[str, ...]] = []
    width = count = 0
    for row in islice(rows, limit):
        cells = [_cell(value) for value in islice(row, COLUMNS_MAX)]
        if not any(cells):
            continue
        if not columns:
            columns, width = cells, len(row)
            continue
        count += 1
        if len(shown) < ROWS_SHOWN:
            shown.append(tuple(cells))
    return FileReading(
        columns=tuple(columns),
        row_count=None if limit else count,
        column_count=width or None,
        rows=tuple(shown),
    )


def _cell(value: object) -> str:
    text = "" if value is None else str(value).strip()
    return text if len(text) <= CELL_MAX else text[: CELL_MAX - 1] + "…"


def _read_text(stream: IO[bytes], encoding: str, name: str) -> FileReading:
    head = _decoded_head(stream, encoding)
    start = head.lstrip().lower()
    if start.startswith("<"):
        return FileReading(formats.of_markup(start), encoding)
    if start.startswith(("{", "[")):
        found = _read_json(stream, encoding, head)
        if found:
            return found
    return _read_delimited(stream, encoding, head, name.rsplit(".", 1)[-1].lower())


def _decoded_head(stream: IO[bytes], encoding: str) -> str:
    """Text of the first bytes, cut at the last whole line when the file goes on."""
    stream.seek(0)
    data = stream.read(HEAD)
    text = data.decode(encodings.codec(encoding), errors="ignore")
    if len(data) < HEAD or "\n" not in text:
        return text
    return text[: text.rindex("\n") + 1]


def _read_json(stream: IO[bytes], encoding: str, head: str) -> FileReading | None:
    stream.seek(0)
    data = stream.read(JSON_MAX + 1)
    if len(data) > JSON_MAX:
        form = "GeoJSON" if '"FeatureCollection"' in head else "JSON"
        return FileReading(form, encoding, problem="too_large")
    try:
        value = json.loads(data.decode(encodings.codec(encoding)))
    except (ValueError, RecursionError):
        return None
    if isinstance(value, list):
        return FileReading("JSON", encoding, row_count=len(value))
    if value.get("type") not in _GEOJSON if isinstance(value.get("type"), str) else True:
        return FileReading("JSON", encoding)
    features = value.get("features")
    return FileReading(
        "GeoJSON", encoding, row_count=len(features) if isinstance(features, list) else None
    )


def _read_delimited(stream: IO[bytes], encoding: str, head: str, extension: str) -> FileReading:
    separator, quoting = _separator(head)
    if separator is None and extension != "csv":
        return FileReading("TXT", encoding)
    form = "TSV" if separator == "tab" and extension != "csv" else "CSV"
    limit = ROWS_SHOWN * 10 if stream.seek(0, io.SEEK_END) > TEXT_MAX else None
    delimiter = SEPARATORS[separator or "comma"]
    content: FileReading | None = None
    for tried in (quoting, csv.QUOTE_NONE):  # a quotation mark never closed swallows the file
        with suppress(csv.Error):
            content = table(_csv_rows(stream, encoding, delimiter, tried), limit)
            break
    if content is None:  # a cell of more than 131 072 characters is no table
        return FileReading(form, encoding, separator, problem="damaged")
    return replace(
        content,
        format=form,
        encoding=encoding,
        separator=separator,
        problem="too_large" if limit else None,
    )


def _csv_rows(
    stream: IO[bytes], encoding: str, delimiter: str, quoting: Quoting
) -> Iterator[list[str]]:
    stream.seek(0)
    text = io.TextIOWrapper(stream, encodings.codec(encoding), errors="replace", newline="")
    try:
        yield from csv.reader(text, delimiter=delimiter, quoting=quoting)
    finally:
        text.detach()


def _separator(head: str) -> tuple[str | None, Quoting]:
    """Separator under which most rows have as many cells as the titles, two at least.

    Quotation marks are taken as plain characters when no separator is found otherwise.
    """
    for quoting in (csv.QUOTE_MINIMAL, csv.QUOTE_NONE):
        scores = {name: _score(head, char, quoting) for name, char in SEPARATORS.items()}
        best = max(scores, key=lambda name: scores[name])
        if scores[best] > 0.5:
            return best, quoting
    return None, csv.QUOTE_MINIMAL


def _score(head: str, delimiter: str, quoting: Quoting) -> float:
    """Share of the first rows that have as many cells as the first one; 0 for a single column."""
    try:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, quoting=quoting)
        widths = [len(row) for row in islice(rows, 200) if any(row)]
    except csv.Error:
        return 0
    return Counter(widths)[widths[0]] / len(widths) if widths and widths[0] > 1 else 0
