"""A fictional territory with one published dataset, built once for the tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import world as fictional

from ckan.tests import helpers

if TYPE_CHECKING:
    from collections.abc import Callable

NEIGHBOURS = {"34002": "Aubrac-les-Essais", "34003": "Beauvoir-les-Essais"}


def _populate(app: Any) -> fictional.World:
    world = fictional.build(app)
    context = {"user": world.people["sysadmin"]["name"], "ignore_auth": True}

    def under(parent: dict[str, Any], child: dict[str, Any], **fields: Any) -> None:
        patch = {"id": child["id"], "groups": [{"name": parent["name"]}], **fields}
        helpers.call_action("organization_patch", dict(context), **patch)

    under(world.department, world.epci)
    under(world.epci, world.organization, population="300", insee_code="34172", vintage="2026")
    under(world.epci, world.neighbour, population="100", insee_code="34001")
    for code, title in NEIGHBOURS.items():
        helpers.call_action(
            "organization_create",
            dict(context),
            name=title.lower(),
            title=title,
            kind="commune",
            insee_code=code,
            groups=[{"name": world.epci["name"]}],
        )
    world.published()
    return world


@pytest.fixture
def world(app: Any, build_once: Callable[..., Any]) -> fictional.World:
    """Give the territory: four communes of one EPCI, one of which publishes one dataset."""
    built = build_once(_populate, app)
    built.app = app
    return built
