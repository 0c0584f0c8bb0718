"""Pages that a list of results offers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.pagination import page_window


@pytest.mark.parametrize(
    ("page", "count", "shown"),
    [
        (1, 0, []),
        (1, 1, [1]),
        (1, 4, [1, 2, 3, 4]),
        (1, 9, [1, 2, 3, None, 9]),
        (5, 9, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        (6, 12, [1, None, 4, 5, 6, 7, 8, None, 12]),
    ],
)
def test_window(page: int, count: int, shown: list[int | None]) -> None:
    """The ends and the neighbours are there; a gap of one page is filled rather than hidden."""
    assert page_window(page, count) == shown


@given(st.data(), st.integers(1, 500))
def test_every_page_is_reachable(data: st.DataObject, count: int) -> None:
    """The current page and its two neighbours are always offered, in order, once."""
    page = data.draw(st.integers(1, count))
    numbers = [number for number in page_window(page, count) if number]
    assert numbers == sorted(set(numbers))
    assert {max(1, page - 1), page, min(count, page + 1), 1, count} <= set(numbers)
