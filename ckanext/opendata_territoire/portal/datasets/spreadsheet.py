"""Child process that reads a spreadsheet: bytes on its input, JSON on its output, under limits.

A few kilobytes of XLSX can ask for terabytes of memory (two cells in opposite corners of the sheet
make the reader abort the process): this never runs inside the web server. `reading.py` runs it.
"""

from __future__ import annotations

import json
import resource
import sys
from dataclasses import asdict

MEMORY = 2 << 30  # bytes of address space
SECONDS = 20  # of processor time


def main() -> None:
    """Read the first sheet that has rows."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    import fastexcel  # noqa: PLC0415  # under the limits, like what it reads

    from ckanext.opendata_territoire.portal.domain import tables  # noqa: PLC0415

    book = fastexcel.read_excel(sys.stdin.buffer.read())
    found = tables.FileReading(problem="empty")
    for name in book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, dtypes="string")
        found = tables.table(_plain(row) for row in sheet.to_polars().iter_rows())
        if found.columns:
            break
    json.dump(asdict(found), sys.stdout)


def _plain(row: tuple[str | None, ...]) -> list[str]:
    """Cells as they are read on screen: a date without its midnight."""
    return [(cell or "").removesuffix(" 00:00:00") for cell in row]


if __name__ == "__main__":
    main()
