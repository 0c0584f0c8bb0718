"""The checklist: what ships, what an administrator may write, which answers hold."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from checklist_answers import LIST, yes

from ckanext.opendata_territoire.governance.domain import checklist
from ckanext.opendata_territoire.governance.domain.checklist import (
    Answer,
    Checklist,
    ChecklistError,
    Fault,
    Given,
    Item,
    Owner,
)
from ckanext.opendata_territoire.governance.domain.workflow import OpinionKind

SHIPPED, _ = checklist.read(yaml.safe_load(LIST.read_text("utf-8")))
ITEM = {"id": "a", "owner": "agent", "question": "Q ?", "explanation": "E", "source": "S"}
YES = {item.id: Given(Answer.YES) for item in SHIPPED.of(Owner.DPO)}
NO = Given(Answer.NO)


def test_what_ships() -> None:
    """Ours is read, both owners have items, and each has a source; personal data are the DPO's."""
    assert all(item.source for item in SHIPPED.items)
    assert [item.id for item in SHIPPED.of(Owner.DPO)] == [*yes("dpo")]
    assert [item.id for item in SHIPPED.of(Owner.AGENT)] == [*yes("agent")]
    assert "personal_data" in yes("dpo")


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ([], "dictionnaire"),
        ("texte", "dictionnaire"),
        (None, "dictionnaire"),
        ({"version": "1"}, "items"),
        ({"version": "1", "items": {}}, "items"),
        ({"version": 2026.1, "items": [ITEM]}, "version"),
        ({"version": "é à", "items": [ITEM]}, "version"),
        ({"version": "1", "items": [5]}, "question 1"),
        ({"version": "1", "items": [ITEM, ITEM]}, "même id"),
        ({"version": "1", "items": [ITEM], "more": 1}, "clé inconnue"),
        ({"version": "1", "items": [ITEM], "extends": "yes"}, "extends"),
        ({"version": "1", "items": [{**ITEM, "id": "a b"}]}, "id"),
        ({"version": "1", "items": [{**ITEM, "owner": "mayor"}]}, "owner"),
        ({"version": "1", "items": [{**ITEM, "owner": []}]}, "owner"),
        ({"version": "1", "items": [{**ITEM, "question": " "}]}, "question :"),
        ({"version": "1", "items": [{**ITEM, "url": "javascript:x"}]}, "url"),
        ({"version": "1", "items": [{**ITEM, "url": 5}]}, "url"),
        ({"version": "1", "items": [{**ITEM, "fact": "weather"}]}, "fact"),
        ({"version": "1", "items": [{**ITEM, "fact": []}]}, "fact"),
        ({"version": "1", "items": [{**ITEM, "colour": "red"}]}, "clé inconnue"),
    ],
)
def test_a_broken_list_is_refused_in_words(document: Any, said: str) -> None:
    """Whatever the file holds, the reason names the place; nothing else is raised."""
    with pytest.raises(ChecklistError) as raised:
        checklist.read(document)
    assert any(said in str(reason) for reason in raised.value.args)


def test_a_list_adds_to_ours_or_takes_its_place() -> None:
    """An item of the same id is replaced in its place, others follow, both versions are named."""
    more, extends = checklist.read(
        {"version": "34", "extends": True, "items": [{**ITEM, "id": "finished"}, ITEM]}
    )
    both = checklist.extend(SHIPPED, more)
    assert extends
    assert both.version == f"{SHIPPED.version}_34"
    assert [item.id for item in both.items] == [*(item.id for item in SHIPPED.items), "a"]
    assert both.items[0].question == "Q ?"
    assert not checklist.read({"version": "34", "items": [ITEM]})[1]


def test_all_of_ones_own_are_answered_and_none_of_others() -> None:
    """An item left out, one of the other's and one that does not exist are told by their id."""
    (left_out, *_) = YES
    given = {item: answer for item, answer in YES.items() if item != left_out}
    others = {"finished": Given(Answer.YES), "nothing-such": Given(Answer.YES)}
    assert checklist.faults(SHIPPED, Owner.DPO, YES) == {}
    assert checklist.faults(SHIPPED, Owner.DPO, given | others) == {
        left_out: Fault.UNANSWERED,
        "finished": Fault.UNKNOWN,
        "nothing-such": Fault.UNKNOWN,
    }


def test_a_favourable_opinion_goes_with_no_no() -> None:
    """« Non » is an obstacle to a favourable opinion only; « sans objet » never is."""
    answers = {**YES, "necessity": NO, "personal_data": Given(Answer.NOT_APPLICABLE)}
    for kind in OpinionKind:
        expected = {"necessity": Fault.OBSTACLE} if kind is OpinionKind.FAVOURABLE else {}
        assert checklist.faults(SHIPPED, Owner.DPO, answers, kind) == expected
    assert checklist.faults(SHIPPED, Owner.DPO, answers) == {}


def test_a_comment_is_short() -> None:
    """One character too many is told at its item."""
    for length, expected in ((500, {}), (501, {"necessity": Fault.TOO_LONG})):
        given = {**YES, "necessity": Given(Answer.YES, "x" * length)}
        assert checklist.faults(SHIPPED, Owner.DPO, given) == expected


def test_what_is_kept_says_what_was_asked() -> None:
    """The questions are kept beside the answers, in the order of the list; obstacles are found."""
    item = Item("a", Owner.AGENT, "Q ?", "E", "S")
    declared = checklist.declare(Checklist("7", (item,)), Owner.AGENT, {"a": NO})
    (entry,) = declared.entries
    assert (declared.checklist, entry["question"], entry["answer"]) == ("7", "Q ?", "no")
    assert checklist.obstacles(declared.entries) == ["a"]
    assert '"question":"Q ?"' in declared.form()


@pytest.mark.parametrize(
    ("files", "answer"),
    [
        ([], None),
        ([False], Answer.YES),
        ([False, False], Answer.YES),
        ([False, None], None),
        ([False, True], Answer.NO),
        ([None, True], Answer.NO),
    ],
)
def test_files_answer_by_themselves(files: list[bool | None], answer: Answer | None) -> None:
    """« Oui » only when all were read; « Non » as soon as one shows something; else a person."""
    given = checklist.from_files(files)
    assert (given and given.answer) == answer
    assert given is None or given.from_facts
