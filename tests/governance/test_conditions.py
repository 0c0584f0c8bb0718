"""The conditions of a reserved opinion: who lifts which, and nothing published before."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from checklist_answers import fields

if TYPE_CHECKING:
    from world import World

OUTSIDERS = (None, "reader", "member", "neighbour", "epci", "team")
TWO = [
    {"text": "Joindre le <contrat>", "lifted_by": "organization"},
    {"text": "Relire la colonne 3", "lifted_by": "dpo"},
]


def _reserved(world: World, title: str, conditions: Any = TWO) -> Any:
    dataset = world.submitted(title)
    given = {"kind": "reserved", "conditions": conditions}
    world.call("dpo", "governance_opinion", id=dataset["id"], **given)
    return dataset


def _lift(world: World, who: str | None, dataset: Any, number: Any, **more: Any) -> int:
    data = {"id": dataset["id"], "condition": number, "text": "Fait", **more}
    return world.status(who, "governance_lift_condition", **data)


def test_published_once_each_is_lifted_by_whom_the_dpo_named(world: World) -> None:
    """Neither lifts the other's, nor twice; the controller publishes after the last one only."""
    dataset = _reserved(world, "Deux conditions")
    key = dataset["id"]
    error = world.call("controller", "governance_publish", 409, id=key)
    assert error.keys() == {"__type", "condition"}
    assert _lift(world, "agent", dataset, 2) == 409
    assert _lift(world, "dpo", dataset, 1) == 409
    assert _lift(world, "agent", dataset, 3) == 409
    assert "text" in world.call("agent", "governance_lift_condition", 409, id=key, condition=1)
    assert _lift(world, "agent", dataset, 1) == 200
    assert _lift(world, "agent", dataset, 1) == 409
    assert world.status("controller", "governance_publish", id=key) == 409
    assert _lift(world, "dpo", dataset, 2) == 200
    (opinion,) = world.call("agent", "governance_show", id=key)["opinions"]
    assert [condition["lifted"] for condition in opinion["conditions"]] == [True, True]
    assert world.call("controller", "governance_publish", id=key)["state"] == "published"
    rows = world.call("dpo", "governance_journal", dataset=key)["results"]
    lifted = [row for row in rows if row["action"] == "lift_condition"]
    assert sorted(row["detail"]["condition"] for row in lifted) == [1, 2]
    assert len({row["content"] for row in rows if row["action"] != "publish"}) == 1


@pytest.mark.parametrize("who", [None, "reader", "member", "neighbour", "epci", "team", "sysadmin"])
def test_others_lift_nothing(world: World, who: str | None) -> None:
    """For who may not see it, it does not exist; a sysadmin is refused."""
    dataset = _reserved(world, f"Conditions et {who}")
    for number in (1, 2):
        assert _lift(world, who, dataset, number) == (403 if who == "sysadmin" else 404)


def test_an_edit_cancels_the_opinion_and_its_conditions(world: World) -> None:
    """What was lifted was lifted on that very content: a new sending begins again."""
    dataset = _reserved(world, "Modifié ensuite")
    assert _lift(world, "agent", dataset, 1) == 200
    world.call("agent", "package_patch", id=dataset["id"], notes="Une autre description.")
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "draft"
    assert _lift(world, "dpo", dataset, 2) == 409


@pytest.mark.parametrize(
    "conditions",
    [
        "abc",
        5,
        {"text": "a"},
        ["a"],
        [{}],
        [{"text": "a"}],
        [{"text": "", "lifted_by": "dpo"}],
        [{"text": "a", "lifted_by": "mayor"}],
        [{"text": 5, "lifted_by": []}],
        [{"text": "x" * 10_001, "lifted_by": "dpo"}],
        [{"text": "a", "lifted_by": "dpo"}] * 21,
    ],
)
def test_conditions_of_a_wrong_shape(world: World, conditions: Any) -> None:
    """Refused at their field, whatever comes from outside; no opinion is given."""
    dataset = world.submitted("Forme des conditions")
    given = {"id": dataset["id"], "kind": "reserved", "text": "Motif", "conditions": conditions}
    assert "conditions" in world.call("dpo", "governance_opinion", 409, **given)
    given |= {"kind": "favourable", "conditions": TWO}
    assert "conditions" in world.call("dpo", "governance_opinion", 409, **given)
    assert world.call("dpo", "governance_show", id=dataset["id"])["state"] == "in_review"
    world.call("agent", "governance_take_back", id=dataset["id"])
    world.call("agent", "package_delete", id=dataset["id"])


