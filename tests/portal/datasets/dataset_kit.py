"""What the tests of datasets share: people, files, requests."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from werkzeug.datastructures import FileStorage

if TYPE_CHECKING:
    from ckan.tests.helpers import CKANTestApp

CSV = "Nom;Élèves\nÉcole Jean-Fictif;120\nÉcole des Œillets;64\n".encode("cp1252")
AGENT = {"user": "agent-valfictif"}
CONTACT = "donnees@valfictif.example"


@dataclass
class People:
    """Names of users by role, and how each sends a request."""

    tokens: dict[str, str]
    organization: str

    def headers(self, role: str) -> dict[str, str]:
        """Headers of a request by this role; none for `anonymous`."""
        return {"Authorization": self.tokens[role]} if role in self.tokens else {}


def file(content: bytes = CSV, name: str = "export_ecoles_2026.csv") -> FileStorage:
    """An uploaded file."""
    return FileStorage(io.BytesIO(content), filename=name)


def page(response: Any) -> Any:
    """Parsed page."""
    return BeautifulSoup(response.body, "html.parser")


def api(app: CKANTestApp, headers: dict[str, str], action: str, **data: Any) -> Any:
    """Call an action through the API; its answer, whatever the status."""
    return app.post(f"/api/action/{action}", json=data, headers=headers)
