"""Datasets of the bench: invented, alike on both sides."""

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


def dataset(number: int, organization: str, *, ours: bool) -> dict[str, Any]:
    """Return what `package_create` is given: the same words, as fields or as CKAN's extras."""
    subject = SUBJECTS[number % len(SUBJECTS)]
    fields: dict[str, Any] = {
        "name": f"jeu-{number}",
        "title": f"{subject} {2000 + number % 27}",
        "notes": f"{subject} de {organization}. Exemple inventé pour mesurer des durées. " * 3,
        "owner_org": organization,
        "license_id": "notspecified",
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