def test_on_the_pages(world: World) -> None:
    """The DPO writes them in the form; each finds the button of theirs; then « Publier » works."""
    dataset = world.submitted("Conditions sur les pages")
    url = f"/governance/review/{dataset['name']}"

    def post(who: str, action: str, **data: Any) -> Any:
        headers = world.headers(who)
        return world.app.post(f"{url}/{action}", data=data, headers=headers, follow_redirects=False)

    def buttons(who: str) -> list[str]:
        page = BeautifulSoup(world.app.get(url, headers=world.headers(who)).body, "html.parser")
        found = page.select("[data-conditions] [data-condition]:has(form)")
        return [str(condition["data-condition"]) for condition in found]

    written = {
        "kind": "reserved",
        "condition-1": "Joindre le <contrat>",
        "lifter-1": "organization",
        "condition-3": "Relire la colonne",
        "lifter-3": "dpo",
    }
    refused = post("dpo", "opinion", **written)
    assert refused.status_code == 422
    page = BeautifulSoup(refused.body, "html.parser")
    assert page.select("#condition-1")[0].text == "Joindre le <contrat>"
    assert page.select("input[name=lifter-1][value=organization][checked]")
    assert post("dpo", "opinion", **written, **fields("dpo")).status_code == 302
    assert [buttons(who) for who in ("agent", "dpo", "sysadmin")] == [["1"], ["2"], []]
    assert post("agent", "lift_condition", condition="1", text="").status_code == 422
    assert post("agent", "lift_condition", condition="1", text="Joint").status_code == 302
    assert post("controller", "publish").status_code == 422
    assert post("dpo", "lift_condition", condition="2", text="Relu").status_code == 302
    assert post("controller", "publish").status_code == 302


def _changed(world: World, who: str, action: str, **data: Any) -> str:
    world.call(who, action, **data)
    return world.call("agent", "governance_show", id=data["id"])["state"]


def test_an_edit_within_the_conditions_keeps_the_opinion(world: World) -> None:
    """From the opinion to the publication, with the difference; outside, or once lifted, not."""
    conditions = [
        {"text": "Préciser la source", "lifted_by": "organization", "field": "notes"},
        {"text": "Deux mots-clés", "lifted_by": "dpo", "field": "tag_string"},
    ]
    dataset = _reserved(world, "Modifié dans les conditions", conditions)
    key = dataset["id"]
    read = world.call("dpo", "governance_content", id=key)["content"]
    world.call("agent", "package_patch", id=key, notes="Source : mairie.")
    shown = world.call("agent", "governance_show", id=key)
    assert shown["state"] == "opinion_given"
    assert shown["moves"][-1]["action"] == "amend"
    difference = world.call("dpo", "governance_difference", id=key, since="opinion")
    assert [change["field"] for change in difference["fields"]] == ["notes"]
    stale = shown["version"] - 1
    assert _lift(world, "agent", dataset, 1, version=stale) == 409
    assert _lift(world, "agent", dataset, 1) == 200
    edited = {"id": key, "tag_string": "ecole, adresse, commune"}
    assert _changed(world, "agent", "package_patch", **edited) == "opinion_given"
    assert _lift(world, "dpo", dataset, 2) == 200
    (opinion,) = world.call("agent", "governance_show", id=key)["opinions"]
    first, second = (condition["difference"]["fields"] for condition in opinion["conditions"])
    assert [change["field"] for change in first] == ["notes"]
    assert sorted(change["field"] for change in second) == ["notes", "tags"]
    rows = world.call("dpo", "governance_journal", dataset=key)["results"]
    lifted = [row for row in rows if row["action"] == "lift_condition"]
    assert {row["detail"]["opinion_content"] for row in lifted} == {read}
    assert len({read, *(row["content"] for row in lifted)}) == 3
    last = opinion["conditions"][1]["content"]
    assert last == world.call("agent", "governance_content", id=key)["content"]
    world.call("controller", "governance_publish", id=key)
    (published, *_) = world.call("dpo", "governance_journal", dataset=key)["results"]
    assert (published["action"], published["content"]) == ("publish", last)
    assert world.call(None, "package_show", id=key)["notes"] == "Source : mairie."


