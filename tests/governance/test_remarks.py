"""Remarks tied to a place, and the replies to them, by the API."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ckan import model

from ckanext.opendata_territoire.governance.domain.journal import seal
from ckanext.opendata_territoire.governance.model import Remark
from ckanext.opendata_territoire.governance.model_rounds import Reply

if TYPE_CHECKING:
    from world import World

OUTSIDERS = [None, "reader", "member", "neighbour", "epci", "team"]


def _returned(world: World, title: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Return a dataset with a remark on each kind of place; give it, and its remarks."""
    dataset = world.submitted(title)
    (file,) = dataset["resources"]
    review = world.call(
        "dpo",
        "governance_return",
        id=dataset["id"],
        remarks=[
            {"text": "Zq ensemble"},
            {"field": "notes", "text": "Zq description"},
            {"resource": file["id"], "text": "Zq fichier"},
            {"resource": file["id"], "column": "adresse", "text": "Zq colonne"},
        ],
    )
    return dataset, review["remarks"]


def test_each_remark_has_its_place(world: World) -> None:
    """What the DPO tied to a field, a file or a column is read so by the agent."""
    dataset, _ = _returned(world, "Remarques placées")
    review = world.call("agent", "governance_show", id=dataset["id"])
    assert review["state"] == "returned"
    (file,) = dataset["resources"]
    places = [(r["field"], r["resource"], r["column"], r["text"]) for r in review["remarks"]]
    assert places == [
        (None, None, None, "Zq ensemble"),
        ("notes", None, None, "Zq description"),
        (None, file["id"], None, "Zq fichier"),
        (None, file["id"], "adresse", "Zq colonne"),
    ]
    assert [r["reply"] for r in review["remarks"]] == [None] * 4


@pytest.mark.parametrize(
    ("remark", "said"),
    [
        ({"field": "state", "text": "x"}, "champ"),
        ({"field": "notes' OR 1=1 --", "text": "x"}, "champ"),
        ({"resource": "nowhere", "text": "x"}, "fichier"),
        ({"column": "nom", "text": "x"}, "fichier"),
        ({"field": "notes", "resource": "y", "text": "x"}, "endroit"),
        ({"field": "notes", "text": "  "}, "écrivez"),
        ({"field": "notes"}, "écrivez"),
        ({"field": ["notes"], "text": "x"}, "texte"),
        ({"field": "notes", "text": 3}, "texte"),
        ({"field": "notes", "text": "x" * 10_001}, "10000"),
    ],
)
def test_a_hostile_remark_is_refused(world: World, remark: dict[str, Any], said: str) -> None:
    """Its number and the reason are told; nothing is returned nor kept, good remarks included."""
    dataset = world.submitted("Remarque refusée")
    rows = [{"text": "Une bonne remarque"}, remark]
    error = world.call("dpo", "governance_return", 409, id=dataset["id"], remarks=rows)
    (message,) = error["remarks"]
    assert message.startswith("Remarque 2")
    assert said in message
    review = world.call("dpo", "governance_show", id=dataset["id"])
    assert (review["state"], review["remarks"]) == ("in_review", [])


@pytest.mark.parametrize("rows", ["x", {"text": "x"}, [1], [{"text": "x"}, "y"], [[]], 7])
def test_a_wrong_shape_is_told(world: World, rows: Any) -> None:
    """Anything but a list of objects is refused at its field, for remarks and replies alike."""
    dataset = world.submitted("Mauvaise forme")
    for who, action, name in (
        ("dpo", "governance_return", "remarks"),
        ("agent", "governance_reply", "replies"),
    ):
        error = world.call(who, action, 409, id=dataset["id"], text="x", **{name: rows})
        assert error[name]


def test_a_column_of_another_file_is_refused(world: World) -> None:
    """A column belongs to its file; a file to its dataset."""
    dataset = world.full_draft("Deux fichiers")
    second = world.upload("agent", dataset["id"], b"code;montant\n1;2\n", "montants.csv")
    world.call("agent", "governance_submit", id=dataset["id"])
    other = world.full_draft("Un autre jeu")["resources"][0]["id"]
    for resource, column in ((second["id"], "adresse"), (other, "adresse")):
        rows = [{"resource": resource, "column": column, "text": "x"}]
        world.call("dpo", "governance_return", 409, id=dataset["id"], remarks=rows)


def test_too_many_remarks(world: World) -> None:
    """A return holds fifty remarks."""
    dataset = world.submitted("Cinquante et une")
    rows = [{"text": "x"}] * 51
    error = world.call("dpo", "governance_return", 409, id=dataset["id"], remarks=rows)
    assert "50" in error["remarks"][0]


def test_the_same_is_not_sent_again_without_a_word(world: World) -> None:
    """Neither corrected nor answered, it is refused with what to do; one answer is enough."""
    dataset, remarks = _returned(world, "Renvoyé tel quel")
    assert world.call("agent", "governance_show", id=dataset["id"])["awaits_answer"] is True
    error = world.call("agent", "governance_submit", 409, id=dataset["id"])
    assert "répondez" in error["replies"][0].lower()
    replies = [{"remark": remarks[3]["id"], "text": "Cette adresse est celle d’une école"}]
    review = world.call("agent", "governance_reply", id=dataset["id"], replies=replies)
    assert (review["state"], review["awaits_answer"]) == ("returned", False)
    review = world.call("agent", "governance_submit", id=dataset["id"])
    assert review["round"] == 2
    seen = world.call("dpo", "governance_show", id=dataset["id"])["remarks"][3]["reply"]
    assert seen["text"] == "Cette adresse est celle d’une école"
    assert seen["author"] == world.people["agent"]["fullname"]


