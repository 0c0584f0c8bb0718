"""Child process that opens a document: bytes on its input, JSON on its output, under limits.

A few kilobytes of XLSX can ask for terabytes of memory (two cells in opposite corners of the sheet
make the reader abort the process): this never runs inside the web server. `reading.py` runs it.
One line is written for the table, one for the rest: what is known is not lost if the rest fails.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.documents import Inside
    from ckanext.opendata_territoire.portal.domain.tables import FileReading

MEMORY = 2 << 30  # bytes of address space
SECONDS = 25  # of processor time


def main() -> None:
    """Read the table, unless the only argument says that there is none, then inspect the rest."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import io  # noqa: PLC0415  # under the limits, like what it reads

    from ckanext.opendata_territoire.portal.domain import documents  # noqa: PLC0415

    content = sys.stdin.buffer.read()
    _write(asdict(_table(content)) if sys.argv[1] == "table" else {})
    if content.startswith(b"PK"):
        _write(asdict(documents.inspect(io.BytesIO(content))))
    elif sys.argv[1] == "table":
        _write(asdict(_sheets(content)))


def _table(content: bytes) -> FileReading:
    """Read the first sheet that has rows, one that is seen rather than one that is hidden."""
    from dataclasses import replace  # noqa: PLC0415

    import fastexcel  # noqa: PLC0415

    from ckanext.opendata_territoire.portal.domain import tables  # noqa: PLC0415

    book = fastexcel.read_excel(content)
    hidden: FileReading | None = None
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, dtypes="string")
        if sheet.visible != "visible" and hidden:
            continue
        found = tables.table(_plain(row) for row in sheet.to_polars().iter_rows())
        found = replace(found, sheet=name)
        if found.columns and sheet.visible == "visible":
            return found
        if found.columns:
            hidden = found
    return hidden or tables.FileReading(problem="empty")


def _sheets(content: bytes) -> Inside:
    """Sheets of a workbook in the binary format of before 2007, all that is known inside it."""
    import fastexcel  # noqa: PLC0415

    from ckanext.opendata_territoire.portal.domain import documents  # noqa: PLC0415

    book = fastexcel.read_excel(content)
    seen = {name: book.load_sheet(name, n_rows=0).visible for name in book.sheet_names}
    return documents.Inside(
        sheets=tuple(name for name, state in seen.items() if state == "visible"),
        hidden_sheets=tuple(name for name, state in seen.items() if state != "visible"),
    )


def _plain(row: tuple[str | None, ...]) -> list[str]:
    """Cells as they are read on screen: a date without its midnight."""
    return [(cell or "").removesuffix(" 00:00:00") for cell in row]


def _write(found: dict[str, Any]) -> None:
    json.dump(found, sys.stdout)
    sys.stdout.write("\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
