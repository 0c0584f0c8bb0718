"""The chain of the journal: whatever is done to its rows is found, and the row is named."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import journal
from ckanext.opendata_territoire.governance.domain.canonical import canonical
from ckanext.opendata_territoire.governance.domain.journal import (
    GENESIS,
    Anchor,
    Entry,
    Fault,
    Verdict,
    link,
    verify,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

START = datetime(2026, 11, 24, 9, 30, tzinfo=timezone.utc)


def _chain(entries: Iterable[Entry]) -> list[Entry]:
    """Chain entries anew, as somebody who computes all hashes again would."""
    rows: list[Entry] = []
    for entry in entries:
        rows.append(link(entry, len(rows), rows[-1].hash if rows else GENESIS))
    return rows


def _rows(number: int = 6) -> list[Entry]:
    return _chain(
        Entry(
            0,
            START + timedelta(minutes=minute),
            "opinion",
            actor=f"user-{minute}",
            files={"resource-1": "a" * 64},
            detail={"round": minute, "kind": "favourable"},
        )
        for minute in range(number)
    )


def _found(rows: list[Entry], *anchors: Anchor) -> tuple[int | None, Fault | None]:
    verdict = verify(rows, anchors)
    return verdict.bad, verdict.fault


values = st.recursive(
    st.text(max_size=8) | st.integers(-(2**53), 2**53) | st.booleans() | st.none(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=6,
)


@given(values)
def test_the_canonical_form_is_plain_json(value: Any) -> None:
    """Anybody gets the same bytes with the standard library."""
    plain = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert canonical(value) == plain.encode()


def test_the_form_of_a_row() -> None:
    """The hash of a row is that of this very text: the documentation's example."""
    local = START.astimezone(timezone(timedelta(hours=1)))
    (row,) = _chain([Entry(0, local, "submit", "u1", "agent", "d1", content="c1")])
    expected = (
        '{"action":"submit","actor":"u1","at":"2026-11-24T09:30:00.000000Z","content":"c1",'
        f'"dataset":"d1","number":1,"previous":"{GENESIS}","role":"agent"}}'
    )
    assert journal.form(row).decode() == expected
    assert row.hash == hashlib.sha256(expected.encode()).hexdigest()


@pytest.mark.parametrize("number", [0, 1, 6])
def test_an_honest_chain_is_valid(number: int) -> None:
    """What nobody touched has no bad row, also beside its own anchors."""
    rows = _rows(number)
    head = rows[-1].hash if rows else GENESIS
    anchors = [Anchor("d", row.number, row.hash) for row in rows] or [Anchor("d", 0, GENESIS)]
    assert verify(rows, anchors) == Verdict(number, head)


@pytest.mark.parametrize("field", [f for f in Entry._fields if f not in ("number", "previous")])
def test_any_field_edited(field: str) -> None:
    """Changing any field of a row is found at that row."""
    rows = _rows()
    new: Any = {"at": START, "files": {}, "detail": {"round": 9}}.get(field, "other")
    rows[3] = rows[3]._replace(**{field: new})
    assert _found(rows) == (4, Fault.CONTENT)


def test_edited_and_hashed_again() -> None:
    """A row edited with its hash breaks the link of the next one; the last one needs an anchor."""
    rows = _rows()
    anchor = Anchor("2026-11-24", 6, rows[5].hash)
    edited = rows[3]._replace(actor="other")
    assert _found([*rows[:3], link(edited, 3, rows[2].hash), *rows[4:]]) == (5, Fault.LINK)
    last = [*rows[:5], link(rows[5]._replace(actor="other"), 5, rows[4].hash)]
    assert _found(last) == (None, None)
    assert verify(last, [anchor]) == Verdict(6, last[5].hash, 6, Fault.REWRITTEN, anchor)


def test_deleted() -> None:
    """A row that is gone is named by its number, as is the first; renumbering breaks the link."""
    rows = _rows()
    assert _found([*rows[:2], *rows[3:]]) == (3, Fault.MISSING)
    assert _found(rows[1:]) == (1, Fault.MISSING)
    renumbered = [row._replace(number=number) for number, row in enumerate(rows[:2] + rows[3:], 1)]
    assert _found(renumbered) == (3, Fault.LINK)


