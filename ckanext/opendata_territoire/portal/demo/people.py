"""The accounts of the demonstration and the two fictional communes. Pure."""

from __future__ import annotations

from dataclasses import dataclass

COMMUNE = "villexemple"
COMMUNE_TITLE = "Villexemple (fictive)"
NEIGHBOUR = "bourg-exemple"
NEIGHBOUR_TITLE = "Bourg-Exemple (fictive)"

ABOUT_FICTIONAL = (
    "Commune fictive, pour essayer le portail : elle n’existe pas, n’a pas de code INSEE et ne "
    "compte ni dans les chiffres ni sur la carte."
)


@dataclass(frozen=True)
class Person:
    """A demonstration account. `role` is the key of its function, `organization` a name or `None`.

    The login is the key by which `accounts.json` knows the person. All names are invented.
    """

    login: str
    fullname: str
    role: str
    organization: str | None = None

    @property
    def email(self) -> str:
        """An address that cannot exist (RFC 2606)."""
        return f"{self.login.replace('_', '.')}@demonstration.example.org"


CKAN_ROLES = {"controller": "admin", "agent": "editor", "member": "member"}
"""Roles that are memberships in CKAN. `dpo` is a designation, `sysadmin` a flag."""


def people(department: str) -> list[Person]:
    """Return the accounts of a portal whose département's organisation is named `department`.

    The DPO is one service for both the fictional commune and the département, as often in life.
    """
    return [
        Person("sysadmin", "Alix Fictif, administration du portail", "sysadmin"),
        Person("department", "Dominique Fictif, Département", "controller", department),
        Person("department_agent", "Sacha Fictif, Département", "agent", department),
        Person("controller", "Camille Fictif, maire", "controller", COMMUNE),
        Person("agent", "Charlie Fictif, secrétariat de mairie", "agent", COMMUNE),
        Person("member", "Claude Fictif, mairie", "member", COMMUNE),
        Person("dpo", "Andrea Fictif, DPO mutualisé", "dpo", COMMUNE),
        Person("neighbour", "Lou Fictif, mairie voisine", "agent", NEIGHBOUR),
        Person("reader", "Eden Fictif, lecteur", "reader"),
    ]
