"""The conditions of a reserved opinion: who lifts which, and nothing published before."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from checklist_answers import fields

if TYPE_CHECKING:
    from world import World

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
    error = world.call("controller", "governance_publish", 409, id=key, acknowledged=True)
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
