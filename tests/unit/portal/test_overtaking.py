"""Two people on one form."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.opendata_territoire.portal.domain.overtaking import overtaken, print_of, read_prints


@pytest.mark.parametrize(
    ("one", "other"),
    [(None, ""), ([], ""), ([{}], ""), (["a", "b"], "a\nb"), (3, "3"), ({"a": None}, {})],
)
def test_a_value_has_one_print_however_it_is_written(one: Any, other: Any) -> None:
    """What a form sends and what is stored have one print when they say the same."""
    assert print_of(one) == print_of(other)


@pytest.mark.parametrize("value", ["x", ["x"], [{"name": "x"}], 0])
def test_another_value_has_another_print(value: Any) -> None:
    """A change is seen, from and to nothing included."""
    assert len({print_of(value), print_of(""), print_of("y")}) == 3


def test_who_changed_what_is_told_field_by_field() -> None:
    """Mine stays mine, theirs stays theirs, and what both changed is told."""
    seen = {name: print_of("old") for name in ("mine", "theirs", "both", "alike")}
    now = seen | {name: print_of("theirs") for name in ("theirs", "both", "alike")}
    sent = seen | {name: print_of("mine") for name in ("mine", "both")}
    found = overtaken(["mine", "theirs", "both"], seen, now, sent)
    assert found == ({"theirs"}, {"both"})


@pytest.mark.parametrize("text", ["", "[", "[1]", "null", '{"a": 1}', "[" * 5000])
def test_prints_of_a_stranger_are_no_prints(text: str) -> None:
    """Whatever a form carries there is read, or ignored."""
    assert read_prints(text) == {}
