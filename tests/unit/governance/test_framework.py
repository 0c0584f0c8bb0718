"""The rules of framework opinions: what is covered, what is not and where, what is drawn."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timezone
from typing import Any

import pytest

from ckanext.opendata_territoire.governance.domain import framework as rules
from ckanext.opendata_territoire.governance.domain.checklist import Answer
from ckanext.opendata_territoire.governance.domain.framework import (
    Check,
    Column,
    Deposit,
    Fault,
    File,
    Heard,
    Reason,
    Terms,
)
from ckanext.opendata_territoire.governance.domain.standing import Act

COLUMNS = (Column("nom", "text"), Column("montant", "number"))
GOOD = File("f1", columns=COLUMNS)
DEPOSIT = Deposit("etalab-2.0", (GOOD,), {"finished": Answer.YES, "rights": Answer.NOT_APPLICABLE})
TERMS = Terms(
    Act(date(2026, 1, 1)),
    tuple(check.value for check in Check),
    COLUMNS,
    frozenset({"etalab-2.0"}),
)


def _file(**changes: Any) -> Deposit:
    return replace(DEPOSIT, files=(GOOD, replace(GOOD, id="f2", **changes)))


def test_a_deposit_that_meets_all_conditions_is_covered() -> None:
    """All conditions at once, answers not given yet included."""
    assert rules.faults(TERMS, DEPOSIT) == []
    assert rules.faults(TERMS, replace(DEPOSIT, answers=None)) == []
    assert rules.faults(TERMS, _file()) == []


@pytest.mark.parametrize(
    ("deposit", "expected"),
    [
        (
            replace(DEPOSIT, answers={"finished": Answer.NO}),
            [Fault(Reason.ANSWER_NO, names=("finished",))],
        ),
        (replace(DEPOSIT, licence="odc-odbl"), [Fault(Reason.LICENCE)]),
        (replace(DEPOSIT, files=()), [Fault(Reason.NO_FILE)]),
        (_file(columns=()), [Fault(Reason.NOT_A_TABLE, "f2")]),
        (
            _file(read=False),
            [Fault(Reason.NOT_A_TABLE, "f2"), Fault(Reason.NOT_READ, "f2")],
        ),
        (_file(findings=frozenset({"sheets"})), [Fault(Reason.NOT_A_TABLE, "f2")]),
        (_file(findings=frozenset({"above"})), [Fault(Reason.NOT_A_TABLE, "f2")]),
        (
            _file(findings=frozenset({"partial"})),
            [Fault(Reason.NOT_A_TABLE, "f2"), Fault(Reason.NOT_READ, "f2")],
        ),
        (
            _file(hides=frozenset({"people", "comments"})),
            [Fault(Reason.FOUND, "f2", ("comments", "people"))],
        ),
        (_file(columns=COLUMNS[:1]), [Fault(Reason.COLUMNS_MISSING, "f2", ("montant",))]),
        (
            _file(columns=(*COLUMNS, Column("adresse", "text"))),
            [Fault(Reason.COLUMNS_ADDED, "f2", ("adresse",))],
        ),
        (
            _file(columns=(*COLUMNS, Column("", "text"))),
            [Fault(Reason.COLUMNS_ADDED, "f2", ("",))],
        ),
        (
            _file(columns=(*COLUMNS, Column("nom", "text"))),
            [Fault(Reason.COLUMNS_REPEATED, "f2", ("nom",))],
        ),
        (
            _file(columns=(COLUMNS[0], Column("montant", "text"))),
            [Fault(Reason.COLUMNS_OTHER, "f2", ("montant",))],
        ),
    ],
)
def test_what_departs_is_named_at_its_place(deposit: Deposit, expected: list[Fault]) -> None:
    """One departure fails, in the file where it is, with the names concerned."""
    assert set(rules.faults(TERMS, deposit)) == set(expected)


def test_the_answers_of_the_agent_always_count() -> None:
    """No condition has to be chosen for a « Non » to lead to the DPO."""
    terms = Terms(TERMS.family)
    refused = replace(DEPOSIT, answers={"finished": Answer.NO})
    assert [fault.reason for fault in rules.faults(terms, refused)] == [Reason.ANSWER_NO]


def test_a_check_of_another_slice_counts_and_an_unknown_one_fails() -> None:
    """What nobody can check is not met."""
    terms = Terms(TERMS.family, ("valid",))
    found = [Fault(Reason.OTHER_CHECK, "f1", ("Line 3",))]
    assert rules.faults(terms, replace(DEPOSIT, others={"valid": found})) == found
    assert rules.faults(terms, replace(DEPOSIT, others={"valid": []})) == []
    assert [fault.reason for fault in rules.faults(terms, DEPOSIT)] == [Reason.UNKNOWN_CHECK]


@pytest.mark.parametrize(
    ("wanted", "content", "alike"),
    [
        ("text", "text", True),
        ("number", "text", False),
        ("text", "number", False),
        ("", "text", True),
        ("number", "empty", True),
        ("empty", "empty", True),
        ("empty", "text", False),
    ],
)
def test_what_columns_hold(wanted: str, content: str, alike: bool) -> None:
    """An empty column shows nothing new; one that was empty for the DPO may not be filled."""
    assert rules.alike(wanted, content) is alike


def test_the_draw_is_settled_by_the_deposit() -> None:
    """The same deposit, the same answer; all at 100, none at 0, the share in between."""
    ids = [f"dataset-{number}" for number in range(2000)]
    drawn = [each for each in ids if rules.is_drawn("seed", 10, each, "c")]
    assert drawn == [each for each in ids if rules.is_drawn("seed", 10, each, "c")]
    assert 140 < len(drawn) < 260
    assert all(rules.is_drawn("seed", 100, each, "c") for each in ids)
    assert not any(rules.is_drawn("seed", 0, each, "c") for each in ids)
    assert drawn != [each for each in ids if rules.is_drawn("other seed", 10, each, "c")]
    assert drawn != [each for each in ids if rules.is_drawn("seed", 10, each, "other content")]
    assert set(drawn) <= {each for each in ids if rules.is_drawn("seed", 20, each, "c")}


def test_what_the_dpo_asked_to_see_is_read() -> None:
    """A return is settled by a favourable opinion that came after it, never by an older one."""
    first, second = (datetime(2026, 11, day, tzinfo=timezone.utc) for day in (1, 2))
    assert not Heard().asked_to_see
    assert not Heard(settled=[first]).asked_to_see
    assert Heard(questioned=[first]).asked_to_see
    assert Heard(questioned=[second], settled=[first]).asked_to_see
    assert not Heard(questioned=[first], settled=[second]).asked_to_see


def test_columns_as_a_person_writes_them() -> None:
    """One on each line, with or without what it holds; what is written is read the same."""
    found = rules.columns_of(" nom | text \n\nmontant|number\nSIRET\nA | B | date\n")
    assert found == [
        Column("nom", "text"),
        Column("montant", "number"),
        Column("SIRET"),
        Column("A | B", "date"),
    ]
    assert rules.columns_of(rules.written(found)) == found


@pytest.mark.parametrize("text", ["a | nothing", "| text", "a\na", "a | text\na | date"])
def test_columns_that_cannot_be_are_refused(text: str) -> None:
    """Unknown contents, no title, a title twice."""
    with pytest.raises(ValueError, match=r".+"):
        rules.columns_of(text)
