"""Which row of a table holds the titles of its columns.

Agents put a title, a date, a blank row above the table that a machine reads. A row is held to be
above the table when it fills half of the table's columns at most; the first row that is not must
look like titles, otherwise the table is said to begin with its data.
"""

from __future__ import annotations

import re
from collections import Counter
from statistics import median_low
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS_READ = 50  # rows, not empty, that suffice to find the titles
ABOVE_MAX = 20  # rows above a table

# A decimal number, a code of five figures or more, a date, an address of mail: no title is one.
# A year or a small number may be.
_VALUE = re.compile(
    r"[-+]?\d{1,15}[.,]\d+|\d{5,}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}"
    r"|\d{4}-\d\d-\d\d([T ].*)?|[^@\s]+@[^@\s]+\.\w+"
)
_NUMBER = re.compile(r"[-+]?\d[\d\s]*([.,]\d+)?\s?[€%]?")


def find(rows: Sequence[Sequence[str]]) -> int | None:
    """Index of the row that holds the titles; None when the first row holds data already.

    Args:
        rows: the first rows of the table that are not empty, cells as text, at most `ROWS_READ`.
    """
    if not rows:
        return None
    filled = [sum(bool(cell) for cell in row) for row in rows]
    width = median_low([count for count in filled if count > 1] or [1])
    first = next((i for i, count in enumerate(filled[: ABOVE_MAX + 1]) if count * 2 > width), 0)
    if first and not _like_titles(rows[first], width):
        first = 0
    return None if _like_data(rows[first], rows[first + 1 :]) else first


def _like_titles(row: Sequence[str], width: int) -> bool:
    """Tell titles: as many as the table is wide, mostly text, mostly different."""
    cells = [cell for cell in row if cell]
    texts = [cell for cell in cells if not _NUMBER.fullmatch(cell)]
    repeated = sum(count - 1 for count in Counter(cells).values())
    return len(cells) >= width and len(texts) * 2 > len(cells) > repeated * 4


def _like_data(row: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Tell whether a cell is a value, and those under it are values too."""
    for index, cell in enumerate(row):
        if not _VALUE.fullmatch(cell):
            continue
        under = [other[index] for other in below if index < len(other) and other[index]]
        if under and sum(bool(_VALUE.fullmatch(value)) for value in under) * 2 > len(under):
            return True
    return False
