"""Activity streams show what one reads today, by name only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

OUTSIDE = [None, "reader", "member", "neighbour", "team"]
COLLEAGUES = ("agent", "controller", "member", "sysadmin")


def _streams(world: World, who: str | None) -> dict[str, list[dict[str, Any]]]:
    agent = world.people["agent"]["name"]
    found = {
        "organization": world.call(
            who, "organization_activity_list", id=world.organization["id"], limit=100
        ),
        "recent": world.call(who, "recently_changed_packages_activity_list", limit=100),
    }
    if who:
        found["dashboard"] = world.call(who, "dashboard_activity_list", limit=100)
    if who in COLLEAGUES:  # for others, there is no account
        found["user"] = world.call(who, "user_activity_list", id=agent, limit=100)
    return found


def _view(world: World, dataset: dict[str, Any]) -> Any:
    resource = world.call("agent", "package_show", id=dataset["id"])["resources"][0]["id"]
    view = {"resource_id": resource, "title": "Vue", "view_type": "image_view"}
    return world.call("agent", "resource_view_create", None, **view)


@pytest.mark.parametrize("state", ["draft", "withdrawn"])
def test_streams_do_not_name_what_is_hidden(world: World, state: str) -> None:
    """A draft never enters a stream; a withdrawn dataset leaves all of them, followed or not."""
    dataset = world.full_draft("Jeu secret") if state == "draft" else _withdrawn(world)
    _view(world, dataset)
    for who in OUTSIDE:
        for stream, activities in _streams(world, who).items():
            assert dataset["id"] not in str(activities), (who, stream)
        for page in (
            f"/organization/activity/{world.organization['name']}",
            f"/dataset/activity/{dataset['name']}",
        ):
            answer = world.app.get(page, headers=world.headers(who))
            assert dataset["id"] not in answer.body.replace(page, "")
            assert "Jeu secret" not in answer.body


def _withdrawn(world: World) -> dict[str, Any]:
    """Publish, let everybody follow, withdraw."""
    dataset = world.published("Jeu secret")
    for who in OUTSIDE:
        if who:
            world.call(who, "follow_dataset", id=dataset["id"])
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Erreur")
    return dataset


def test_streams_of_people_name_their_drafts(world: World) -> None:
    """The people of a draft follow what happens to it."""
    dataset = world.full_draft()
    for who in ("agent", "controller", "sysadmin"):
        stream = world.call(who, "package_activity_list", id=dataset["id"])
        assert {row["object_id"] for row in stream} == {dataset["id"]}
        streams = _streams(world, who)
        assert dataset["id"] in [row["object_id"] for row in streams["user"]]


def test_streams_carry_names_and_no_content(world: World) -> None:
    """What a dataset said before its correction, its title included, is in no stream."""
    dataset = world.published("Titre d’avant")
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Erreur")
    world.call("agent", "package_patch", id=dataset["id"], title="Titre d’après", notes="Corrigé")
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    for who in (None, "reader", "agent", "sysadmin"):
        found = _streams(world, who)
        found["package"] = world.call(who, "package_activity_list", id=dataset["id"])
        assert found["package"] or who in (None, "reader")
        rows = [r for rows in found.values() for r in rows if r["object_id"] == dataset["id"]]
        for row in rows:
            assert row["data"]["package"].keys() <= {"id", "name", "title", "type"}
            assert row["data"]["package"]["title"] == "Titre d’après"


@pytest.mark.parametrize("action", ["activity_show", "activity_data_show", "activity_diff"])
def test_an_activity_of_a_hidden_dataset_does_not_exist(world: World, action: str) -> None:
    """Whoever kept the id of an activity reads nothing with it once its dataset is withdrawn."""
    dataset = world.published()
    activity = world.call("sysadmin", "package_activity_list", id=dataset["id"])[0]["id"]
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Erreur")
    for who in (None, "reader", "neighbour"):
        missing = world.call(who, action, 404, id="missing", object_type="package")
        assert world.call(who, action, 404, id=activity, object_type="package") == missing
