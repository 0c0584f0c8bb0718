"""A request of a wrong shape is refused in words, whatever the key: never an error 500."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

LISTS: tuple[Any, ...] = (5, "abc", {"a": 1}, ["a"], [[1]], [{"name": []}], [{"id": {}}], [5])
NOT_TEXTS: tuple[Any, ...] = ([1], {"a": 1})
RECORDS = ("tags", "groups", "extras")
NAMED: dict[str, tuple[Any, ...]] = {"tags": ([{"key": 1}],), "extras": ([{"value": "x"}],)}
TEXTS = ("name", "title", "type", "state", "url", "image_url", "owner_org", "license_id")


def _wrong(*records: str) -> list[tuple[str, Any]]:
    lists = [(key, value) for key in (*RECORDS, *records) for value in LISTS]
    needed = [(key, value) for key, values in NAMED.items() for value in values]
    return lists + needed + [(key, value) for key in TEXTS for value in NOT_TEXTS]


def _refused(world: World, who: str | None, action: str, **data: Any) -> None:
    answer = world.app.post(
        f"/api/3/action/{action}",
        data=json.dumps(data),
        headers=world.headers(who),
        content_type="application/json",
    )
    assert answer.status_code == 409, (data, answer.body)
    assert json.loads(answer.body)["error"]["__type"] == "Validation Error"


@pytest.fixture
def draft(world: World) -> dict[str, Any]:
    """Give a draft that no test changes."""
    return world.draft()


def test_datasets(world: World, draft: dict[str, Any]) -> None:
    """Neither the creation nor the change of a dataset breaks on a wrong shape."""
    owner = world.organization["id"]
    composites = [(key, value) for key in ("contact", "spatial_coverage") for value in LISTS[:5]]
    for key, value in _wrong("resources") + composites:
        _refused(world, "agent", "package_create", **{"title": "X", "owner_org": owner, key: value})
        _refused(world, "agent", "package_patch", **{"id": draft["id"], key: value})
        revised = {"match": {"id": draft["id"]}, "update": {key: value}}
        _refused(world, "agent", "package_revise", **revised)
    world.call("agent", "package_patch", id=draft["id"], title="Une autre")


def test_files(world: World, draft: dict[str, Any]) -> None:
    """Nor does that of a file."""
    for key in ("url", "name", "format", "url_type", "mimetype"):
        for value in NOT_TEXTS:
            _refused(world, "agent", "resource_create", **{"package_id": draft["id"], key: value})


REVISIONS: tuple[dict[str, Any], ...] = (
    {"match__id": []},
    {"match": {"id": 5}},
    {"match": '{"id": 5}'},
    {"update": '{"groups": 5}'},
    {"update": '{"extras": [{}]}'},
    {"update__groups": 5},
    {"update__groups__0": 5},
    {"update__extras__extend": [{"value": "x"}]},
    {"update__resources": 5},
    {"update__resources__0": 5},
    {"update__resources__extend": [5]},
    {"update__resources__extend": [{"url": 5}]},
    {"update__resources__0__url": ["a"]},
    {"update__resources__0__format": ["a"]},
    {"update__resources__0__mimetype": {"a": 1}},
    {"update__resources__-1__url": 5},
    {"update__tags": [5]},
    {"update__tags__0__name": []},
    {"update__owner_org": ["a"]},
    {"update__title": {"a": 1}},
    {"update__type": ["a"]},
    {"update__state": ["a"]},
    {"update__id": [1]},
    {"update__contact": 5},
    {"update__contact__0": 5},
    {"update__contact__0__name": ["a"]},
    {"update__spatial_coverage__extend": [5]},
)


@pytest.mark.parametrize("who", ["agent", "sysadmin"])
def test_revisions_by_path(world: World, who: str) -> None:
    """What `package_revise` takes as JSON or path by path has the same shapes."""
    dataset = world.full_draft()
    for given in REVISIONS:
        named = {} if "match" in given or "match__id" in given else {"match__id": dataset["id"]}
        _refused(world, who, "package_revise", **named, **given)
    honest = {"update__resources__0__name": "Écoles", "update__tags__extend": [{"name": "été"}]}
    world.call(who, "package_revise", match__id=dataset["id"], **honest)


@pytest.mark.parametrize("who", ["controller", "sysadmin"])
def test_organizations(world: World, who: str) -> None:
    """Nor does that of an organisation or of a group, whoever asks."""
    place = world.organization["id"]
    for key, value in _wrong("users", "packages"):
        _refused(world, who, "organization_patch", **{"id": place, key: value})
        if who == "sysadmin":
            _refused(world, who, "organization_create", **{"title": "X", "name": "x", key: value})
            _refused(world, who, "group_create", **{"title": "X", "name": "x", key: value})
    world.call(who, "organization_patch", id=place, description="Toujours là")


def test_an_organization_stays_one(world: World) -> None:
    """Nobody turns an organisation into a group: nothing could read it any more."""
    place = world.organization["id"]
    for value in (False, "no", 0):
        _refused(world, "sysadmin", "organization_patch", id=place, is_organization=value)
    assert world.call("sysadmin", "organization_show", id=place)["is_organization"]


NO_NUMBERS: tuple[Any, ...] = ([], ["a"], {}, {"a": 1}, "", " ", "a", -1, 1.5, 2**31, True)
COUNTED = {
    "governance_queue": "dpo",
    "governance_drafts": "agent",
    "governance_statistics": "sysadmin",
    "governance_journal": "controller",
    "territory_list": None,
    "group_list": None,
    "package_list": None,
}


@pytest.mark.parametrize(("action", "who"), COUNTED.items())
def test_pages_of_lists(world: World, action: str, who: str | None) -> None:
    """How many rows, and from which one: whole numbers that a database has, or nothing."""
    for value in NO_NUMBERS:
        for key in ("limit", "offset"):
            _refused(world, who, action, **{key: value})
    if action == "governance_journal":
        url = "/api/3/action/governance_journal"
        for value in (*NO_NUMBERS, "9" * 30):
            assert world.status(who, action, before=value) in (200, 409), value
        for key in ("dataset", "organization", "person", "action", "from", "to", "before"):
            assert (
                world.app.post(url, json={key: []}, headers=world.headers(who)).status_code == 409
            )
    for value in (None, 1, "1", 1.0, 2**31 - 1):
        world.call(who, action, limit=value, offset=value)
    for query in ("limit=", "offset=%20", "limit=1&limit=2"):
        answer = world.app.get(f"/api/3/action/{action}?{query}", headers=world.headers(who))
        assert answer.status_code == 409, query


def test_choices(world: World, draft: dict[str, Any]) -> None:
    """A list of choices holds texts, by every way that changes a dataset."""
    for key in ("theme", "language", "hvd_category"):
        for value in ([{"a": 1}], [["a"]], [None], [5], {"a": 1}, 5):
            _refused(world, "agent", "package_patch", **{"id": draft["id"], key: value})
            revised = {"match": {"id": draft["id"]}, f"update__{key}": value}
            _refused(world, "agent", "package_revise", **revised)


def test_fingerprints(world: World) -> None:
    """A fingerprint is a text, by every way that changes a file."""
    dataset = world.full_draft()
    for value in (["a"], {"a": 1}, 5, True):
        _refused(world, "agent", "resource_create", package_id=dataset["id"], url="x", hash=value)
        revised = {"match": {"id": dataset["id"]}, "update__resources__0": {"hash": value}}
        _refused(world, "agent", "package_revise", **revised)


def test_roles(world: World) -> None:
    """So is a role, and it is given."""
    place, somebody = world.organization["id"], world.people["stranger"]["name"]
    for value in ([], {}, ["editor"], 5):
        for who in ("controller", "sysadmin"):
            data = {"id": place, "username": somebody, "role": value}
            _refused(world, who, "organization_member_create", **data)
    for who in (None, "controller", "sysadmin"):
        _refused(world, who, "organization_member_create")
        _refused(world, who, "group_member_create", id=None)


def test_orders_and_patterns(world: World, draft: dict[str, Any]) -> None:
    """Files are put in order by their ids, and what is shown of a dataset is named by texts."""
    for value in ([{"a": 1}], [["a"]], [5], None, 5, {"a": 1}):
        _refused(world, "agent", "package_resource_reorder", id=draft["id"], order=value)
        _refused(world, "agent", "package_revise", match={"id": draft["id"]}, include=value)
    for value in ("id", ["+id", "-*"]):
        world.call("agent", "package_revise", match={"id": draft["id"]}, include=value)


def test_accounts(world: World) -> None:
    """What an account says of itself is text."""
    name = world.people["agent"]["name"]
    for action in ("user_patch", "user_update"):
        for key in ("about", "email", "fullname"):
            for value in (["a"], {}, 5, True):
                _refused(world, "agent", action, **{"id": name, key: value})


@pytest.mark.parametrize("form", [{}, {"login": "agent"}, {"password": "x"}, {"login": ""}])
def test_an_empty_login(world: World, form: dict[str, str]) -> None:
    """A form without its fields is a bad login, told on its page."""
    answer = world.app.post("/user/login", data=form)
    assert answer.status_code == 200
    assert "field-login" in answer.body
