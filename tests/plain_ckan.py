"""Hidden datasets of a CKAN without our plugins, in the three ways that CKAN itself hides one."""

from __future__ import annotations

from secrets import token_hex
from typing import Any

from leak_scanner import Secret
from world import World

from ckan.tests import factories, helpers

STATES = ("draft", "private", "back")
"""A draft that is not private; active and private; published once, then a draft again."""


class PlainCkan:
    """An organisation, its editor, a stranger, and datasets with something unguessable in each."""

    def __init__(self, app: Any) -> None:
        """Create them through CKAN's own actions."""
        people: dict[str, Any] = {who: factories.UserWithToken() for who in ("agent", "stranger")}
        people["sysadmin"] = factories.SysadminWithToken()
        organization = helpers.call_action(
            "organization_create",
            context={"user": people["sysadmin"]["name"], "ignore_auth": True},
            name="commune",
            users=[{"name": people["agent"]["name"], "capacity": "editor"}],
        )
        self.world = World(app, organization, {}, {}, {}, people)
        self.secrets: list[Secret] = []
        self.datasets = {state: self._dataset(state) for state in STATES}

    def _secret(self, kind: str) -> str:
        value = "zq" + token_hex(6)
        self.secrets.append(Secret(kind, value))
        return value

    def _dataset(self, state: str) -> dict[str, Any]:
        dataset = self.private() if state == "private" else self._create(private=False)
        for kind, value in (("id", dataset["id"]), ("name", dataset["name"])):
            self.secrets.append(Secret(kind, value))
        if state != "private":
            hidden = {"id": dataset["id"], "state": "draft"}
            self.world.call("sysadmin", "package_patch", **hidden)
        return self.world.call("agent", "package_show", id=dataset["id"])

    def private(self) -> dict[str, Any]:
        """Create a private dataset."""
        return self._create(private=True)

    def _create(self, *, private: bool) -> dict[str, Any]:
        resource = {"name": self._secret("resource"), "format": self._secret("format")}
        return self.world.call(
            "agent",
            "package_create",
            name=self._secret("name"),
            title=self._secret("title"),
            notes=self._secret("notes"),
            tags=[{"name": self._secret("tag")}],
            owner_org=self.world.organization["id"],
            private=private,
            resources=[{**resource, "url": "https://example.org/f.csv"}],
        )

    def references(self, state: str) -> list[str]:
        """Return by what a hidden dataset is named: its id, its name, the id of its file."""
        dataset = self.datasets[state]
        return [dataset["id"], dataset["name"], dataset["resources"][0]["id"]]

    def around(self) -> list[str]:
        """Return by what its neighbourhood is named."""
        return [self.world.organization["name"], self.world.people["agent"]["name"]]
