"""A published dataset is suspended at once; the organisation then restores or withdraws it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

SURFACES = ["catalog", "download", "list", "page", "search", "show"]


def _suspended(world: World, title: str, who: str = "dpo") -> dict[str, Any]:
    dataset = world.published(title)
    assert world.seen_by_anybody(dataset) == SURFACES
    world.call(who, "governance_suspend", id=dataset["id"], text="A birth date in row 3")
    return dataset


@pytest.mark.parametrize("who", ["agent", "controller", "dpo", "sysadmin"])
def test_suspended_at_once(world: World, who: str) -> None:
    """Nobody outside sees it any more, on any surface."""
    dataset = _suspended(world, f"Écoles suspendues par {who}", who)
    assert world.seen_by_anybody(dataset) == []
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "suspended"


def test_restored_as_it_was(world: World) -> None:
    """A controller makes it public again under the same addresses."""
    dataset = _suspended(world, "Écoles rétablies")
    state = world.call("controller", "governance_restore", id=dataset["id"])
    assert state["state"] == "published"
    assert world.seen_by_anybody(dataset) == SURFACES


def test_withdrawn_after_all(world: World) -> None:
    """Or withdraws it."""
    dataset = _suspended(world, "Écoles suspendues puis retirées")
    world.call("controller", "governance_withdraw", id=dataset["id"], text="True complaint")
    assert world.seen_by_anybody(dataset) == []
    assert world.status("controller", "governance_restore", id=dataset["id"]) == 409


@pytest.mark.parametrize("who", ["agent", "dpo", "sysadmin", "member", "neighbour", "reader", None])
def test_who_may_not_restore(world: World, who: str | None) -> None:
    """Only a controller decides what is public."""
    dataset = _suspended(world, f"Écoles en suspens {who}")
    assert world.status(who, "governance_restore", id=dataset["id"]) in (403, 404)
    assert world.seen_by_anybody(dataset) == []


@pytest.mark.parametrize("who", ["member", "neighbour", "epci", "team", "reader", None])
def test_who_may_not_suspend(world: World, who: str | None) -> None:
    """A stranger does not hide what others publish."""
    dataset = world.published(f"Écoles intactes {who}")
    assert world.status(who, "governance_suspend", id=dataset["id"], text="No") == 403
    assert world.seen_by_anybody(dataset) == SURFACES


def test_a_reason_is_needed(world: World) -> None:
    """The organisation learns why."""
    dataset = world.published("Écoles sans motif")
    assert "text" in world.call("dpo", "governance_suspend", 409, id=dataset["id"])


def test_nothing_changes_meanwhile(world: World) -> None:
    """What is restored is what was approved."""
    dataset = _suspended(world, "Écoles figées en suspens")
    assert world.status("agent", "package_patch", id=dataset["id"], notes="Other") == 409
    assert world.status("agent", "package_delete", id=dataset["id"]) == 409


def test_gone_at_its_public_addresses(world: World) -> None:
    """The page, the file and its page answer 410 without its title; what never was answers 404."""
    dataset = _suspended(world, "Écoles au titre effacé")
    (resource,) = dataset["resources"]
    page = f"/dataset/{dataset['name']}"
    file = f"{page}/resource/{resource['id']}"
    for address in (page, file, f"{file}/download/ecoles.csv", f"/dataset/{dataset['id']}"):
        for who in (None, "reader", "neighbour"):
            answer = world.app.get(address, headers=world.headers(who))
            assert answer.status_code == 410, (address, who)
            assert dataset["title"] not in answer.body
            assert "no-store" in answer.headers["Cache-Control"]
    assert world.app.get(page, headers=world.headers("agent")).status_code == 200
    draft = world.full_draft("Jamais publié")
    for address in (f"/dataset/{draft['name']}", "/dataset/nothing-here"):
        assert world.app.get(address).status_code == 404


def test_the_page_says_why_it_is_gone(world: World) -> None:
    """What is suspended may come back; only what is withdrawn was withdrawn."""
    dataset = _suspended(world, "Écoles au motif dit")
    page = f"/dataset/{dataset['name']}"
    suspended = world.app.get(page).body
    assert "suspendu" in suspended
    assert "retirée" not in suspended
    world.call("controller", "governance_withdraw", id=dataset["id"], text="True complaint")
    withdrawn = world.app.get(page).body
    assert "retirée" in withdrawn
    assert "suspendu" not in withdrawn


def test_by_pages(world: World) -> None:
    """A DPO suspends with a reason; a controller reads it and restores."""
    dataset = world.published("Écoles suspendues par la page")
    review = f"/governance/review/{dataset['name']}"
    dpo, controller = world.headers("dpo"), world.headers("controller")
    assert 'data-form="suspend"' in world.app.get(review, headers=dpo).body
    refused = world.app.post(f"{review}/suspend", data={"text": " "}, headers=dpo)
    assert refused.status_code == 422
    reason = {"text": "A birth date in row 3"}
    world.app.post(f"{review}/suspend", data=reason, headers=dpo, follow_redirects=False)
    page = world.app.get(review, headers=controller).body
    assert "A birth date in row 3" in page
    assert 'data-action="restore"' in page
    world.app.post(f"{review}/restore", headers=controller, follow_redirects=False)
    assert world.seen_by_anybody(dataset) == SURFACES
