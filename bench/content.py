"""Organisations and datasets of the bench: invented, alike on both sides."""

from __future__ import annotations

from typing import Any

SUBJECTS = (
    "Liste des écoles",
    "Budget primitif",
    "Délibérations du conseil",
    "Équipements sportifs",
    "Subventions aux associations",
    "Marchés publics",
    "Adresses de la commune",
    "Arbres remarquables",
    "Points d’apport volontaire",
    "Menus de la cantine",
)
EU = "http://publications.europa.eu/resource/authority"
EPCI = 17


def organizations(total: int, people: dict[str, str], *, ours: bool) -> list[dict[str, Any]]:
    """Return what `organization_create` is given: a département, its EPCI, then communes.

    Args:
        total: number of organisations, 20 at least.
        people: CKAN's role in each organisation by name of user; `agent` has theirs in the first
            commune only.
        ours: with the kind as a field rather than as an extra.
    """
    found = [("departement", "department", None)]
    found += [(f"epci-{number}", "epci", "departement") for number in range(EPCI)]
    for number in range(total - len(found)):
        found.append((f"commune-{number}", "commune", f"epci-{number % EPCI}"))
    entries = []
    for name, kind, parent in found:
        roles = {u: r for u, r in people.items() if u != "agent" or name == "commune-0"}
        entries.append(
            {
                "name": name,
                "title": name.capitalize(),
                "users": [{"name": user, "capacity": role} for user, role in roles.items()],
                "groups": [{"name": parent}] if parent else [],
            }
            | ({"kind": kind} if ours else {"extras": [{"key": "kind", "value": kind}]})
        )
    return entries


def dataset(number: int, organization: str, *, ours: bool) -> dict[str, Any]:
    """Return what `package_create` is given: the same words, as fields or as CKAN's extras.

    Hidden as ours makes it by itself: a draft, and private.
    """
    subject = SUBJECTS[number % len(SUBJECTS)]
    fields: dict[str, Any] = {
        "name": f"jeu-{number}",
        "title": f"{subject} {2000 + number % 27}",
        "notes": f"{subject} de {organization}. Exemple inventé pour mesurer des durées. " * 3,
        "owner_org": organization,
        "license_id": "notspecified",
        "state": "draft",
        "private": True,
        "tags": [{"name": f"mot-{number % 7}"}, {"name": f"mot-{number % 5 + 7}"}],
        "resources": [
            {
                "name": f"{subject} ({kind})",
                "url": f"https://example.org/{number}.{kind.lower()}",
                "format": kind,
            }
            for kind in ("CSV", "XLSX")
        ],
    }
    theme, frequency = f"{EU}/data-theme/GOVE", f"{EU}/frequency/ANNUAL"
    if ours:
        contact = {"name": organization, "email": "mairie@example.org"}
        return fields | {
            "license_id": "etalab-2.0",
            "theme": [theme],
            "frequency": frequency,
            "contact": [contact],
        }
    extras = {
        "theme": theme,
        "frequency": frequency,
        "contact_name": organization,
        "contact_email": "mairie@example.org",
    }
    return fields | {"extras": [{"key": key, "value": value} for key, value in extras.items()]}