@pytest.mark.parametrize(
    "edit",
    [
        {"title": "Un autre titre"},
        {"name": "une-autre-adresse"},
        {"notes": "Permis", "title": "Interdit"},
        {"provenance": "Ailleurs"},
    ],
)
def test_an_edit_outside_the_conditions_cancels_the_opinion(world: World, edit: Any) -> None:
    """As any edit does, even beside one that is within."""
    conditions = [{"text": "La source", "lifted_by": "organization", "field": "notes"}]
    dataset = _reserved(world, f"Hors des conditions {sorted(edit)}", conditions)
    assert _changed(world, "agent", "package_patch", id=dataset["id"], **edit) == "draft"


def test_what_is_lifted_changes_no_more(world: World) -> None:
    """An edit of a place whose condition is lifted cancels the opinion, published or not."""
    conditions = [
        {"text": "La source", "lifted_by": "organization", "field": "notes"},
        {"text": "Les mots", "lifted_by": "organization", "field": "tag_string"},
    ]
    dataset = _reserved(world, "Levée puis modifiée", conditions)
    assert _lift(world, "agent", dataset, 1) == 200
    assert _changed(world, "agent", "package_patch", id=dataset["id"], notes="Encore") == "draft"


def test_files_and_columns(world: World) -> None:
    """A file named may be replaced or go; a column is the DPO's, who reads the file again."""
    dataset = world.submitted("Fichiers sous condition")
    key, (file,) = dataset["id"], dataset["resources"]
    column = {"text": "Retirer", "resource": file["id"], "column": "adresse"}
    given = {"id": key, "kind": "reserved"}
    wrong = [{**column, "lifted_by": "organization"}, {**column, "column": "x", "lifted_by": "dpo"}]
    error = world.call("dpo", "governance_opinion", 409, conditions=wrong, **given)
    assert len(error["conditions"]) == 2
    world.call("dpo", "governance_opinion", conditions=[{**column, "lifted_by": "dpo"}], **given)
    world.app.post(
        "/api/3/action/resource_patch",
        data={"id": file["id"], "upload": (io.BytesIO(b"nom\nEcole\n"), "ecoles.csv")},
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )
    assert world.call("agent", "governance_show", id=key)["state"] == "opinion_given"
    (changed,) = world.call("dpo", "governance_difference", id=key, since="opinion")["files"]
    assert changed["columns_removed"] == ["adresse"]
    world.call("agent", "resource_patch", id=file["id"], description="Décrit autrement")
    assert world.call("agent", "governance_show", id=key)["state"] == "draft"


def _lifting(world: World) -> list[str]:
    queue = world.call("dpo", "governance_queue", state="lifting", limit=100)
    assert queue["counts"]["lifting"] == queue["count"]
    return [row["id"] for row in queue["results"]]


def test_the_dpo_is_asked_to_lift(world: World) -> None:
    """It comes back to their queue once; they keep or lift; an edit takes the question back."""
    conditions = [
        {"text": "Préciser", "lifted_by": "dpo", "field": "notes"},
        {"text": "Délibérer", "lifted_by": "organization"},
    ]
    dataset = _reserved(world, "Levée demandée", conditions)
    key = dataset["id"]
    assert world.status("dpo", "governance_keep_conditions", id=key, text="Non") == 409
    world.call("agent", "governance_ask_lifting", id=key, text="Fait")
    assert key in _lifting(world)
    assert world.status("controller", "governance_ask_lifting", id=key) == 409
    assert "text" in world.call("dpo", "governance_keep_conditions", 409, id=key, text=" ")
    world.call("dpo", "governance_keep_conditions", id=key, text="La source manque")
    assert key not in _lifting(world)
    world.call("agent", "governance_ask_lifting", id=key)
    world.call("agent", "package_patch", id=key, notes="Source : mairie")
    assert key not in _lifting(world)
    world.call("agent", "governance_ask_lifting", id=key)
    assert _lift(world, "dpo", dataset, 1) == 200
    assert key not in _lifting(world)
    assert world.status("agent", "governance_ask_lifting", id=key) == 409
    words = [
        remark["action"] for remark in world.call("agent", "governance_show", id=key)["remarks"]
    ]
    assert words == ["ask_lifting", "keep_conditions", "lift_condition"]


