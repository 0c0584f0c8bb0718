"""The territory of a département: communes, EPCI and the département, as one typed tree.

Pure: takes the decoded files of `@etalab/decoupage-administratif`, gives places. Nothing here knows
CKAN. Messages are French because the operator of the command reads them as they are.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Kind = Literal["commune", "epci", "department"]

KIND_LABELS: Mapping[Kind, str] = {
    "commune": "commune",
    "epci": "EPCI",
    "department": "département",
}


class TerritoryError(ValueError):
    """The reference cannot be used; the message says in French which record and why."""


@dataclass(frozen=True)
class OutsideMember:
    """A commune of an EPCI that lies in another département."""

    code: str
    name: str
    department: str


@dataclass(frozen=True)
class Place:
    """One future organisation.

    `address` is what its address on the portal is made from, when that is not the title. `code` is
    the INSEE code of a commune or of a département, the SIREN of an EPCI. `population` is the
    municipal population and `population_total` the total one (code général des collectivités
    territoriales, R.2151-1); for an EPCI both count all its members, outside ones included.
    """

    kind: Kind
    code: str
    title: str
    vintage: str
    address: str | None = None
    parent: str | None = None
    siren: str | None = None
    population: int | None = None
    population_total: int | None = None
    postal_codes: tuple[str, ...] = ()
    epci_type: str | None = None
    members_outside: tuple[OutsideMember, ...] = ()
    former_codes: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """Return what identifies the place from one vintage to the next: `commune:34172`."""
        return key_of(self.kind, self.code)

    def fields(self) -> dict[str, str]:
        """Return the organisation's fields as CKAN stores them: text, lists as JSON."""
        outside = [
            {"code": member.code, "name": member.name, "department": member.department}
            for member in self.members_outside
        ]
        values = {
            "title": self.title,
            "kind": self.kind,
            "insee_code": None if self.kind == "epci" else self.code,
            "siren": self.siren,
            "population": self.population,
            "population_total": self.population_total,
            "postal_codes": _json(self.postal_codes),
            "epci_type": self.epci_type,
            "members_outside": _json(outside),
            "former_codes": _json(self.former_codes),
            "vintage": self.vintage,
        }
        return {name: str(value) for name, value in values.items() if value not in (None, "")}


@dataclass(frozen=True)
class Territory:
    """The places of one département, parents before children, and what became of former communes.

    `successors` maps the INSEE code of each commune that no longer exists to the code of the one it
    is now part of, which may lie in another département.
    """

    department: str
    vintage: str
    places: Mapping[str, Place]
    successors: Mapping[str, str] = field(default_factory=dict)

    def children(self, key: str | None) -> list[Place]:
        """Return the places directly below one, in the order of the reference."""
        return [place for place in self.places.values() if place.parent == key]


def key_of(kind: Kind, code: str) -> str:
    """Return the identifier of a place."""
    return f"{kind}:{code}"


def _json(values: Sequence[object]) -> str | None:
    return json.dumps(list(values), ensure_ascii=False) if values else None
