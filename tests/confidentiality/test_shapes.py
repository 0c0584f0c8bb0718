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


def _refused(world: World, who: str, action: str, **data: Any) -> None:
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
