"""A dataset travels from draft to published and back, through HTTP."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from world import World

EVERYWHERE = ["catalog", "download", "list", "page", "search", "show"]


def test_journey(world: World) -> None:
    """Each step changes what it says and nothing else; only the decision makes it public."""
    dataset = world.full_draft()
    assert (dataset["state"], dataset["private"]) == ("draft", True)
    steps = [("submit", "agent", {}), ("opinion", "dpo", {"kind": "favourable"})]
    for step, who, data in steps:
        assert world.seen_by_anybody(dataset) == []
        world.call(who, f"governance_{step}", id=dataset["id"], **data)
    assert world.seen_by_anybody(dataset) == []
    review = world.call("controller", "governance_publish", id=dataset["id"])
    assert review["state"] == "published"
    assert world.seen_by_anybody(dataset) == EVERYWHERE
    world.call("controller", "governance_withdraw", id=dataset["id"], text="A wrong address")
    assert world.seen_by_anybody(dataset) == []


def test_again_after_a_withdrawal(world: World) -> None:
    """What was withdrawn is edited and sent again, and needs a new opinion."""
    dataset = world.published("Liste des marchés")
    world.call("agent", "governance_withdraw", id=dataset["id"], text="A wrong address")
    world.call("agent", "package_patch", id=dataset["id"], notes="With the right address.")
    world.call("controller", "governance_publish", 409, id=dataset["id"])
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("controller", "governance_publish", 409, id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    assert world.seen_by_anybody(dataset) == EVERYWHERE


def test_returned_with_remarks(world: World) -> None:
    """The agent reads what the DPO wrote, corrects and sends again."""
    dataset = world.submitted("Liste des gymnases")
    world.call("dpo", "governance_return", id=dataset["id"], text="Remove the phone numbers")
    review = world.call("agent", "governance_show", id=dataset["id"])
    assert review["state"] == "returned"
    assert [remark["text"] for remark in review["remarks"]] == ["Remove the phone numbers"]
    world.call("agent", "package_patch", id=dataset["id"], notes="Without phone numbers.")
    review = world.call("agent", "governance_submit", id=dataset["id"])
    assert (review["state"], review["round"]) == ("in_review", 2)


def test_an_incomplete_draft_is_not_sent(world: World) -> None:
    """Sending asks in one answer for all that publication needs, field by field."""
    dataset = world.draft("Sans rien", notes="", tag_string="")
    error = world.call("agent", "governance_submit", 409, id=dataset["id"])
    assert {"notes", "tag_string", "resources"} <= set(error)
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "draft"


def test_frozen_under_review_and_once_public(world: World) -> None:
    """Nobody changes what the DPO reads nor what is public, not even a sysadmin."""
    for dataset in (world.submitted("Sous revue"), world.published("Publié")):
        for who in ("agent", "controller", "sysadmin"):
            error = world.call(who, "package_patch", 409, id=dataset["id"], notes="Changed")
            assert "state" in error
        shown = world.call("agent", "package_show", id=dataset["id"])
        assert shown["notes"] == dataset["notes"]


def test_an_edit_cancels_the_opinion(world: World) -> None:
    """What is published is exactly what received the opinion."""
    dataset = world.with_opinion("Modifié après avis")
    world.call("agent", "package_patch", id=dataset["id"], notes="Changed after the opinion")
    world.call("controller", "governance_publish", 409, id=dataset["id"])
    review = world.call("controller", "governance_show", id=dataset["id"])
    assert review["state"] == "draft"
    assert [(o["kind"], o["current"]) for o in review["opinions"]] == [("favourable", False)]


def test_a_change_behind_ckan_is_not_published(world: World) -> None:
    """Whatever wrote to the database between opinion and decision, the publication is refused."""
    from ckan import model  # noqa: PLC0415 - importing CKAN at the top would start it too early

    dataset = world.with_opinion("Modifié en base")
    package = model.Package.get(dataset["id"])
    assert package
    package.notes = "Written by SQL"
    model.Session.commit()
    world.call("controller", "governance_publish", 409, id=dataset["id"])
    assert world.seen_by_anybody(dataset) == []