@pytest.mark.parametrize("action", ["ask_lifting", "keep_conditions"])
@pytest.mark.parametrize(
    "who",
    [
        None,
        "reader",
        "member",
        "neighbour",
        "epci",
        "team",
        "sysadmin",
        "agent",
        "controller",
        "dpo",
    ],
)
def test_who_asks_and_who_keeps(world: World, who: str | None, action: str) -> None:
    """The organisation asks, its DPO keeps; nobody else, and for strangers it does not exist."""
    dataset = _reserved(world, f"Demandée par {who}, {action}")
    if action == "keep_conditions":
        world.call("agent", "governance_ask_lifting", id=dataset["id"])
    right = ("agent", "controller") if action == "ask_lifting" else ("dpo",)
    inside = who in ("agent", "controller", "dpo", "sysadmin")
    expected = 200 if who in right else 403 if inside else 404
    assert world.status(who, f"governance_{action}", id=dataset["id"], text="Mot") == expected


def test_a_reserved_opinion_in_one_text(world: World) -> None:
    """The text is its condition, on the whole, lifted by the organisation; nothing is ticked."""
    dataset = world.submitted("En un texte")
    given = {"id": dataset["id"], "kind": "reserved"}
    assert "text" in world.call("dpo", "governance_opinion", 409, **given)
    shown = world.call("dpo", "governance_opinion", text="Retirer la colonne", **given)
    ((condition,),) = (opinion["conditions"] for opinion in shown["opinions"])
    assert (condition["text"], condition["lifted_by"]) == ("Retirer la colonne", "organization")
    assert world.status("controller", "governance_publish", id=dataset["id"]) == 409
    assert _lift(world, "controller", dataset, 1) == 200
    assert world.status("controller", "governance_publish", id=dataset["id"]) == 200


def test_lifting_on_the_pages(world: World) -> None:
    """The agent asks; the DPO finds it in the queue, reads the difference, keeps, then lifts."""
    conditions = [{"text": "Préciser", "lifted_by": "dpo", "field": "notes"}]
    dataset = _reserved(world, "Levée par les pages", conditions)
    url = f"/governance/review/{dataset['name']}"

    def page(who: str, address: str = url) -> BeautifulSoup:
        return BeautifulSoup(world.app.get(address, headers=world.headers(who)).body, "html.parser")

    def post(who: str, action: str, **data: Any) -> int:
        headers = world.headers(who)
        found = world.app.post(
            f"{url}/{action}", data=data, headers=headers, follow_redirects=False
        )
        return found.status_code

    assert page("agent").select("[data-form=ask_lifting]")
    assert not page("dpo").select("[data-form=keep_conditions]")
    world.call("agent", "package_patch", id=dataset["id"], notes="Source : mairie.")
    assert post("agent", "ask_lifting", text="Source ajoutée") == 302
    queue = page("dpo", "/governance/queue?state=lifting")
    assert queue.select(f"[data-dataset={dataset['name']}]")
    asked = page("dpo")
    assert asked.select("[data-since-opinion] [data-field=notes]")
    assert asked.select("[data-whole] #files")
    assert post("dpo", "keep_conditions", text="") == 422
    assert post("dpo", "keep_conditions", text="La date manque") == 302
    assert "La date manque" in page("agent").text
    assert post("agent", "ask_lifting") == 302
    assert post("dpo", "lift_condition", condition="1", text="Relu") == 302
    assert post("controller", "publish") == 302