def test_a_correction_is_an_answer(world: World) -> None:
    """An edited field or another file may be sent; put back as it was, it may not."""
    dataset, _ = _returned(world, "Corrigé sans un mot")
    world.call("agent", "package_patch", id=dataset["id"], notes="Autre chose.")
    assert world.call("agent", "governance_show", id=dataset["id"])["awaits_answer"] is False
    world.call("agent", "package_patch", id=dataset["id"], notes=dataset["notes"])
    world.call("agent", "governance_submit", 409, id=dataset["id"])
    world.call("agent", "package_patch", id=dataset["id"], notes="Autre chose.")
    world.call("agent", "governance_submit", id=dataset["id"])


def test_an_answer_is_changed_and_taken_away(world: World) -> None:
    """Until it is sent again; the same text twice is no act; a blank one takes it away."""
    dataset, remarks = _returned(world, "Réponse corrigée")
    key = remarks[0]["id"]

    def answer(text: str, status: int = 200) -> Any:
        rows = [{"remark": key, "text": text}]
        return world.call("agent", "governance_reply", status, id=dataset["id"], replies=rows)

    assert answer("Première")["remarks"][0]["reply"]["text"] == "Première"
    assert "replies" in answer("Première", 409)
    assert answer("Seconde")["remarks"][0]["reply"]["text"] == "Seconde"
    assert answer(" ")["remarks"][0]["reply"] is None
    world.call("agent", "governance_submit", 409, id=dataset["id"])


def test_only_remarks_of_the_last_return_are_answered(world: World) -> None:
    """Not those of another dataset, nor of an earlier round, nor a word of the agent."""
    first, remarks = _returned(world, "Premier tour")
    world.call("agent", "governance_submit", id=first["id"], text="Un mot de l’agent")
    world.call("dpo", "governance_return", id=first["id"], text="Encore")
    review = world.call("agent", "governance_show", id=first["id"])
    _, others = _returned(world, "Un autre retour")
    word = next(r for r in review["remarks"] if r["action"] == "submit")
    for remark in (remarks[0], others[0], word, {"id": "nothing"}):
        rows = [{"remark": remark["id"], "text": "x"}]
        error = world.call("agent", "governance_reply", 409, id=first["id"], replies=rows)
        assert error["replies"][0].startswith("Réponse 1")


def test_who_answers(world: World) -> None:
    """Agents and controllers of the organisation, while it is returned; nobody else, never else."""
    dataset, remarks = _returned(world, "Qui répond")
    rows = [{"remark": remarks[0]["id"], "text": "x"}]
    for who in OUTSIDERS:
        assert world.status(who, "governance_reply", id=dataset["id"], replies=rows) == 404
    for who in ("dpo", "sysadmin"):
        assert world.status(who, "governance_reply", id=dataset["id"], replies=rows) == 403
    world.call("controller", "governance_reply", id=dataset["id"], replies=rows)
    world.call("agent", "governance_submit", id=dataset["id"])
    error = world.call("agent", "governance_reply", 409, id=dataset["id"], replies=rows)
    assert set(error) & {"state", "replies"}


def test_the_public_never_reads_them(world: World) -> None:
    """Once published, remarks, replies and their places are in no answer of the portal."""
    dataset, remarks = _returned(world, "Publié après remarques")
    rows = [{"remark": remarks[1]["id"], "text": "Zq réponse"}]
    world.call("agent", "governance_reply", id=dataset["id"], replies=rows)
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    name = dataset["name"]
    for who in OUTSIDERS:
        headers = world.headers(who)
        for url in (
            f"/dataset/{name}",
            f"/dataset/{name}/resource/{dataset['resources'][0]['id']}",
            f"/api/3/action/governance_show?id={name}",
            f"/api/3/action/package_show?id={name}&use_default_schema=true",
            f"/governance/review/{name}",
            "/catalog.ttl",
        ):
            assert "Zq " not in world.app.get(url, headers=headers).body, (who, url)
    assert "Zq réponse" in str(world.call("agent", "governance_show", id=name))


def test_the_journal_holds_seals(world: World) -> None:
    """Each text can be proven from its row, and none is in the journal."""
    dataset, remarks = _returned(world, "Remarques scellées")
    rows = [{"remark": remarks[0]["id"], "text": "Zq réponse"}]
    world.call("agent", "governance_reply", id=dataset["id"], replies=rows)
    found = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"]
    acts = {row["action"]: row["detail"] for row in found}
    assert acts["return"]["remarks"] == [seal(r["id"], r["text"]) for r in remarks]
    (answer,) = model.Session.query(Reply).filter_by(dataset_id=dataset["id"])
    assert acts["reply"]["replies"] == [seal(answer.id, "Zq réponse")]
    assert "Zq" not in str(found)


def test_they_are_erased_with_the_dataset(world: World) -> None:
    """A purged dataset leaves neither remark nor answer."""
    dataset, remarks = _returned(world, "Effacé")
    rows = [{"remark": remarks[0]["id"], "text": "x"}]
    world.call("agent", "governance_reply", id=dataset["id"], replies=rows)
    world.call("sysadmin", "dataset_purge", id=dataset["id"])
    for table in (Remark, Reply):
        assert model.Session.query(table).filter_by(dataset_id=dataset["id"]).count() == 0
