"""Places of remarks: named in one word by a form, checked against what a dataset has."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import judgement
from ckanext.opendata_territoire.governance.domain.remarks import (
    Fault,
    Note,
    Places,
    Target,
    fault,
    parse,
)
from ckanext.opendata_territoire.governance.domain.workflow import (
    Action,
    Actor,
    Refusal,
    Request,
    Review,
    Role,
    State,
)

AGENT = Actor("agent", frozenset({Role.AGENT}))
DPO = Actor("dpo", frozenset({Role.DPO}))
PLACES = Places(frozenset({"notes", "theme"}), {"f1": ("nom", "n: 2"), "f2": ()})


@pytest.mark.parametrize(
    "target",
    [
        Target(),
        Target(field="notes"),
        Target(resource="f1"),
        Target(resource="f2"),
        Target(resource="f1", column="nom"),
        Target(resource="f1", column="n: 2"),
    ],
)
def test_a_place_that_exists(target: Target) -> None:
    """It is accepted, and the word that names it names nothing else."""
    assert fault(target, PLACES) is None
    assert parse(target.key) == target


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        (Target(field="state"), Fault.FIELD),
        (Target(resource="f3"), Fault.FILE),
        (Target(column="nom"), Fault.FILE),
        (Target(resource="f1", column="NOM"), Fault.COLUMN),
        (Target(resource="f2", column="nom"), Fault.COLUMN),
        (Target(field="notes", resource="f1"), Fault.SEVERAL),
        (Target(field="notes", column="nom"), Fault.SEVERAL),
    ],
)
def test_a_place_that_does_not_exist(target: Target, expected: Fault) -> None:
    """It is told which part of it does not exist."""
    assert fault(target, PLACES) is expected


@given(st.text(min_size=1))
def test_no_word_of_a_form_becomes_the_whole_by_accident(word: str) -> None:
    """Whatever a form sends, it is a place of the dataset or a place that does not exist."""
    target = parse(word)
    assert target != Target()
    assert fault(target, PLACES) is not None or parse(target.key) == target


def _returned(**facts: object) -> Review:
    return Review(state=State.RETURNED, submitted_content="a", **facts)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("review", "request_", "expected"),
    [
        (_returned(), Request(content="a"), Refusal.UNANSWERED),
        (_returned(), Request(content="a", text="  "), Refusal.UNANSWERED),
        (_returned(), Request(content="b"), None),
        (_returned(answered=True), Request(content="a"), None),
        (_returned(), Request(content="a", text="It is right as it is"), None),
        (Review(state=State.DRAFT, submitted_content="a"), Request(content="a"), None),
    ],
)
def test_what_is_returned_is_corrected_or_answered(
    review: Review, request_: Request, expected: Refusal | None
) -> None:
    """The same content is not sent again without a word; a draft taken back is."""
    assert judgement.judge(Action.SUBMIT, review, AGENT, request_) is expected


def test_a_return_needs_a_word_somewhere() -> None:
    """A text or a remark; an answer needs a remark answered."""
    review = Review(state=State.IN_REVIEW)
    assert judgement.judge(Action.RETURN, review, DPO, Request()) is Refusal.TEXT
    assert judgement.judge(Action.RETURN, review, DPO, Request(remarks=(Note("x"),))) is None
    assert judgement.judge(Action.REPLY, _returned(), AGENT, Request()) is Refusal.TEXT
    assert judgement.judge(Action.REPLY, _returned(), AGENT, Request(replies={"r": ""})) is None
