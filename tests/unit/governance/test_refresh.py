"""When a file replaced by a program passes unread."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import difference, refresh
from ckanext.opendata_territoire.governance.domain.refresh import Ground


def _facts(**changed: Any) -> dict[str, Any]:
    facts = {
        "format": "CSV",
        "columns": ["nom", "places"],
        "column_count": 2,
        "types": ["text", "number"],
        "rows": 100,
        "problem": None,
        "findings": [],
    }
    return facts | changed


def _grounds(after: dict[str, Any] | None, before: Any = None, share: int = 20) -> list[Ground]:
    found = refresh.of_file("f.csv", _facts() if before is None else before, after, share)
    return [reason.ground for reason in found]


def _finding(kind: str, *, personal: bool) -> dict[str, Any]:
    return {"kind": kind, "personal": personal, "count": 1, "names": [], "message": kind}


@pytest.mark.parametrize(
    ("changed", "grounds"),
    [
        ({}, []),
        ({"rows": 119}, []),
        ({"rows": 120}, [Ground.ROWS]),
        ({"rows": 81}, []),
        ({"rows": 80}, [Ground.ROWS]),
        ({"format": "XLSX"}, [Ground.FORMAT]),
        ({"columns": []}, [Ground.NO_TABLE]),
        ({"rows": None}, [Ground.TOO_LARGE]),
        ({"problem": "damaged"}, [Ground.TOO_LARGE]),
        ({"column_count": 201}, [Ground.TOO_LARGE]),
        ({"columns": ["places", "nom"]}, [Ground.COLUMNS]),
        ({"columns": ["nom", "naissance"], "rows": 1}, [Ground.COLUMNS, Ground.ROWS]),
        ({"types": ["text", "text"]}, [Ground.TYPES]),
        ({"types": ["text", "empty"]}, []),
        ({"types": ["text", "number", "text"]}, [Ground.TYPES]),
        ({"findings": [_finding("comments", personal=True)]}, [Ground.FINDINGS]),
        ({"findings": [_finding("people", personal=True)]}, [Ground.FINDINGS]),
        ({"findings": [_finding("sheets", personal=False)]}, [Ground.FINDINGS]),
        ({"findings": [_finding("total", personal=False)]}, []),
    ],
)
def test_a_file_is_compared(changed: dict[str, Any], grounds: list[Ground]) -> None:
    """Each thing that a DPO has not read is a reason, and nothing else is."""
    assert _grounds(_facts(**changed)) == grounds


def test_what_a_dpo_has_read_is_not_new() -> None:
    """The same name in the properties of both files was there already; comments are never seen."""
    people = _facts(findings=[_finding("people", personal=True)])
    assert _grounds(people, people) == []
    comments = _facts(findings=[_finding("comments", personal=True)])
    assert _grounds(comments, comments) == [Ground.FINDINGS]


def test_a_file_that_is_not_there() -> None:
    """What cannot be read on either side is for people."""
    assert _grounds(None) == [Ground.NO_TABLE]
    found = refresh.of_file("f.csv", None, _facts(), 20)
    assert [reason.ground for reason in found] == [Ground.NO_TABLE]


@given(st.integers(0, 10_000), st.integers(0, 10_000), st.integers(0, 100))
def test_the_share_holds(before: int, after: int, share: int) -> None:
    """As long as before always passes; less than the share does, the share itself does not."""
    passes = _grounds(_facts(rows=after), _facts(rows=before), share) == []
    assert passes == (after == before or abs(after - before) < share * before / 100)


def _dataset(**changed: Any) -> dict[str, Any]:
    file = {"id": "r", "name": "f.csv", "hash": "a", "row_count": 1, "format": "CSV"}
    return {"title": "T", "tags": [], "resources": [file | changed.pop("file", {})], **changed}


@pytest.mark.parametrize(
    ("after", "expected"),
    [
        (_dataset(file={"hash": "b", "row_count": 2, "encoding": "utf-8"}), []),
        (_dataset(title="U", file={"hash": "b"}), [("", ("title",))]),
        (_dataset(file={"hash": "b", "name": "g.csv"}), [("g.csv", ("name",))]),
        (_dataset(file={"id": "s"}), [("f.csv", ()), ("f.csv", ())]),
    ],
)
def test_nothing_comes_with_the_file(after: dict[str, Any], expected: list[Any]) -> None:
    """What the portal reads in a file changes with it; what people wrote does not."""
    found = refresh.of_record(difference.between(_dataset(), after, {"r": "r"}))
    assert [(reason.file, reason.names) for reason in found] == expected
