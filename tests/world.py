"""A commune, its neighbour, its EPCI, its département, and the people of each. All fictional.

Shared by the tests of governance and of leaks: it takes a second to build, and serves a module.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from typing import Any

from checklist_answers import with_answers

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
class World:
    """The little world of a test: calls go through HTTP with the token of somebody."""

    app: Any
    organization: dict[str, Any]
    neighbour: dict[str, Any]
    epci: dict[str, Any]
    department: dict[str, Any]
    people: dict[str, dict[str, Any]] = field(default_factory=dict)

    def call(self, who: str | None, action: str, /, status: int | None = 200, **data: Any) -> Any:
        """Call an action as somebody and return its result, or its error when it fails.

        Whoever sends or advises answers « Oui » to the checklist, unless `answers` says otherwise.
        """
        url = f"/api/3/action/{action}"
        response = self.app.post(url, json=with_answers(action, data), headers=self.headers(who))
        assert status in (None, response.status_code), (who, action, response.body)
        body = json.loads(response.body)
        return body["result"] if response.status_code == 200 else body["error"]

    def headers(self, who: str | None) -> dict[str, str]:
        """Return what signs a request."""
        return {"Authorization": self.people[who]["token"]} if who else {}

    def status(self, who: str | None, action: str, /, **data: Any) -> int:
        """Call an action as somebody and return the status of the answer."""
        url = f"/api/3/action/{action}"
        data = with_answers(action, data)
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

    def seen_by_anybody(self, dataset: dict[str, Any]) -> list[str]:
        """List the surfaces on which an anonymous reader sees a dataset or its files."""
        key, name = dataset["id"], dataset["name"]
        search = "/api/3/action/package_search?rows=1000&include_drafts=true&include_private=true"
        found = {
            "search": key in self.app.get(search).body,
            "show": self.app.get(f"/api/3/action/package_show?id={key}").status_code == 200,
            "page": self.app.get(f"/dataset/{name}").status_code == 200,
            "catalog": key in self.app.get("/catalog.ttl").body,
            "list": name in self.app.get("/api/3/action/package_list").json["result"],
        }
        for resource in dataset.get("resources", []):
            url = f"/dataset/{key}/resource/{resource['id']}/download/file"
            found["download"] = self.app.get(url).status_code == 200
        return sorted(surface for surface, sees in found.items() if sees)


PASSWORD = "a-fictional-Passw0rd"
PEOPLE = ("agent", "controller", "member", "dpo", "neighbour", "team", "epci", "reader", "stranger")


def build(app: Any) -> World:
    """Create the people and their organisations in an empty database."""
    people: dict[str, Any] = {name: factories.UserWithToken(password=PASSWORD) for name in PEOPLE}
    people["sysadmin"] = factories.SysadminWithToken()

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

    roles = {"agent": "editor", "controller": "admin", "member": "member"}
    world = World(
        app,
        organization("Villeneuve-les-Essais", "commune", **roles),
        organization("Fausseville", "commune", neighbour="editor"),
        organization("Communauté des Essais", "epci", epci="admin"),
        organization("Département", "department", team="admin"),
        people,
    )
    world.call(
        "controller",
        "governance_dpo_assign",
        organization=world.organization["id"],
        user=people["dpo"]["name"],
        reference="Délibération 2026-12",
    )
    return world
