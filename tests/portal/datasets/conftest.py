"""Two fictional communes and the people around them, each with a token."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from dataset_kit import AGENT, CONTACT, People, file

from ckan.tests import factories
from ckan.tests.helpers import call_action

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def people(build_once: Callable[..., Any]) -> People:
    """Two communes and their people, built once for the module; each test brings its datasets."""
    return build_once(_build)


def _build() -> People:
    """Valfictif has an admin, an agent and a member; Montfictif, next door, has an agent."""
    sysadmin = factories.Sysadmin()["name"]
    roles = {
        "valfictif": {"admin": "admin", "agent": "editor", "member": "member"},
        "montfictif": {"neighbour": "editor"},
    }
    tokens, ids = {}, {}
    for commune, team in roles.items():
        users = {role: factories.User(name=f"{role}-{commune}")["name"] for role in team}
        ids[commune] = call_action(
            "organization_create",
            {"user": sysadmin},
            name=commune,
            title=commune.capitalize(),
            kind="commune",
            insee_code="34999" if commune == "valfictif" else "34998",
            contact_email=CONTACT if commune == "valfictif" else "",
            users=[{"name": users[role], "capacity": team[role]} for role in team],
        )["id"]
        tokens |= {role: _token(name) for role, name in users.items()}
    tokens["stranger"] = _token(factories.User(name="passante")["name"])
    tokens["sysadmin"] = _token(sysadmin)
    return People(tokens, ids["valfictif"])


def _token(user: str) -> str:
    return call_action("api_token_create", {"user": user}, user=user, name="test")["token"]


@pytest.fixture
def draft(people: People) -> dict[str, Any]:
    """A draft of Valfictif by its agent, with one CSV file."""
    dataset = call_action(
        "package_create", AGENT, title="Écoles publiques", owner_org=people.organization
    )
    call_action("resource_create", AGENT, package_id=dataset["id"], upload=file())
    return call_action("package_show", AGENT, id=dataset["id"])
