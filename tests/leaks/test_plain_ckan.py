"""The scanner sees: beside CKAN without our plugins, it finds what is known of CKAN.

Rows are those of the project's matrix of leaks of CKAN 2.12.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from leak_scanner import DOOR, EXISTENCE, Scanner
from plain_ckan import PlainCkan

if TYPE_CHECKING:
    from collections.abc import Callable

SHOWN = {
    ("action format_autocomplete", "format"),  # A8
    ("action tag_list", "tag"),  # A9
    ("action tag_search", "tag"),  # A9
    ("action tag_autocomplete", "tag"),  # A9
    ("action member_list", "id"),  # A11
    ("action package_show", EXISTENCE),  # A4
    ("action package_show", "id"),  # G1, asked by name
    ("action resource_show", EXISTENCE),  # A5
    ("action package_relationships_list", EXISTENCE),  # A15
    ("action am_following_dataset", EXISTENCE),  # A16
    ("action dataset_follower_count", EXISTENCE),  # A16
    ("action package_collaborator_list", EXISTENCE),  # A21
    ("action recently_changed_packages_activity_list", "notes"),  # C4, what was public once
    ("action organization_activity_list", "notes"),  # C1
}
"""What an anonymous reader finds of hidden datasets in CKAN alone."""

OPEN = {
    ("action package_patch", DOOR),
    ("action package_revise", DOOR),
}
"""Doors by which an editor alone publishes in CKAN alone (G6); the others begin with these."""


@pytest.fixture
def plain(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out all our plugins, and what they need."""
    monkeypatch.setitem(ckan_config, "ckan.plugins", ["activity"])
    monkeypatch.setitem(ckan_config, "ckan.auth.user_create_organizations", True)


@pytest.fixture
def hidden(
    plain: None, app: Any, build_once: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> PlainCkan:
    """Give datasets that CKAN alone hides."""
    built = build_once(PlainCkan, app)
    built.world.app = app
    monkeypatch.setitem(app.flask_app.config, "PROPAGATE_EXCEPTIONS", False)
    return built


def test_the_scanner_sees_what_plain_ckan_shows(hidden: PlainCkan) -> None:
    """Each known leak and oracle of CKAN's actions is found by the scan that finds none here."""
    scanner = Scanner(hidden.world, hidden.secrets, hidden.references("private"), hidden.around())
    scanner.actions(None)
    assert SHOWN - scanner.found() == set()


def test_the_scanner_sees_what_plain_ckan_opens(hidden: PlainCkan) -> None:
    """Each known door of CKAN's is found by the walk that finds none here."""
    scanner = Scanner(hidden.world, [])
    scanner.doors("agent", hidden.private)
    assert OPEN - scanner.found() == set()
    routes = {surface for surface, kind in scanner.found() if surface.startswith("route ")}
    assert routes
