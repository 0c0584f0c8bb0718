"""The changes an import may make, each of which says itself in French on one line."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .territory import KIND_LABELS, Place

if TYPE_CHECKING:
    from collections.abc import Mapping

FIELD_LABELS = {
    "title": "nom",
    "kind": "type",
    "insee_code": "code INSEE",
    "siren": "SIREN",
    "population": "population municipale",
    "population_total": "population totale",
    "postal_codes": "codes postaux",
    "epci_type": "forme juridique",
    "members_outside": "communes membres hors du département",
    "former_codes": "anciennes communes",
    "vintage": "millésime",
}
LONG_FIELDS = ("postal_codes", "members_outside", "former_codes")


@dataclass(frozen=True)
class Known:
    """An organisation that an earlier import made, as it is now.

    `fields` holds its title and the fields of `Place.fields`; `parent` is a key, or `?` when it is
    below an organisation that is no place. `imported` holds what the import last wrote: the same
    fields, `name` and `parent`.
    """

    id: str
    name: str
    fields: Mapping[str, str]
    parent: str | None
    imported: Mapping[str, str] = field(default_factory=dict)
    merged_into: str | None = None


@dataclass(frozen=True)
class Create:
    """A place that has no organisation yet."""

    place: Place
    name: str

    def __str__(self) -> str:
        return (
            f"créer {KIND_LABELS[self.place.kind]} {self.place.title} (/organization/{self.name})"
        )


@dataclass(frozen=True)
class Adopt:
    """An organisation made by hand for a place: the import takes charge of it."""

    place: Place
    known: Known

    def __str__(self) -> str:
        return f"rattacher {self.known.name} à {self.place.title} ({self.place.code})"


@dataclass(frozen=True)
class Rename:
    """A new address; the old one keeps leading to the organisation."""

    key: str
    known: Known
    name: str

    def __str__(self) -> str:
        return f"renommer /organization/{self.known.name} en /organization/{self.name}"


@dataclass(frozen=True)
class Update:
    """Fields whose reference value is new and which nobody has edited. `None` removes a field."""

    key: str
    known: Known
    fields: Mapping[str, str | None]

    def __str__(self) -> str:
        parts = [
            f"{FIELD_LABELS[name]} {_shown(name, self.known.fields.get(name), value)}"
            for name, value in self.fields.items()
        ]
        return f"mettre à jour {self.known.name} : {', '.join(parts)}"


@dataclass(frozen=True)
class Reparent:
    """A place that has moved in the hierarchy."""

    key: str
    known: Known
    parent: str | None

    def __str__(self) -> str:
        return f"déplacer {self.known.name} : {self.known.parent} → {self.parent}"


@dataclass(frozen=True)
class Merge:
    """A former commune: datasets, accounts and address pass to the commune that succeeds it."""

    key: str
    known: Known
    into: str
    into_title: str

    def __str__(self) -> str:
        return f"fusionner {self.known.name} dans {self.into_title}"


@dataclass(frozen=True)
class Recode:
    """A commune whose code alone has changed, or that continues a former one."""

    key: str
    known: Known
    place: Place

    def __str__(self) -> str:
        return f"changer le code de {self.known.name} : {self.key} → {self.place.key}"


@dataclass(frozen=True)
class Restore:
    """A merged commune that exists again. Its datasets stay where they are: people decide."""

    place: Place
    known: Known
    name: str

    def __str__(self) -> str:
        return f"rétablir {self.place.title} (/organization/{self.name})"


Change = Create | Adopt | Rename | Update | Reparent | Merge | Recode | Restore


@dataclass(frozen=True)
class Plan:
    """Changes in the order to apply them, and what a person should know or decide."""

    changes: tuple[Change, ...]
    notices: tuple[str, ...] = ()

    def __str__(self) -> str:
        count = len(self.changes)
        lines = [*map(str, self.changes), *(f"à noter : {notice}" for notice in self.notices)]
        return "\n".join([*lines, f"{count} changement{'s' if count > 1 else ''}"])


def _shown(name: str, old: str | None, new: str | None) -> str:
    """Write a field before and after, lists by their number of items."""
    if name in LONG_FIELDS:
        old, new = (str(len(json.loads(value))) if value else None for value in (old, new))
    return f"{old or 'rien'} → {new or 'rien'}"
