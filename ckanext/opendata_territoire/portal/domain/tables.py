"""What is kept of a table: titles, first rows, counts, and how it is laid out. Always small."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain, islice
from typing import TYPE_CHECKING

from ckanext.opendata_territoire.portal.domain import columns, formats, header

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from ckanext.opendata_territoire.portal.domain.containers import Problem
    from ckanext.opendata_territoire.portal.domain.documents import Inside

ROWS_SHOWN = 10
COLUMNS_MAX = 200
CELL_MAX = 300  # characters kept of a cell

_TOTAL = re.compile(r"((sous|grand)[- ])?tota(l|ux)\b.*|ensemble", re.IGNORECASE)


@dataclass(frozen=True)
class FileReading:
    """Facts read in a file.

    Attributes:
        format: short name, a key of `formats.MEDIA_TYPES`; empty when unknown.
        encoding: IANA name, for text.
        separator: a key of `SEPARATORS`, for delimited text of two columns or more.
        columns: titles of the columns, at most `COLUMNS_MAX`; empty texts when it has no titles.
        types: what the columns hold, from all the rows that were read: `text` where it varies.
            Cells beyond the last title make further ones.
        row_count: rows under the titles (features of a GeoJSON); None when not counted.
        column_count: number of columns, those beyond `COLUMNS_MAX` included.
        rows: the first rows, at most `ROWS_SHOWN`, as text.
        above: text of the rows above the titles.
        titled: whether the table has a row of titles.
        empty_columns: how many columns have neither a title nor a value.
        total: text of the first cell of the last row, when that is a total.
        sheet: name of the sheet that was read.
        inside: what an office document holds beside.
        problem: why the file could not be read whole, if so.
    """

    format: str = ""
    encoding: str | None = None
    separator: str | None = None
    columns: tuple[str, ...] = ()
    types: tuple[columns.ColumnType, ...] = ()
    row_count: int | None = None
    column_count: int | None = None
    rows: tuple[tuple[str, ...], ...] = ()
    above: tuple[str, ...] = ()
    titled: bool = True
    empty_columns: int = 0
    total: str = ""
    sheet: str = ""
    inside: Inside | None = None
    problem: Problem | None = None

    @property
    def media_type(self) -> str:
        """Media type of the format; empty when the format is unknown."""
        return formats.MEDIA_TYPES.get(self.format, "")


def column_kinds(found: FileReading) -> list[columns.ColumnKind]:
    """How each column is best set."""
    return [
        columns.kind(title, [row[i] for row in found.rows if i < len(row)])
        for i, title in enumerate(found.columns)
    ]


def column_contents(found: FileReading) -> list[columns.ColumnContent]:
    """What each column holds, from the first rows."""
    return [
        columns.content(title, [row[i] for row in found.rows if i < len(row)])
        for i, title in enumerate(found.columns)
    ]


def table(rows: Iterable[Sequence[object]], limit: int | None = None) -> FileReading:
    """Columns, first rows and number of rows of a table, from the row that holds its titles.

    Args:
        rows: rows of cells; an empty row does not count.
        limit: stop after this many rows, and do not claim a number of rows.
    """
    filled = (row for row in islice(rows, limit) if any(_said(cell) for cell in row))
    begun = [tuple(row) for row in islice(filled, header.ROWS_READ)]
    if not begun:
        return FileReading()
    texts = [[_cell(cell) for cell in row[:COLUMNS_MAX]] for row in begun]
    at = header.find(texts)
    first = 0 if at is None else at + 1
    titles = ("",) * len(texts[0]) if at is None else texts[at]
    body = _Body(range(max(map(len, begun[max(first - 1, 0) :]))), len(titles))
    for row in chain(begun[first:], filled):
        body.add(row)
    blank = [i for i in body.blank if i >= len(titles) or not titles[i]]
    return FileReading(
        columns=tuple(titles),
        types=tuple(body.types[: body.width]),
        row_count=None if limit else body.count,
        column_count=len(begun[at or 0]),
        rows=tuple(tuple(row) for row in texts[first : first + ROWS_SHOWN]),
        above=tuple(" ".join(filter(None, row)) for row in texts[: at or 0]),
        titled=at is not None,
        empty_columns=len(blank),
        total=body.total,
    )


class _Body:
    """What is gathered of the rows under the titles, one at a time."""

    def __init__(self, columns: Iterable[int], titles: int) -> None:
        self.count = 0
        self.blank = set(columns)
        self.types: list[columns.ColumnType] = ["empty"] * titles
        self.width = titles
        self._open = [*range(titles)]
        self._last: Sequence[object] = ()

    def add(self, row: Sequence[object]) -> None:
        self.count += 1
        self._last = row
        if self.blank:
            self.blank = {i for i in self.blank if i >= len(row) or not _said(row[i])}
        if len(row) > len(self.types):
            self._widen(min(len(row), COLUMNS_MAX))
        for i in self._open:
            if i < len(row):
                self._see(i, str(row[i] or "").strip())

    def _widen(self, width: int) -> None:
        self._open += range(len(self.types), width)
        self.types.extend("empty" for _ in range(len(self.types), width))

    def _see(self, i: int, cell: str) -> None:
        """Widen the type of a column; once it is text, its cells are looked at no longer."""
        seen, known = columns.cell_type(cell), self.types[i]
        if seen in ("empty", known):
            return
        self.types[i] = seen if known == "empty" else "text"
        self.width = max(self.width, i + 1)
        if self.types[i] == "text":
            self._open = [other for other in self._open if other != i]

    @property
    def total(self) -> str:
        first = next((_cell(cell) for cell in self._last if _said(cell)), "")
        return first if self.count > 1 and _TOTAL.fullmatch(first) else ""


def _said(value: object) -> bool:
    return value is not None and (not isinstance(value, str) or bool(value.strip()))


def _cell(value: object) -> str:
    text = "" if value is None else str(value).strip()
    return text if len(text) <= CELL_MAX else text[: CELL_MAX - 1] + "…"