def test_swapped() -> None:
    """Two rows that change places are found at the first of them."""
    rows = _rows()
    rows[1], rows[4] = rows[4]._replace(number=2), rows[1]._replace(number=5)
    assert _found(rows) == (2, Fault.LINK)


def test_inserted() -> None:
    """A row put in between, even well made, breaks the link of the one that it pushes away."""
    rows = _rows()
    forged = link(Entry(0, START, "publish"), 3, rows[2].hash)
    pushed = [row._replace(number=row.number + 1) for row in rows[3:]]
    assert _found([*rows[:3], forged, *pushed]) == (5, Fault.LINK)
    assert _found([*rows[:3], forged, *rows[3:]]) == (4, Fault.LINK)


def test_tail_cut() -> None:
    """Without anchor a cut end cannot be seen; with one, the first row that is gone is named."""
    rows = _rows()
    anchors = [Anchor("2026-11-23", 2, rows[1].hash), Anchor("2026-11-24", 6, rows[5].hash)]
    assert _found(rows[:4]) == (None, None)
    assert verify(rows[:4], anchors) == Verdict(4, rows[3].hash, 5, Fault.CUT, anchors[1])
    assert _found([], *anchors) == (1, Fault.CUT)


def test_all_written_again() -> None:
    """A whole chain computed again is valid by itself: the first anchor after the change tells."""
    rows = _rows()
    anchors = [Anchor("d", n, rows[n - 1].hash) for n in (2, 4, 6)]
    forged = _chain(row._replace(actor="x") if row.number == 3 else row for row in rows)
    assert _found(forged) == (None, None)
    assert _found(forged, *anchors) == (4, Fault.REWRITTEN)


def test_two_anchors_that_disagree() -> None:
    """A second anchor of the same number with another hash never hides behind the first."""
    rows = _rows(2)
    good, bad = Anchor("d1", 2, rows[1].hash), Anchor("d2", 2, "f" * 64)
    for anchors in ([good, bad], [bad, good]):
        assert verify(rows, anchors) == Verdict(2, rows[1].hash, 2, Fault.REWRITTEN, bad)


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 2**256 - 1)), max_size=4))
def test_anchors_are_read_as_written(numbers: list[tuple[int, int]]) -> None:
    """What is written in a file of anchors is read again."""
    anchors = [Anchor("2026-11-24T02:00:00Z", count, f"{head:064x}") for count, head in numbers]
    assert journal.read_anchors("".join(a.line() + "\n" for a in anchors)) == anchors


@pytest.mark.parametrize("line", ["", "2026-11-24 12", f"2026 x {GENESIS}", f"2026 1 {GENESIS}0"])
def test_a_line_that_is_no_anchor(line: str) -> None:
    """A damaged file of anchors is refused with the line, never read as if it had fewer."""
    text = f"2026-11-24T02:00:00Z 0 {GENESIS}\n{line}\n"
    with pytest.raises(ValueError, match="line 2 "):
        journal.read_anchors(text)


@pytest.mark.parametrize(
    "value",
    ["Jean Fictif", "jean@example.org", "Délibération", "", "a b", "x" * 129, 1.5, object()],
)
def test_words_are_refused(value: Any) -> None:
    """A row takes no text that a person could have written, at any depth."""
    for detail in ({"k": value}, {"k": [value]}, {"k": {"l": value}}):
        with pytest.raises(ValueError, match="not a code"):
            journal.refuse_words(detail)
    with pytest.raises(ValueError, match="not a code"):
        journal.refuse_words({"a name": 1})


def test_codes_are_taken() -> None:
    """Ids, codes, dates, hashes, numbers and booleans pass."""
    journal.refuse_words(
        {"round": 2, "ok": True, "none": None, "ids": ["6c5f-1", "2026-11-24"], "h": "a" * 64}
    )


def test_a_seal_needs_its_key() -> None:
    """Two equal texts have two seals, and text and key cannot slide into one another."""
    assert journal.seal("k1", "no") != journal.seal("k2", "no")
    assert journal.seal("k", "a") == hashlib.sha256(b"k\na").hexdigest()
