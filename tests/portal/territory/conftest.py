"""The small invented territory, imported, with people in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import small_territory as small
import world as fictional

from ckan.tests import factories, helpers

from ckanext.opendata_territoire.portal.domain.territory_changes import Plan
from ckanext.opendata_territoire.portal.domain.territory_reference import build_territory
from ckanext.opendata_territoire.portal.territory.importing import import_territory, index_pending
from ckanext.opendata_territoire.portal.territory.reference import read_reference

if TYPE_CHECKING:
    from pathlib import Path

Import = Callable[..., Plan]

COMMUNE, NEIGHBOUR, EPCI, DEPARTMENT = (
    "aigues-vives",
    "la-borie-d-oeuvre",
    "cc-des-vignes",
    "departement-essai",
)
ROLES = {
    "agent": (COMMUNE, "editor"),
    "controller": (COMMUNE, "admin"),
    "member": (COMMUNE, "member"),
    "neighbour": (NEIGHBOUR, "editor"),
    "neighbour_controller": (NEIGHBOUR, "admin"),
    "epci": (EPCI, "admin"),
    "team": (DEPARTMENT, "admin"),
}
OTHERS = ("dpo", "stranger")


@pytest.fixture
def take(tmp_path: Path) -> Import:
    """Give a function that writes files, imports them and indexes what changed."""

    def run(
        data: dict[str, Any] | None = None,
        version: str = "6.0.0",
        *,
        index: bool = True,
        **options: Any,
    ) -> Plan:
        folder = small.write(tmp_path / version, data or small.files(), version)
        planned = import_territory(build_territory(read_reference(folder), "99"), **options)
        if index:
            index_pending()
        return planned

    return run


@pytest.fixture
def empty(empty_portal: Callable[[], None]) -> None:
    """Give an empty portal."""
    empty_portal()


@pytest.fixture
def world(app: Any, empty: None, take: Import) -> fictional.World:
    """Give a portal that has imported the territory, and the people of its organisations."""
    take()
    people: dict[str, Any] = {name: factories.UserWithToken() for name in (*ROLES, *OTHERS)}
    people["sysadmin"] = factories.SysadminWithToken()
    for who, (organization, role) in ROLES.items():
        helpers.call_action(
            "organization_member_create",
            context={"user": people["sysadmin"]["name"], "ignore_auth": True},
            id=organization,
            username=people[who]["name"],
            role=role,
        )
    found = [
        helpers.call_action("organization_show", id=name)
        for name in (COMMUNE, NEIGHBOUR, EPCI, DEPARTMENT)
    ]
    world = fictional.World(app, *found, people=people)
    for who, organization in (("controller", COMMUNE), ("neighbour_controller", NEIGHBOUR)):
        world.call(
            who,
            "governance_dpo_assign",
            organization=organization,
            user=people["dpo"]["name"],
            reference="Délibération 2026-12",
        )
    return world


@pytest.fixture(scope="module")
def shared() -> dict[str, Any]:
    """Hold the world of a module."""
    return {}


@pytest.fixture
def here(
    request: pytest.FixtureRequest, with_plugins: None, app: Any, shared: dict[str, Any]
) -> fictional.World:
    """Give one world to all the tests of a module that leave it as they found it."""
    if "world" not in shared:
        shared["world"] = request.getfixturevalue("world")
    shared["world"].app = app
    return shared["world"]
