"""What turns around a hidden dataset answers as if there were none."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search
from ckan.tests import helpers

if TYPE_CHECKING:
    from world import World

OUTSIDE = [None, "reader", "member", "neighbour", "team"]
MISSING = "00000000-0000-4000-8000-000000000000"
AROUND: list[tuple[str, dict[str, Any]]] = [
    ("package_activity_list", {}),
    ("package_relationships_list", {}),
    ("package_collaborator_list", {}),
    ("package_collaborator_delete", {"user_id": "somebody"}),
    ("dataset_follower_count", {}),
    ("dataset_follower_list", {}),
    ("am_following_dataset", {}),
    ("follow_dataset", {}),
    ("unfollow_dataset", {}),
]


@pytest.fixture(scope="module")
def _drafts() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def draft(world: World, _drafts: list[dict[str, Any]]) -> dict[str, Any]:
    """Give the draft with a file that all these tests look at."""
    if not _drafts:
        _drafts.append(world.full_draft())
    return _drafts[0]


def _answer(world: World, who: str | None, action: str, **data: Any) -> tuple[int, str]:
    url = f"/api/3/action/{action}"
    response = world.app.post(url, json=data, headers=world.headers(who))
    return response.status_code, json.dumps(json.loads(response.body)["error"], sort_keys=True)


@pytest.mark.parametrize(("action", "data"), AROUND, ids=[row[0] for row in AROUND])
def test_hidden_is_missing(
    world: World, draft: dict[str, Any], action: str, data: dict[str, Any]
) -> None:
    """By id and by name, the answer is word for word that of a dataset that does not exist."""
    for who in OUTSIDE:
        missing = _answer(world, who, action, id=MISSING, **data)
        assert missing[0] == (403 if who is None and action == "unfollow_dataset" else 404)
        for reference in (draft["id"], draft["name"]):
            assert _answer(world, who, action, id=reference, **data) == missing


@pytest.mark.parametrize("who", ["agent", "controller", "dpo", "sysadmin"])
def test_people_of_a_dataset_are_answered(world: World, draft: dict[str, Any], who: str) -> None:
    """Nothing is closed to those who may read it."""
    assert world.call(who, "dataset_follower_count", id=draft["id"]) >= 0
    assert world.call(who, "package_relationships_list", id=draft["name"]) == []
    assert world.call(who, "am_following_dataset", id=draft["id"]) is False
    world.call(who, "follow_dataset", id=draft["id"])
    assert world.call(who, "am_following_dataset", id=draft["id"]) is True
    world.call(who, "unfollow_dataset", id=draft["id"])
    assert world.call(who, "package_activity_list", id=draft["id"])


def test_one_stops_following_what_has_been_withdrawn(world: World) -> None:
    """A follower keeps no handle on a withdrawn dataset but the right to let it go."""
    dataset = world.published()
    world.call("reader", "follow_dataset", id=dataset["id"])
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Erreur")
    assert world.status("reader", "am_following_dataset", id=dataset["id"]) == 404
    assert world.status("reader", "unfollow_dataset", id=dataset["id"]) == 200
    assert world.status("reader", "unfollow_dataset", id=dataset["id"]) == 404


def test_a_relationship_shows_what_one_sees_on_both_sides(world: World) -> None:
    """Once one side is withdrawn, the public side no longer names it."""
    one, other = world.published("Une"), world.published("Autre")
    subject, related = model.Package.get(one["id"]), model.Package.get(other["id"])
    assert subject
    assert related
    subject.add_relationship("depends_on", related)
    model.repo.commit()
    assert world.call(None, "package_relationships_list", id=one["id"])
    world.call("controller", "governance_withdraw", id=other["id"], text="Erreur")
    assert world.call(None, "package_relationships_list", id=one["id"]) == []
    assert world.status(None, "package_relationships_list", id=one["id"], id2=other["id"]) == 404
    assert world.call("agent", "package_relationships_list", id=one["id"])


@pytest.mark.parametrize("who", OUTSIDE)
def test_tasks_on_a_hidden_file_are_missing(
    world: World, draft: dict[str, Any], who: str | None
) -> None:
    """The state of a task says that the file exists, and its error quotes the file."""
    task = {"entity_id": draft["resources"][0]["id"], "task_type": "check", "key": "state"}
    helpers.call_action(
        "task_status_update",
        context={"ignore_auth": True, "user": ""},
        **task,
        entity_type="resource",
        value="failed",
        error="line 2",
    )
    missing = _answer(world, who, "task_status_show", **{**task, "entity_id": MISSING})
    assert _answer(world, who, "task_status_show", **task) == missing
    for reader in ("agent", "sysadmin"):
        assert world.call(reader, "task_status_show", **task)["value"] == "failed"


def test_files_are_found_in_visible_datasets_only(world: World) -> None:
    """What the labels hide, the search of files hides, whatever CKAN's own columns say."""
    dataset = world.published()
    for who in [*OUTSIDE, "agent"]:
        assert dataset["id"] in _owners_of_files(world, who)
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Erreur")
    _claim_public(dataset["id"])
    for who in OUTSIDE:
        assert dataset["id"] not in _owners_of_files(world, who)


