"""A small fictional territory and its datasets; drafts, since publishing is governance's affair."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

Deposit = Callable[..., str]
Find = Callable[..., dict[str, Any]]
TitlesOf = Callable[..., list[str]]


@pytest.fixture
def sysadmin(with_plugins: None, clean_db: None, clean_index: None) -> str:
    """Name of an administrator, on an empty portal."""
    return factories.Sysadmin()["name"]


@pytest.fixture
def territory(sysadmin: str) -> None:
    """A département, an EPCI in it, two communes in the EPCI, and a commune outside of it."""
    tree = [
        ("departement-fictif", "department", None),
        ("cc-fictive", "epci", "departement-fictif"),
        ("valfictif", "commune", "cc-fictive"),
        ("montfictif", "commune", "cc-fictive"),
        ("porfictif", "commune", "departement-fictif"),
    ]
    for name, kind, parent in tree:
        call_action(
            "organization_create",
            {"user": sysadmin},
            name=name,
            title=name.replace("-", " ").capitalize(),
            kind=kind,
            groups=[{"name": parent}] if parent else [],
        )


@pytest.fixture
def deposit(sysadmin: str, territory: None) -> Deposit:
    """Create a dataset and give its name."""

    def create(title: str, organization: str = "valfictif", **fields: Any) -> str:
        owner = model.Group.get(organization)
        assert owner
        context = {"user": sysadmin}
        fields = {"title": title, "owner_org": owner.id, **fields}
        return call_action("package_create", context, **fields)["name"]

    return create


@pytest.fixture
def find(territory: None) -> Find:
    """Search as an administrator, drafts included, and give what the action answers."""

    def search(query: str = "", **parameters: Any) -> dict[str, Any]:
        drafts = {"include_private": True, "include_drafts": True}
        return call_action("package_search", q=query, **drafts, **parameters)

    return search


@pytest.fixture
def titles_of(find: Find) -> TitlesOf:
    """Search and give the titles found, in order."""

    def search(query: str = "", **parameters: Any) -> list[str]:
        return [dataset["title"] for dataset in find(query, **parameters)["results"]]

    return search
