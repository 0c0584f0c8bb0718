"""The checklist through HTTP: who answers, what is refused, what is kept, what an operator adds."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import file_samples as files
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from checklist_answers import fields, yes

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.domain.journal import seal

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

SETTING = "ckanext.opendata_governance.checklist"
ASKED = [item for item in yes("agent") if item != "nothing_hidden"]
"""What the files of these tests do not answer by themselves."""
MORE = """
version: "34"
extends: true
items:
  - {id: mayor, owner: agent, question: "Le maire est-il prévenu ?", explanation: E, source: S}
"""


def _page(world: World, who: str, url: str) -> BeautifulSoup:
    return BeautifulSoup(world.app.get(url, headers=world.headers(who)).body, "html.parser")


def _post(world: World, who: str, url: str, **data: Any) -> Any:
    return world.app.post(url, data=data, headers=world.headers(who), follow_redirects=False)


def _rows() -> int:
    return model.Session.scalar(sa.text("SELECT count(*) FROM opendata_governance_answers"))


def test_nothing_is_sent_nor_advised_without_all_answers(world: World) -> None:
    """API callers answer too: each item left out is told by its name, and nothing is done."""
    dataset = world.full_draft("Sans réponse")
    error = world.call("agent", "governance_submit", 409, id=dataset["id"], answers={})
    assert error.keys() == {"__type", *(f"answer-{item}" for item in ASKED)}
    assert "Répondez à ce point" in error["answer-finished"][0]
    some = {**yes("agent"), "communicable": ""}
    error = world.call("agent", "governance_submit", 409, id=dataset["id"], answers=some)
    assert error.keys() == {"__type", "answer-communicable"}
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "draft"
    world.call("agent", "governance_submit", id=dataset["id"])
    for kind in ("favourable", "reserved", "unfavourable"):
        given = {"id": dataset["id"], "kind": kind, "text": "Motif", "answers": {}}
        error = world.call("dpo", "governance_opinion", 409, **given)
        assert error.keys() == {"__type", *(f"answer-{item}" for item in yes("dpo"))}
    assert world.call("dpo", "governance_show", id=dataset["id"])["state"] == "in_review"


def test_nobody_answers_for_another(world: World) -> None:
    """Neither the agent the items of the DPO, nor the DPO those of the agent, nor one unknown."""
    dataset = world.full_draft("Réponses d’un autre")
    for more in ("personal_data", "nothing-such"):
        answers = {**yes("agent"), more: "yes"}
        error = world.call("agent", "governance_submit", 409, id=dataset["id"], answers=answers)
        assert error.keys() == {"__type", f"answer-{more}"}
    world.call("agent", "governance_submit", id=dataset["id"])
    given = {"id": dataset["id"], "kind": "favourable"}
    answers = {**yes("dpo"), "finished": "yes"}
    error = world.call("dpo", "governance_opinion", 409, **given, answers=answers)
    assert error.keys() == {"__type", "answer-finished"}


@pytest.mark.parametrize(
    "answers",
    [
        "yes",
        5,
        [],
        ["yes"],
        [{"item": "finished"}],
        {"finished": "maybe"},
        {"finished": 5},
        {"finished": True},
        {"finished": ["yes"]},
        {"finished": {"answer": "yes", "comment": 5}},
        {"finished": {"answer": {}}},
        {"finished": {"answer": []}},
        {f"item-{number}": "yes" for number in range(101)},
    ],
)
def test_answers_of_a_wrong_shape(world: World, answers: Any) -> None:
    """Whatever comes from outside, the answer is a refusal in words at its field."""
    dataset = world.full_draft("Forme des réponses")
    error = world.call("agent", "governance_submit", 409, id=dataset["id"], answers=answers)
    assert any(key.startswith("answer") for key in error), error
    world.call("agent", "package_delete", id=dataset["id"])


def test_a_no_keeps_a_favourable_opinion_back(world: World) -> None:
    """The DPO's own, or the agent's: told at the item; a reserved opinion may be given."""
    dataset = world.full_draft("Un non")
    answer = {"answer": "no", "comment": "Une base achetée"}
    declared = {**yes("agent"), "third_party_rights": answer}
    world.call("agent", "governance_submit", id=dataset["id"], answers=declared)
    given = {"id": dataset["id"], "kind": "favourable"}
    error = world.call("dpo", "governance_opinion", 409, **given)
    assert error.keys() == {"__type", "answer-third_party_rights"}
    mine = {**yes("dpo"), "necessity": "no"}
    error = world.call("dpo", "governance_opinion", 409, **given, answers=mine)
    assert error.keys() == {"__type", "answer-third_party_rights", "answer-necessity"}
    given |= {"kind": "reserved", "text": "Le contrat", "answers": mine}
    kept = world.call("dpo", "governance_opinion", **given)
    assert kept["state"] == "opinion_given"
    (agent, dpo) = kept["answers"]
    (entry,) = [entry for entry in agent["entries"] if entry["item"] == "third_party_rights"]
    assert (entry["answer"], entry["comment"]) == ("no", "Une base achetée")
    assert [dpo["owner"], dpo["round"]] == ["dpo", 1]


def test_what_is_kept_is_sealed(world: World) -> None:
    """Version and seal are in the journal and no text; whoever has the answers can check them."""
    dataset = world.full_draft("Réponses scellées")
    declared = {**yes("agent"), "finished": {"answer": "yes", "comment": "Voté le 3 mars"}}
    shown = world.call("agent", "governance_submit", id=dataset["id"], answers=declared)
    (kept,) = shown["answers"]
    (row,) = [
        row
        for row in world.call("agent", "governance_journal", dataset=dataset["id"])["results"]
        if row["action"] == "submit"
    ]
    canonical = json.dumps(
        kept["entries"], sort_keys=True, ensure_ascii=False, separators=(",", ":")
    )
    assert row["detail"]["checklist"] == kept["checklist"]
    assert row["detail"]["answers"] == seal(kept["id"], canonical)
    assert "Voté" not in json.dumps(row, ensure_ascii=False)


def test_answers_are_erased_with_the_dataset(world: World) -> None:
    """A draft that is purged leaves no answer; a round taken back keeps its own until then."""
    before = _rows()
    dataset = world.submitted("Réponses effacées")
    world.call("agent", "governance_take_back", id=dataset["id"])
    assert _rows() == before + 1
    world.call("sysadmin", "dataset_purge", id=dataset["id"])
    assert _rows() == before


@pytest.mark.parametrize("who", [None, "reader", "member", "neighbour", "epci", "team"])
def test_what_is_answered_is_for_its_people(world: World, who: str | None) -> None:
    """Hidden, it does not exist for others; public, they read the list and none of the answers."""
    hidden = world.submitted(f"Réponses cachées {who}")
    assert world.status(who, "governance_checklist", id=hidden["id"]) == 404
    assert world.call(who, "governance_checklist", 404, id=hidden["id"]) == world.call(
        who, "governance_checklist", 404, id="no-such-dataset"
    )
    public = world.published(f"Réponses publiques {who}")
    assert world.status(who, "governance_checklist", id=public["id"]) == 403
    assert "answers" not in world.call(who, "governance_show", id=public["id"])
    assert world.status(who, "governance_checklist") == (200 if who else 403)


def test_its_people_read_the_answers(world: World) -> None:
    """Agent, controller, DPO and sysadmin get the list, with what the agent declared."""
    dataset = world.submitted("Réponses lues")
    for who in ("agent", "controller", "dpo", "sysadmin"):
        found = world.call(who, "governance_checklist", id=dataset["id"])
        assert [item["id"] for item in found["items"]] == [*yes("agent"), *yes("dpo")]
        assert {entry["answer"] for entry in found["declared"]["entries"]} == {"yes"}


def test_the_files_answer_by_themselves(world: World) -> None:
    """« Oui » when nothing is hidden in them, « Non » otherwise; the agent may say otherwise."""
    dataset = world.full_draft("Fichier qui répond")
    proposed = world.call("agent", "governance_checklist", id=dataset["id"])["proposed"]
    assert proposed["nothing_hidden"] == {"answer": "yes", "comment": "", "from_facts": True}
    world.upload("agent", dataset["id"], files.workbook(author="Marie Castan"), "cache.xlsx")
    proposed = world.call("agent", "governance_checklist", id=dataset["id"])["proposed"]
    assert proposed["nothing_hidden"]["answer"] == "no"
    left_out = dict.fromkeys(ASKED, "yes")
    shown = world.call("agent", "governance_submit", id=dataset["id"], answers=left_out)
    kept = {entry["item"]: entry for entry in shown["answers"][-1]["entries"]}
    assert (kept["nothing_hidden"]["answer"], kept["nothing_hidden"]["from_facts"]) == ("no", True)
    assert not kept["finished"]["from_facts"]
    world.call("agent", "governance_take_back", id=dataset["id"])
    shown = world.call("agent", "governance_submit", id=dataset["id"])
    kept = {entry["item"]: entry for entry in shown["answers"][-1]["entries"]}
    hidden = kept["nothing_hidden"]
    assert (hidden["answer"], hidden["from_facts"]) == ("yes", False)


def test_the_agent_declares_on_the_page(world: World) -> None:
    """Faults stand at their items, what was answered and commented is kept, then it is sent."""
    dataset = world.full_draft("Déclaration sur la page")
    url = f"/governance/review/{dataset['name']}"
    page = _page(world, "agent", url)
    assert len(page.select("[data-form=submit] [data-item]")) == len(yes("agent"))
    assert page.select("[data-item=nothing_hidden] input[value=yes][checked]")
    assert page.select("[data-item=nothing_hidden] [data-from-facts]")
    typed = {"answer-finished": "yes", "comment-communicable": "À <vérifier>"}
    answer = _post(world, "agent", f"{url}/submit", **typed)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.select("[data-item=finished] input[value=yes][checked]")
    assert page.select("#comment-communicable")[0].text == "À <vérifier>"
    assert page.select("#answer-communicable-error")
    assert page.select("[data-errors] a[href='#field-answer-communicable']")
    assert not page.select("#answer-finished-error")
    sent = {**fields("agent", finished="not_applicable"), "comment-finished": "Rien"}
    assert _post(world, "agent", f"{url}/submit", **sent).status_code == 302
    (kept,) = world.call("agent", "governance_show", id=dataset["id"])["answers"]
    (entry,) = [entry for entry in kept["entries"] if entry["item"] == "finished"]
    assert (entry["answer"], entry["comment"]) == ("not_applicable", "Rien")


def test_the_dpo_finds_the_answers_beside_the_data(world: World) -> None:
    """The agent's are folded and answered, the DPO's are to answer and sent with the opinion."""
    dataset = world.full_draft("Points à vérifier")
    declared = {**yes("agent"), "finished": {"answer": "no", "comment": "Encore <provisoire>"}}
    world.call("agent", "governance_submit", id=dataset["id"], answers=declared)
    url = f"/governance/review/{dataset['name']}"
    page = _page(world, "dpo", url)
    (told,) = page.select("[data-checklist] [data-answered=agent]")
    assert len(told.select("[data-item]")) == len(yes("agent"))
    assert "Encore <provisoire>" in told.select("[data-item=finished]")[0].text
    assert "Non" in told.select("[data-item=finished] .badge")[0].text
    asked = page.select("[data-checklist] fieldset[data-item] input[type=radio]")
    assert {str(choice["form"]) for choice in asked} == {"review-form"}
    assert not [choice for choice in asked if choice.has_attr("checked")]
    refused = fields("dpo", necessity="no")
    answer = _post(world, "dpo", f"{url}/opinion", kind="favourable", **refused)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.select("#answer-necessity-error")
    assert page.select("[data-item=necessity] input[value=no][checked]")
    assert page.select("[data-answered=agent] #field-answer-finished .invalid-feedback")
    data = {"kind": "unfavourable", "text": "Inachevé", **fields("dpo", necessity="no")}
    assert _post(world, "dpo", f"{url}/opinion", **data).status_code == 302
    for who in ("controller", "agent", "dpo"):
        said = _page(world, who, url).select("[data-answers] [data-answered]")
        assert [str(part["data-answered"]) for part in said] == ["agent", "dpo"]


def test_a_returned_dataset_proposes_the_last_answers(world: World) -> None:
    """The agent changes what changed; the DPO answers anew each time."""
    dataset = world.full_draft("Deux envois")
    declared = {**yes("agent"), "finished": {"answer": "not_applicable", "comment": "Liste"}}
    world.call("agent", "governance_submit", id=dataset["id"], answers=declared)
    world.call("dpo", "governance_return", id=dataset["id"], text="À revoir")
    page = _page(world, "agent", f"/governance/review/{dataset['name']}")
    assert page.select("[data-item=finished] input[value=not_applicable][checked]")
    assert page.select("#comment-finished")[0].text == "Liste"


def test_an_operator_adds_questions(
    world: World, tmp_path: Path, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Added to ours, asked at once; the review keeps the version and the words of the question."""
    own = tmp_path / "points.yaml"
    own.write_text(MORE, "utf-8")
    monkeypatch.setitem(tk.config, SETTING, str(own))
    dataset = world.full_draft("Question de plus")
    error = world.call("agent", "governance_submit", 409, id=dataset["id"])
    assert error.keys() == {"__type", "answer-mayor"}
    given = {**yes("agent"), "mayor": "yes"}
    shown = world.call("agent", "governance_submit", id=dataset["id"], answers=given)
    assert shown["answers"][0]["checklist"].endswith("_34")
    assert shown["answers"][0]["entries"][-1]["question"] == "Le maire est-il prévenu ?"
    assert cli.invoke(command, ["check"]).output.startswith("0 écart")
    monkeypatch.setitem(tk.config, SETTING, "")
    page = _page(world, "dpo", f"/governance/review/{dataset['name']}")
    assert "Le maire est-il prévenu" in page.select("[data-answered=agent]")[0].text


@pytest.mark.parametrize("content", [None, b"items: [", b"\xff\xfe", b"version: '1'\nitems: 5"])
def test_a_broken_list_is_told_to_the_operator(
    world: World, tmp_path: Path, cli: Any, monkeypatch: pytest.MonkeyPatch, content: bytes | None
) -> None:
    """`governance check` names the setting; pages answer, and nothing is sent meanwhile."""
    own = tmp_path / "casse.yaml"
    if content is not None:
        own.write_bytes(content)
    dataset = world.full_draft("Liste cassée")
    read = world.submitted("Liste cassée, déjà envoyé")
    monkeypatch.setitem(tk.config, SETTING, str(own))
    result = cli.invoke(command, ["check"])
    assert result.exit_code == 1
    assert SETTING in result.output
    assert "answers" in world.call("agent", "governance_submit", 409, id=dataset["id"])
    assert world.status("agent", "governance_checklist", id=dataset["id"]) == 409
    for who, waiting in (("agent", dataset), ("dpo", read)):
        page = _page(world, who, f"/governance/review/{waiting['name']}")
        assert "illisible" in page.select("[data-wrong]")[0].text
    assert world.app.get("/").status_code == 200
