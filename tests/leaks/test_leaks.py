"""No surface shows a hidden dataset to anybody but its people, nor betrays that it exists."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest
from hidden_datasets import WERE_PUBLIC
from leak_scanner import Scanner

import ckan.plugins as p

from ckanext.opendata_territoire.governance import config

if TYPE_CHECKING:
    from hidden_datasets import Hidden

READERS = {
    None: "draft",
    "reader": "in_review",
    "member": "returned",
    "stranger": "revision",
    "neighbour": "opinion_given",
    "epci": "withdrawn",
    "team": "withdrawn",
    "former": "suspended",
    "neighbour_dpo": "in_review",
}
"""Who asks, and the state of the dataset that they name. They look for all of them."""

CONFIDENTIALITY = "opendata_confidentiality"
KNOWN = {
    ("action am_following_dataset", "existence"),  # A16
    ("action dataset_follower_count", "existence"),  # A16
    ("action format_autocomplete", "format"),  # A8
    ("action member_list", "id"),  # A11
    ("action package_activity_list", "existence"),  # G1
    ("action package_activity_list", "id"),  # G1
    ("action package_collaborator_list", "existence"),  # A21
    ("action package_relationships_list", "existence"),  # A15
    ("action tag_autocomplete", "tag"),  # A9
    ("action tag_list", "tag"),  # A9
    ("action tag_search", "tag"),  # A9
    ("route /api/util/resource/format_autocomplete", "format"),  # A8
    ("route /api/util/tag/autocomplete", "tag"),  # A9
}
"""What CKAN still shows beside governance alone, by row of the project's matrix of leaks.

`opendata_confidentiality` closes them all: with it, nothing is left.
"""


TOLERATED = {
    ("action package_create", "existence"): "an address is used once: a taken one is told (G4)",
}
"""What is found and left, and why. Addresses are made by the portal, and say the title only."""


def _scan(hidden: Hidden, state: str) -> Scanner:
    return Scanner(
        hidden.world,
        hidden.secrets,
        hidden.references(state),
        hidden.around(state),
        was_public=state in WERE_PUBLIC,
    )


def _tell(who: str | None, scanner: Scanner) -> None:
    """Print what was asked and found (`-rP` shows it)."""
    sys.stdout.write(f"{who or 'anonymous'}: {scanner.report()}\n")
    for finding in scanner.findings:
        sys.stdout.write(f"{finding.surface}, {finding.kind}: {finding.detail}\n")


@pytest.mark.parametrize("who", READERS)
def test_nobody_reads_what_is_hidden(hidden: Hidden, who: str | None) -> None:
    """Every action and every route, asked by everybody outside: nothing read, nothing betrayed."""
    scanner = _scan(hidden, READERS[who])
    scanner.actions(who)
    scanner.routes(who)
    assert scanner.requests > 2000
    _tell(who, scanner)
    assert scanner.found() == (set() if p.plugin_loaded(CONFIDENTIALITY) else KNOWN)


@pytest.mark.parametrize("who", READERS)
def test_nobody_changes_what_is_hidden(hidden: Hidden, who: str | None) -> None:
    """Every action that changes things and every form: as if what is hidden were missing."""
    scanner = _scan(hidden, READERS[who])
    scanner.changes(who)
    scanner.betrayals(who)
    _tell(who, scanner)
    assert scanner.found() - TOLERATED.keys() == set()
    for dataset in hidden.datasets.values():
        assert hidden.world.seen_by_anybody(dataset) == []


INSIDERS = ("agent", "controller", "dpo", "sysadmin")


@pytest.mark.parametrize("who", INSIDERS)
def test_no_door_publishes(hidden: Hidden, who: str) -> None:
    """Nobody alone makes a dataset public, by whatever action or form, its people included."""
    world = hidden.world
    made: list[dict[str, Any]] = []

    def make() -> dict[str, Any]:
        title = f"Porte {who} {len(made)}"
        made.append(world.submitted(title) if who == "dpo" else world.full_draft(title))
        return made[-1]

    scanner = _scan(hidden, "draft")
    scanner.secrets = []
    scanner.doors(who, make)
    _tell(who, scanner)
    assert scanner.found() == set()
    for dataset in made:
        assert world.seen_by_anybody(dataset) == []


@pytest.fixture
def without_confidentiality(ckan_config: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out the plugin that closes CKAN's own surfaces; governance stays.

    Governance then refuses to answer at all: it is made to, or nothing could be seen.
    """
    monkeypatch.setattr(config, "problems", list)
    plugins = ckan_config["ckan.plugins"]
    names = plugins.split() if isinstance(plugins, str) else plugins
    ckan_config["ckan.plugins"] = [name for name in names if name != CONFIDENTIALITY]


def test_the_scanner_sees_what_ckan_shows(without_confidentiality: None, hidden: Hidden) -> None:
    """Without that plugin, the scanner finds every row known of CKAN, and no other."""
    scanner = _scan(hidden, "withdrawn")
    scanner.actions(None)
    scanner.routes(None)
    assert scanner.found() == KNOWN


def test_the_scanner_sees_what_insiders_read(hidden: Hidden) -> None:
    """Asked by its agent, a dataset shows every kind of secret: the look is not blind."""
    scanner = _scan(hidden, "withdrawn")
    scanner.routes("agent")
    for dataset in hidden.datasets.values():
        for action in ("governance_show", "package_show"):
            scanner._call(action, "agent", {"id": dataset["id"]}, "")
    kinds = {finding.kind for finding in scanner.findings}
    assert kinds >= {secret.kind for secret in hidden.secrets}
