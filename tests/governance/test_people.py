"""Who may do what, through HTTP: roles, designations, separation of duties."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

INSIDERS = {"agent", "controller", "dpo", "sysadmin"}
OUTSIDERS = [None, "reader", "member", "neighbour", "epci", "team"]
MOVES = {
    "governance_submit": {},
    "governance_take_back": {},
    "governance_return": {"text": "Remarks"},
    "governance_opinion": {"kind": "favourable"},
    "governance_publish": {},
    "governance_withdraw": {"text": "Reason"},
    "governance_reply": {"replies": [{"remark": "x", "text": "y"}]},
}


@pytest.mark.parametrize("who", OUTSIDERS)
def test_outsiders_do_not_learn_that_a_draft_exists(world: World, who: str | None) -> None:
    """A dataset that one may not read answers like a dataset that does not exist, word for word."""
    dataset = world.full_draft(f"Caché à {who}")
    resource = dataset["resources"][0]["id"]
    for action, data in {
        **MOVES,
        "governance_show": {},
        "package_show": {},
        "package_patch": {"notes": "x"},
        "package_update": {"title": "x"},
        "package_delete": {},
        "package_resource_reorder": {"order": []},
    }.items():
        answers = [
            (world.status(who, action, id=reference, **data))
            for reference in (dataset["id"], dataset["name"], "no-such-dataset")
        ]
        assert answers == [404] * 3, action
        hidden = world.call(who, action, None, id=dataset["name"], **data)
        missing = world.call(who, action, None, id="no-such-dataset", **data)
        assert hidden == missing, action
    for action in ("resource_show", "resource_patch", "resource_delete", "resource_view_list"):
        assert world.status(who, action, id=resource) == 404, action
    assert world.status(who, "resource_create", package_id=dataset["id"]) == 404


@pytest.mark.parametrize("who", ["agent", "controller", "sysadmin", *OUTSIDERS])
def test_only_the_dpo_gives_an_opinion(world: World, who: str | None) -> None:
    """Not the agent, not the controller, not a sysadmin, not a neighbour."""
    dataset = world.submitted(f"Avis demandé à {who}")
    expected = 403 if who in INSIDERS else 404
    for action in ("governance_opinion", "governance_return"):
        assert world.status(who, action, id=dataset["id"], **MOVES[action]) == expected
    assert world.call("dpo", "governance_show", id=dataset["id"])["state"] == "in_review"


@pytest.mark.parametrize("who", ["agent", "dpo", "sysadmin", *OUTSIDERS])
def test_only_the_controller_publishes(world: World, who: str | None) -> None:
    """Not the agent, not the DPO, not a sysadmin, not the team of the département."""
    dataset = world.with_opinion(f"Décision demandée à {who}")
    expected = 403 if who in INSIDERS else 404
    assert world.status(who, "governance_publish", id=dataset["id"]) == expected
    assert world.seen_by_anybody(dataset) == []


@pytest.mark.parametrize("who", [None, "reader", "member", "neighbour", "epci", "team", "dpo"])
def test_only_its_people_withdraw(world: World, who: str | None) -> None:
    """A public dataset is seen by all and withdrawn by few."""
    dataset = world.published(f"Retrait demandé par {who}")
    assert world.status(who, "governance_withdraw", id=dataset["id"], text="Reason") == 403


def test_a_sysadmin_withdraws_in_an_emergency(world: World) -> None:
    """Hiding is always the safe side: a sysadmin may, with a reason."""
    dataset = world.published("Retiré en urgence")
    world.call("sysadmin", "governance_withdraw", 409, id=dataset["id"], text=" ")
    world.call("sysadmin", "governance_withdraw", id=dataset["id"], text="Court order")
    assert world.seen_by_anybody(dataset) == []


def test_the_public_does_not_learn_the_opinion(world: World) -> None:
    """Everybody reads that it is published and since when; only its people read the opinion."""
    dataset = world.with_opinion("Avis réservé", kind="reserved")
    error = world.call("controller", "governance_publish", 409, id=dataset["id"])
    assert "Remove the third column" in error["condition"][0]
    lifted = {"condition": 1, "text": "Removed"}
    world.call("agent", "governance_lift_condition", id=dataset["id"], **lifted)
    world.call("controller", "governance_publish", id=dataset["id"])
    for who in OUTSIDERS:
        shown = world.call(who, "governance_show", id=dataset["id"])
        assert set(shown) == {"id", "state", "published_at"}
    shown = world.call("agent", "governance_show", id=dataset["id"])
    assert [opinion["kind"] for opinion in shown["opinions"]] == ["reserved"]


def test_against_an_unfavourable_opinion(world: World) -> None:
    """It takes a written reason and somebody who did not send it."""
    dataset = world.with_opinion("Avis défavorable", kind="unfavourable")
    assert "text" in world.call("controller", "governance_publish", 409, id=dataset["id"])
    world.call("controller", "governance_publish", id=dataset["id"], text="The law says so")
    alone = world.full_draft("Envoyé par le maire")
    world.call("controller", "governance_submit", id=alone["id"])
    world.call("dpo", "governance_opinion", id=alone["id"], kind="unfavourable", text="Names")
    data = {"id": alone["id"], "text": "The law says so"}
    world.call("controller", "governance_publish", 409, **data)


def test_a_dpo_is_nobody_else(world: World) -> None:
    """An agent, a controller or a sysadmin is not designated; a DPO made agent loses the right."""
    organization = world.organization["id"]
    for who in ("agent", "controller", "sysadmin"):
        user = world.people[who]["name"]
        world.call("controller", "governance_dpo_assign", 409, organization=organization, user=user)
    dataset = world.submitted("DPO devenu agent")
    member = {"id": organization, "username": world.people["dpo"]["name"], "role": "editor"}
    world.call("controller", "organization_member_create", **member)
    assert world.status("dpo", "governance_opinion", id=dataset["id"], kind="favourable") == 403
    world.call("controller", "organization_member_delete", **member)
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")


def test_nobody_judges_what_they_edited(world: World) -> None:
    """Somebody who edited as an agent, and is its DPO later, gives no opinion on it."""
    person = world.people["stranger"]["name"]
    organization = world.organization["id"]
    member = {"id": organization, "username": person, "role": "editor"}
    world.call("controller", "organization_member_create", **member)
    dataset = world.full_draft("Modifié par le futur DPO")
    world.call("stranger", "package_patch", id=dataset["id"], notes="Edited")
    world.call("controller", "organization_member_delete", **member)
    designation = world.call(
        "controller", "governance_dpo_assign", organization=organization, user=person
    )
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("stranger", "governance_opinion", 409, id=dataset["id"], kind="favourable")
    other = world.submitted("Jamais touché par lui")
    world.call("stranger", "governance_opinion", id=other["id"], kind="favourable")
    world.call("controller", "governance_dpo_revoke", id=designation["id"])


@pytest.mark.parametrize("who", ["team", "sysadmin"])
def test_a_designation_by_others_waits_for_the_organization(world: World, who: str) -> None:
    """Prepared by the team or a sysadmin it gives no right; only a controller confirms it."""
    person = {"organization": world.organization["id"], "user": world.people["reader"]["name"]}
    designation = world.call(who, "governance_dpo_assign", **person)
    assert designation["confirmed"] is False
    assert world.status("reader", "governance_queue") == 403
    for stranger in (None, "reader", "agent", "member", "epci", "team", "sysadmin", "neighbour"):
        assert world.status(stranger, "governance_dpo_confirm", id=designation["id"]) == 403
    world.call("controller", "governance_dpo_confirm", id=designation["id"])
    assert world.status("reader", "governance_queue") == 200
    for stranger in (None, "reader", "agent", "member", "epci", "team", "sysadmin", "neighbour"):
        assert world.status(stranger, "governance_dpo_revoke", id=designation["id"]) == 403
    world.call("controller", "governance_dpo_revoke", id=designation["id"])
    assert world.status("reader", "governance_queue") == 403


@pytest.mark.parametrize("who", [None, "reader", "member", "agent", "dpo", "neighbour", "epci"])
def test_others_designate_nobody(world: World, who: str | None) -> None:
    """Neither the agents of the organisation nor the admin of its EPCI choose its DPO."""
    person = {"organization": world.organization["id"], "user": world.people["reader"]["name"]}
    assert world.status(who, "governance_dpo_assign", **person) == 403


def test_a_designation_runs_by_days(world: World) -> None:
    """Before its first day and after its last, a designation gives no right."""
    today = date.today()  # noqa: DTZ011 - the days of the test are local
    person = {"organization": world.organization["id"], "user": world.people["reader"]["name"]}
    for starts, ends, status in (
        (today + timedelta(days=2), None, 403),
        (today - timedelta(days=9), today - timedelta(days=2), 403),
        (today - timedelta(days=9), today, 200),
    ):
        dates = {"starts": starts.isoformat(), "ends": ends.isoformat() if ends else ""}
        data: dict[str, Any] = {**person, **dates}
        designation = world.call("controller", "governance_dpo_assign", **data)
        assert world.status("reader", "governance_queue") == status, (starts, ends)
        world.call("controller", "governance_dpo_revoke", id=designation["id"])


def test_without_a_dpo_nothing_is_sent(world: World) -> None:
    """The neighbour has designated nobody: its agent is told so."""
    dataset = world.draft("Chez le voisin", "neighbour", owner_org=world.neighbour["id"])
    world.upload("neighbour", dataset["id"])
    assert "dpo" in world.call("neighbour", "governance_submit", 409, id=dataset["id"])


def test_figures_without_titles(world: World) -> None:
    """The accompanying team counts all organisations and reads no title; nobody else counts."""
    world.full_draft("Un titre que personne ne lit")
    for who in (None, "reader", "member", "agent", "controller", "dpo", "neighbour", "epci"):
        assert world.status(who, "governance_statistics") == 403
    for who in ("team", "sysadmin"):
        figures = world.call(who, "governance_statistics")
        assert "Un titre que personne ne lit" not in str(figures)
        (ours,) = [o for o in figures["organizations"] if o["id"] == world.organization["id"]]
        assert ours["counts"]["draft"] >= 1
        assert ours["dpo"] is True
        assert len(figures["organizations"]) == 4


def test_the_queue_is_the_dpo_s_own(world: World) -> None:
    """Oldest first, paged, over the organisations served; nobody else has one."""
    titles = [f"File {number}" for number in range(3)]
    for title in titles:
        world.submitted(title)
    queue = world.call("dpo", "governance_queue", q="File ", limit=2)
    assert queue["count"] == 3
    assert [row["title"] for row in queue["results"]] == titles[:2]
    rest = world.call("dpo", "governance_queue", q="File ", limit=2, offset=2)
    assert [row["title"] for row in rest["results"]] == titles[2:]
    beyond = world.call("dpo", "governance_queue", q="File ", offset=50)
    assert (beyond["count"], beyond["results"]) == (3, [])
    for who in (None, "reader", "member", "agent", "controller", "neighbour", "epci", "team"):
        assert world.status(who, "governance_queue") == 403


def test_drafts_are_one_s_own(world: World) -> None:
    """Agents, controllers and DPOs list the drafts of their own organisations."""
    ours, theirs = world.draft("À nous"), "Aux voisins"
    world.draft(theirs, "neighbour", owner_org=world.neighbour["id"])
    for who in ("agent", "controller", "dpo"):
        rows = world.call(who, "governance_drafts", limit=100)["results"]
        titles = {row["title"] for row in rows}
        assert ours["title"] in titles
        assert theirs not in titles
    named = {"organization": world.neighbour["name"]}
    assert world.call("agent", "governance_drafts", **named)["count"] == 0
    assert world.call("neighbour", "governance_drafts", **named)["count"] >= 1
    for who in (None, "reader", "member"):
        assert world.status(who, "governance_drafts") == 403
    assert world.call("team", "governance_drafts")["count"] == 0
