"""What a deposited file is, by its content: format, encoding, separator, columns, rows.

Pure: bytes in, facts out. The extension only settles what the content leaves open. Whatever the
bytes, memory is bounded by the limits below and nothing is raised; a spreadsheet is only recognised
here: reading one that was made to harm needs a process of its own (`datasets/reading.py`).
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import IO, TYPE_CHECKING, Literal

from ckanext.opendata_territoire.portal.domain import encoding as encodings
from ckanext.opendata_territoire.portal.domain import formats, header
from ckanext.opendata_territoire.portal.domain.containers import extension
from ckanext.opendata_territoire.portal.domain.tables import ROWS_SHOWN, FileReading, table

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = 1 << 16  # bytes that suffice to recognise a file
TEXT_MAX = 256 << 20  # bytes; beyond, rows are not counted
JSON_MAX = 16 << 20  # bytes; beyond, JSON is recognised but not read

Quoting = Literal[0, 3]  # csv.QUOTE_MINIMAL, csv.QUOTE_NONE
SPREADSHEETS = frozenset({"XLSX", "XLS", "ODS"})
DOCUMENTS = SPREADSHEETS | {"DOCX", "ODT"}
SEPARATORS = {"semicolon": ";", "tab": "\t", "pipe": "|", "comma": ","}

_JSON_EXTENSIONS = frozenset({"json", "geojson", "topojson", "jsonl", "ndjson"})
_GEOJSON = frozenset({
    "FeatureCollection", "Feature", "Point", "MultiPoint", "LineString", "MultiLineString",
    "Polygon", "MultiPolygon", "GeometryCollection",
})  # fmt: skip


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
        form, problem = known
        return FileReading(form, problem=problem)
    encoding = encodings.detect(stream, head)
    if encoding is None:
        return FileReading(problem=formats.of_binary(head))
    if formats.is_script(head):
        return FileReading("TXT", encoding, problem="script")
    return _read_text(stream, encoding, name)


def read_sample(stream: IO[bytes], name: str = "") -> FileReading:
    """Like `read`, but a long text is read by its first bytes only, and rows are not counted."""
    stream.seek(0)
    head = stream.read(HEAD)
    if len(head) < HEAD or formats.by_signature(stream, head):
        return read(stream, name)
    whole_rows = head[: head.rfind(b"\n") + 1] or head
    found = read(io.BytesIO(whole_rows), name)
    return replace(found, row_count=None, empty_columns=0, total="", types=())


def _read_text(stream: IO[bytes], encoding: str, name: str) -> FileReading:
    head = _decoded_head(stream, encoding)
    start = head.lstrip().lower()
    if markup := formats.of_markup(start):
        return FileReading(markup, encoding)
    borne = extension(name)
    if start.startswith(("{", "[")):
        found = _read_json(stream, encoding, head)
        if found:
            return found
        if borne in _JSON_EXTENSIONS:
            return FileReading("JSON", encoding, problem="damaged")
    return _read_delimited(stream, encoding, head, borne)


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
    """Share of the first rows that have the usual number of cells; 0 for a single column.

    Narrower rows above the table do not count, unless they are half of what is there.
    """
    try:
        rows = csv.reader(io.StringIO(head, newline=""), delimiter=delimiter, quoting=quoting)
        widths = [len(row) for row in islice(rows, 200) if any(row)]
    except csv.Error:
        return 0
    if not any(width > 1 for width in widths):
        return 0
    usual = Counter(width for width in widths if width > 1).most_common(1)[0][0]
    above = next(i for i, width in enumerate(widths) if width >= usual)
    table = widths[above:] if above <= header.ABOVE_MAX and above * 2 < len(widths) else widths
    return Counter(table)[usual] / len(table)
