"""From the files of `@etalab/decoupage-administratif` to the territory of one département.

The files are hostile until read: each error names the file, the record and what is wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .territory import OutsideMember, Place, Territory, TerritoryError, key_of
from .territory_records import commune_code, count, records, siren_of, text

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

Record = Mapping[str, Any]
Counts = tuple[int | None, int | None]
"""Municipal and total population."""

CURRENT = "commune-actuelle"
FORMER = ("commune-deleguee", "commune-associee", "commune-ancienne")

# How a French name takes the preposition « de » (type de nom en clair, INSEE).
LINKS = ("de ", "d’", "du ", "de la ", "des ", "de l’", "des ", "de las ", "de los ")

# Collectivités without communes, or whose only one is not a legal person since they exercise its
# powers themselves (code général des collectivités territoriales, LO6213-1 and LO6313-1).
WITHOUT_COMMUNES = ("977", "978", "984", "986", "989")


@dataclass(frozen=True)
class Reference:
    """The decoded files: each is a list of records, `ept` may be empty (Île-de-France only)."""

    vintage: str
    communes: list[dict[str, Any]]
    epci: list[dict[str, Any]]
    departments: list[dict[str, Any]]
    ept: list[dict[str, Any]]


def department_code(typed: str) -> str:
    """Return the INSEE code of a département as the reference writes it: "1" is "01", "2a" is "2A".

    Raises:
        TerritoryError: when it does not look like a code.
    """
    code = typed.strip().upper()
    if not (1 <= len(code) <= 3 and code.isascii() and code.isalnum()):
        raise TerritoryError(
            f"« {typed} » n’est pas un code de département (exemples : 34, 2A, 971)."
        )
    return code.zfill(2)


def build_territory(reference: Reference, department: str, siren: str | None = None) -> Territory:
    """Return the places of one département.

    An EPCI belongs here as soon as one of its communes does; its seat is not in the reference. In
    Île-de-France a commune belongs to its EPT, which belongs to the Métropole du Grand Paris. The
    arrondissements of Paris, Lyon and Marseille are not legal persons: no organisation for them.

    Args:
        reference: The decoded files.
        department: INSEE code of the département.
        siren: SIREN of the département, which the reference does not give.

    Raises:
        TerritoryError: when the département is unknown or a record is unusable.
    """
    root_record = _find_department(reference, department)
    where = {
        text(record, "code", "communes.json"): record
        for record in records(reference.communes, "communes.json")
        if record.get("type") == CURRENT
    }
    inside = _inside(where, department)
    groupings = [
        _Grouping.read(record, file)
        for file, content in (("epci.json", reference.epci), ("ept.json", reference.ept))
        for record in records(content, file)
        if _concerns(record, inside)
    ]
    vintage = reference.vintage
    successors = _successors(reference.communes)
    communes = _communes(inside, groupings, successors, key_of("department", department), vintage)
    root = _department(root_record, communes, siren, vintage)
    epci = [_epci(one, groupings, where, department, vintage) for one in groupings]
    return Territory(department, vintage, _unique([root, *epci, *communes]), successors)


def _inside(communes: Mapping[str, Record], department: str) -> dict[str, Record]:
    """Return the communes that are legal persons, in the order of their codes."""
    if department in WITHOUT_COMMUNES:
        return {}
    inside = {
        code: record
        for code, record in sorted(communes.items())
        if record.get("departement") == department
    }
    if not inside:
        raise TerritoryError(f"communes.json : aucune commune dans le département {department}.")
    return inside


def _communes(
    inside: Mapping[str, Record],
    groupings: Iterable[_Grouping],
    successors: Mapping[str, str],
    root: str,
    vintage: str,
) -> list[Place]:
    """Make the communes; one that an EPT groups hangs from it, since EPT are read last."""
    parents: dict[str, str] = {}
    counts: dict[str, Counts] = {}
    for grouping in groupings:
        parents |= dict.fromkeys(grouping.members, key_of("epci", grouping.code))
        counts |= grouping.populations
    former: dict[str, list[str]] = defaultdict(list)
    for old, new in successors.items():
        former[new].append(old)
    return [
        _commune(record, parents.get(code, root), counts.get(code), former[code], vintage)
        for code, record in inside.items()
    ]


def _concerns(record: Record, communes: Container[str]) -> bool:
    """Tell whether an EPCI has members here; one whose members are unreadable may have."""
    members = record.get("membres")
    return not isinstance(members, list) or any(
        not isinstance(member, dict) or str(member.get("code")) in communes for member in members
    )


@dataclass(frozen=True)
class _Grouping:
    """An EPCI or an EPT as the reference gives it."""

    code: str
    title: str
    type: str
    population: int | None
    population_total: int | None
    members: Mapping[str, str]
    populations: Mapping[str, Counts]

    @property
    def codes(self) -> set[str]:
        return set(self.members)

    @classmethod
    def read(cls, record: Record, file: str) -> _Grouping:
        code = text(record, "code", file)
        members = record.get("membres")
        if not isinstance(members, list):
            raise TerritoryError(f"{file} : {code} n’a pas de liste de membres.")
        rows = list(records(members, f"{file}, membres de {code}"))
        return cls(
            code=siren_of(code, f"{file} : {code}"),
            title=_name(record, file),
            type=text(record, "type", file),
            population=count(record, "populationMunicipale", file),
            population_total=count(record, "populationTotale", file),
            members={text(row, "code", file): text(row, "nom", file) for row in rows},
            populations={row["code"]: _counts(row, file) for row in rows},
        )


def _counts(record: Record, file: str) -> Counts:
    return count(record, "populationMunicipale", file), count(record, "populationTotale", file)


def _epci(
    grouping: _Grouping,
    groupings: Iterable[_Grouping],
    communes: Mapping[str, Record],
    department: str,
    vintage: str,
) -> Place:
    parent = key_of("department", department)
    if grouping.type == "EPT":
        above = (other for other in groupings if other.type != "EPT")
        parent = next(
            (key_of("epci", other.code) for other in above if other.codes & grouping.codes), parent
        )
    outside = [
        OutsideMember(code, name, str(communes.get(code, {}).get("departement", "")))
        for code, name in sorted(grouping.members.items())
        if communes.get(code, {}).get("departement") != department
    ]
    return Place(
        kind="epci",
        code=grouping.code,
        title=grouping.title,
        vintage=vintage,
        parent=parent,
        siren=grouping.code,
        population=grouping.population,
        population_total=grouping.population_total,
        epci_type=grouping.type,
        members_outside=tuple(outside),
    )


def _commune(
    record: Record,
    parent: str,
    counts: Counts | None,
    former_codes: list[str],
    vintage: str,
) -> Place:
    """Read a commune; its populations come from its EPCI's file, where both have the same year.

    `population` of communes.json is of another year than the EPCI's: it serves only communes that
    have no EPCI, and their total population is unknown.
    """
    file = "communes.json"
    code = commune_code(record, file)
    siren = record.get("siren")
    population, total = counts or (count(record, "population", file), None)
    postal_codes = record.get("codesPostaux", [])
    if not isinstance(postal_codes, list):
        raise TerritoryError(f"{file} : codes postaux de {code} illisibles.")
    return Place(
        kind="commune",
        code=code,
        title=_name(record, file),
        vintage=vintage,
        parent=parent,
        siren=None if siren is None else siren_of(siren, f"{file} : {code}"),
        population=population,
        population_total=total,
        postal_codes=tuple(str(postal_code) for postal_code in postal_codes),
        former_codes=tuple(sorted(former_codes)),
    )


def _name(record: Record, file: str) -> str:
    """Return a name with the apostrophe of printed French, which the reference does not use."""
    return text(record, "nom", file).replace("'", "’")


def _department(record: Record, communes: list[Place], siren: str | None, vintage: str) -> Place:
    link = record.get("typeLiaison")
    if not (isinstance(link, int) and 0 <= link < len(LINKS)):
        raise TerritoryError("departements.json : « typeLiaison » illisible.")
    name = _name(record, "departements.json")
    overseas = record.get("zone") == "com"
    return Place(
        kind="department",
        code=text(record, "code", "departements.json"),
        title=name if overseas else f"Département {LINKS[link]}{name}",
        address=f"collectivité {name}" if overseas else f"département {name}",
        vintage=vintage,
        siren=siren_of(siren, "SIREN du département") if siren else None,
        population=_sum(commune.population for commune in communes),
        population_total=_sum(commune.population_total for commune in communes),
    )


def _find_department(reference: Reference, department: str) -> Record:
    for record in records(reference.departments, "departements.json"):
        if record.get("code") == department:
            return record
    raise TerritoryError(f"Le département {department} n’est pas dans departements.json.")


def _successors(communes: list[dict[str, Any]]) -> dict[str, str]:
    """Map each former commune to the current one: delegated, associated, former codes."""
    file = "communes.json"
    current = {record.get("code") for record in communes if record.get("type") == CURRENT}
    found: dict[str, str] = {}
    for record in communes:
        if record.get("type") == CURRENT:
            former = record.get("anciensCodes", [])
            if not isinstance(former, list):
                raise TerritoryError(f"{file} : anciens codes de {record.get('code')} illisibles.")
            found |= {str(old): record["code"] for old in former if str(old) not in current}
        elif record.get("type") in FORMER and (code := text(record, "code", file)) not in current:
            found[code] = text(record, "chefLieu", file)
    return found


def _unique(places: list[Place]) -> dict[str, Place]:
    found: dict[str, Place] = {}
    for place in places:
        if place.key in found:
            raise TerritoryError(f"Le code {place.code} est donné deux fois dans la référence.")
        found[place.key] = place
    return found


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