def _owners_of_files(world: World, who: str | None) -> list[str]:
    found = world.call(who, "resource_search", query="name:ecoles", limit=1000)
    assert found["count"] == len(found["results"])
    return [file["package_id"] for file in found["results"]]


def _claim_public(dataset_id: str) -> None:
    """Write in CKAN's columns, behind everybody's back, that a dataset is public."""
    package = model.Package.get(dataset_id)
    assert package
    package.state, package.private = "active", False
    model.Session.commit()


@pytest.mark.parametrize("who", OUTSIDE)
def test_members_of_an_organisation(world: World, draft: dict[str, Any], who: str | None) -> None:
    """Hidden datasets are nobody's to list; people are listed to their colleagues only."""
    organization = world.organization["id"]
    people = world.status(who, "member_list", id=organization, object_type="user")
    assert people == (200 if who == "member" else 403)
    for kind in (None, "package"):
        found = world.call(who, "member_list", id=organization, object_type=kind)
        listed = [row[0] for row in found]
        assert draft["id"] not in listed
        if who != "member":
            assert world.people["agent"]["id"] not in listed
    shown = world.status(who, "organization_show", id=organization, include_users=True)
    assert shown == (200 if who == "member" else 403)


@pytest.mark.parametrize("who", ["agent", "controller", "sysadmin"])
def test_colleagues_list_members(world: World, draft: dict[str, Any], who: str) -> None:
    """Agents and controllers see their drafts and one another."""
    listed = [row[0] for row in world.call(who, "member_list", id=world.organization["id"])]
    assert draft["id"] in listed
    assert world.people["agent"]["id"] in listed
    shown = world.call(who, "organization_show", id=world.organization["id"], include_users=True)
    assert world.people["member"]["name"] in [user["name"] for user in shown["users"]]


def test_a_published_dataset_is_listed_to_all(world: World) -> None:
    """Closing hides nothing that is public."""
    dataset = world.published()
    for who in (None, "reader", "neighbour"):
        listed = world.call(who, "member_list", id=world.organization["id"])
        assert dataset["id"] in [row[0] for row in listed]


def test_the_page_of_admins_is_for_colleagues(world: World) -> None:
    """CKAN shows to everybody the names of who administers an organisation."""
    page, name = f"/organization/admins/{world.organization['name']}", "controller"
    for who in (None, "reader", "neighbour", "team"):
        answer = world.app.get(page, headers=world.headers(who))
        assert answer.status_code == 403
        assert world.people[name]["name"] not in answer.body
    for who in ("member", "agent", "controller", "sysadmin"):
        assert world.people[name]["name"] in world.app.get(page, headers=world.headers(who)).body


def test_a_refusal_is_never_an_error_of_the_server(world: World) -> None:
    """Where CKAN's own view or auth function forgets anonymous callers."""
    assert world.app.get("/api/2/util/user/autocomplete?q=a").status_code == 403
    public = world.published()
    assert world.status(None, "package_collaborator_list", id=public["id"]) == 403


def test_helpers_of_pages_have_the_rights_of_the_visitor(world: World) -> None:
    """CKAN's own helpers list datasets with the rights of the portal itself."""
    hidden, public = world.full_draft(), world.published()
    _claim_public(hidden["id"])
    search.rebuild(hidden["id"])
    organization = [world.organization["name"]]
    with world.app.flask_app.test_request_context():
        recent = tk.h.get_recent_datasets(1000)
        (featured,) = tk.h.featured_group_org(
            organization, "organization_show", "organization_list", 1
        )
    assert public["id"] in [dataset["id"] for dataset in recent]
    assert featured["id"] == world.organization["id"]
    for shown in (recent, featured):
        assert hidden["id"] not in str(shown)
