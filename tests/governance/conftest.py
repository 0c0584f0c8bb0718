"""A commune, its neighbour, its EPCI, its département, and the people of each. All fictional."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from ckan.tests import factories, helpers

COMPLETE: dict[str, Any] = {
    "notes": "Schools of the commune, with their addresses.",
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/EDUC"],
    "tag_string": "ecole, adresse",
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "license_id": "etalab-2.0",
    "spatial_coverage": [{"text": "Villeneuve-les-Essais"}],
    "contact": [{"name": "Town hall", "email": "mairie@example.org"}],
}
CSV = b"nom;adresse\nEcole Jean Moulin;1 rue des Lilas\n"


@dataclass
class Place:
    """The little world of a test: calls go through HTTP with the token of somebody."""

    app: Any
    organization: dict[str, Any]
    neighbour: dict[str, Any]
    department: dict[str, Any]
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def call(self, who: str | None, action: str, status: int | None = 200, **data: Any) -> Any:
        """Call an action as somebody and return its result, or its error when it fails."""
        url = f"/api/3/action/{action}"
        response = self.app.post(url, json=data, headers=self.headers(who))
        assert status in (None, response.status_code), (who, action, response.body)
        body = json.loads(response.body)
        return body["result"] if response.status_code == 200 else body["error"]

    def headers(self, who: str | None) -> dict[str, str]:
        """Return what signs a request."""
        return {"Authorization": self.people[who]["token"]} if who else {}

    def status(self, who: str | None, action: str, **data: Any) -> int:
        """Call an action as somebody and return the status of the answer."""
        url = f"/api/3/action/{action}"
        return self.app.post(url, json=data, headers=self.headers(who)).status_code

    def draft(self, title: str = "Liste des écoles", who: str = "agent", **data: Any) -> Any:
        """Create a complete draft, without a file."""
        fields = {**COMPLETE, "title": title, "owner_org": self.organization["id"], **data}
        return self.call(who, "package_create", **fields)

    def upload(
        self, who: str, dataset: str, content: bytes = CSV, name: str = "ecoles.csv", **data: Any
    ) -> Any:
        """Add a file to a dataset."""
        response = self.app.post(
            "/api/3/action/resource_create",
            data={"package_id": dataset, "upload": (io.BytesIO(content), name), **data},
            headers=self.headers(who),
            content_type="multipart/form-data",
        )
        body = json.loads(response.body)
        return body.get("result") or body["error"]

    def full_draft(self, title: str = "Liste des écoles", **data: Any) -> Any:
        """Create a draft with a file: all that publication needs."""
        dataset = self.draft(title, **data)
        self.upload("agent", dataset["id"])
        return self.call("agent", "package_show", id=dataset["id"])

    def submitted(self, title: str = "Liste des écoles") -> Any:
        """Create a dataset that the DPO has to read."""
        dataset = self.full_draft(title)
        self.call("agent", "governance_submit", id=dataset["id"])
        return dataset

    def with_opinion(self, title: str = "Liste des écoles", kind: str = "favourable") -> Any:
        """Create a dataset that waits for the decision."""
        dataset = self.submitted(title)
        text = "" if kind == "favourable" else "Remove the third column"
        self.call("dpo", "governance_opinion", id=dataset["id"], kind=kind, text=text)
        return dataset

    def published(self, title: str = "Liste des écoles") -> Any:
        """Create a public dataset by the real workflow."""
        dataset = self.with_opinion(title)
        self.call("controller", "governance_publish", id=dataset["id"])
        return dataset


def _person(sysadmin: bool = False) -> dict[str, Any]:
    factory = factories.SysadminWithToken if sysadmin else factories.UserWithToken
    return factory()


@pytest.fixture
def place(
    app: Any, with_plugins: None, clean_db: None, clean_index: None, clean_queues: None
) -> Place:
    """Give a commune with an agent, a controller, a member and a DPO, and those around it."""
    names = ("agent", "controller", "member", "dpo", "neighbour", "team", "epci", "reader")
    people = {name: _person() for name in names} | {"sysadmin": _person(sysadmin=True)}

    def organization(title: str, kind: str, **roles: str) -> dict[str, Any]:
        users = [{"name": people[who]["name"], "capacity": role} for who, role in roles.items()]
        return helpers.call_action(
            "organization_create",
            context={"user": people["sysadmin"]["name"], "ignore_auth": True},
            name=f"{kind}-{len(title)}",
            title=title,
            kind=kind,
            users=users,
        )

    ours = organization(
        "Villeneuve-les-Essais", "commune", agent="editor", controller="admin", member="member"
    )
    organization("Communauté des Essais", "epci", epci="admin")
    world = Place(
        app,
        ours,
        organization("Fausseville", "commune", neighbour="editor"),
        organization("Département", "department", team="admin"),
        people,
    )
    world.call(
        "controller",
        "governance_dpo_assign",
        organization=ours["id"],
        user=people["dpo"]["name"],
        reference="Délibération 2026-12",
    )
    return world


@pytest.fixture
def anonymous_sees(app: Any) -> Callable[[dict[str, Any]], list[str]]:
    """Give a function that lists the surfaces on which anybody sees a dataset or its files."""

    def look(dataset: dict[str, Any]) -> list[str]:
        found = []
        search = app.get("/api/3/action/package_search?rows=100&include_drafts=true")
        if any(row["id"] == dataset["id"] for row in json.loads(search.body)["result"]["results"]):
            found.append("search")
        if app.get(f"/api/3/action/package_show?id={dataset['id']}").status_code == 200:
            found.append("show")
        if app.get(f"/dataset/{dataset['name']}").status_code == 200:
            found.append("page")
        if dataset["id"] in app.get("/catalog.ttl").body:
            found.append("catalog")
        if dataset["name"] in json.loads(app.get("/api/3/action/package_list").body)["result"]:
            found.append("list")
        found += [
            "download"
            for resource in dataset.get("resources", [])
            if app.get(f"/dataset/{dataset['id']}/resource/{resource['id']}/download/x").status_code
            == 200
        ]
        return found

    return look
