"""Which pages a list of results offers."""

from __future__ import annotations


def page_window(page: int, count: int, radius: int = 2) -> list[int | None]:
    """List the page numbers to show: the first, the last, those around the current one.

    Args:
        page: current page, from 1.
        count: number of pages.
        radius: how many pages to show on each side of the current one.

    Returns:
        Numbers in order; None stands where two or more pages are left out.
    """
    near = range(max(1, page - radius), min(count, page + radius) + 1)
    shown: list[int | None] = []
    previous = 0
    for number in sorted({*near, 1, count}) if count else ():
        if number - previous == 2:
            shown.append(number - 1)
        elif number - previous > 2:
            shown.append(None)
        shown.append(number)
        previous = number
    return shown
