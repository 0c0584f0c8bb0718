"""The reference becomes a tree."""

from __future__ import annotations

from typing import Any

import pytest
import small_territory as small

from ckanext.opendata_territoire.portal.domain.territory import OutsideMember, TerritoryError
from ckanext.opendata_territoire.portal.domain.territory_reference import (
    Reference,
    build_territory,
    department_code,
)


def read(data: dict[str, Any], vintage: str = "2026") -> Reference:
    """Read files in memory."""
    return Reference(
        vintage, data["communes"], data["epci"], data["departements"], data.get("ept", [])
    )


def build(data: dict[str, Any], department: str = "99") -> Any:
    """Build the small territory."""
    return build_territory(read(data), department)


def test_every_place_has_its_parent() -> None:
    """Communes hang from their EPCI; EPCI and lone communes from the département."""
    territory = build(small.files())
    vines, plateau = (f"epci:{one['code']}" for one in small.FILES["epci"])
    parents = {key: place.parent for key, place in territory.places.items()}
    assert parents == {
        "department:99": None,
        vines: "department:99",
        plateau: "department:99",
        "commune:99001": vines,
        "commune:99002": vines,
        "commune:99003": vines,
        "commune:99004": plateau,
        "commune:99005": plateau,
        "commune:99006": "department:99",
    }


def test_parents_come_before_children() -> None:
    """Creating the places in order never meets a missing parent."""
    seen: set[str | None] = {None}
    for key, place in build(small.files()).places.items():
        assert place.parent in seen
        seen.add(key)


def test_members_outside_are_named_with_their_department() -> None:
    """An EPCI shared with another département says which communes are there."""
    plateau = build(small.files()).places[f"epci:{small.FILES['epci'][1]['code']}"]
    assert plateau.members_outside == (OutsideMember("98001", "Dehors", "98"),)


def test_shared_epci_counts_all_its_inhabitants() -> None:
    """The population of an EPCI is its own, not its part in the département."""
    plateau = build(small.files()).places[f"epci:{small.FILES['epci'][1]['code']}"]
    assert plateau.population == 1004 + 1005 + 1001


def test_populations_are_of_one_year() -> None:
    """Both populations come from the EPCI's file; a lone commune has the municipal one only."""
    places = build(small.files()).places
    aigues, island = places["commune:99001"], places["commune:99006"]
    assert (aigues.population, aigues.population_total) == (1001, 2001)
    assert (island.population, island.population_total) == (100, None)


def test_department_sums_its_communes_and_takes_its_article() -> None:
    """« Département de l’Essai », and the inhabitants of its communes only."""
    root = build(small.files()).places["department:99"]
    assert root.title == "Département de l’Essai"
    assert root.population == 1001 + 1002 + 1003 + 1004 + 1005 + 100


def test_former_communes_lead_to_the_present_one() -> None:
    """Delegated communes and former codes are both successions."""
    territory = build(small.merged())
    assert territory.successors == {"99002": "99001"}
    assert territory.places["commune:99001"].former_codes == ("99002",)
    assert "commune:99002" not in territory.places


def test_delegated_commune_with_the_code_of_the_present_one_is_no_succession() -> None:
    """The delegated commune that keeps the code of the whole is the same place."""
    data = small.files()
    data["communes"].append(
        {"code": "99001", "nom": "Aigues", "type": "commune-deleguee", "chefLieu": "99001"}
    )
    assert build(data).successors == {}


def test_communes_of_an_ept_hang_from_it() -> None:
    """In Île-de-France: commune, EPT, Métropole du Grand Paris, département."""
    data = small.files()
    data["ept"] = [small.epci(9, "Grand Essai", [small.AIGUES], kind="EPT")]
    places = build(data).places
    ept = f"epci:{data['ept'][0]['code']}"
    assert places["commune:99001"].parent == ept
    assert places[ept].parent == f"epci:{data['epci'][0]['code']}"


def test_boroughs_are_no_place() -> None:
    """The arrondissements of Paris, Lyon and Marseille are not legal persons."""
    data = small.files()
    data["communes"].append(
        {"code": "99101", "nom": "1er", "type": "arrondissement-municipal", "departement": "99"}
    )
    assert "commune:99101" not in build(data).places


@pytest.mark.parametrize(
    ("typed", "code"), [("34", "34"), ("1", "01"), (" 2a ", "2A"), ("971", "971")]
)
def test_department_codes_as_people_type_them(typed: str, code: str) -> None:
    """A missing zero, a small letter and spaces are forgiven."""
    assert department_code(typed) == code


@pytest.mark.parametrize("typed", ["", "3456", "../etc", "３４", "-1"])
def test_refused_department_codes(typed: str) -> None:
    """What cannot be a code is refused by name."""
    with pytest.raises(TerritoryError, match="n’est pas un code"):
        department_code(typed)


BROKEN = {
    "files that are no list": lambda data: data.update(communes={}),
    "records that are no object": lambda data: data["communes"].insert(0, 3),
    "no code": lambda data: data["communes"][0].pop("code"),
    "a hostile code": lambda data: data["communes"][0].update(code="99001/../x"),
    "a number for a name": lambda data: data["communes"][0].update(nom=12),
    "control characters": lambda data: data["communes"][0].update(nom="A\x1b[2J"),
    "a wrong SIREN": lambda data: data["communes"][0].update(siren="210000013"),
    "a population in letters": lambda data: data["communes"][5].update(population="cent"),
    "a negative population": lambda data: data["communes"][5].update(population=-1),
    "postal codes that are no list": lambda data: data["communes"][0].update(codesPostaux=5),
    "former codes that are no list": lambda data: data["communes"][0].update(anciensCodes=5),
    "an EPCI without members": lambda data: data["epci"][0].pop("membres"),
    "a wrong SIREN of an EPCI": lambda data: data["epci"][0].update(code="99"),
    "a commune twice": lambda data: data["epci"].append(dict(data["epci"][0])),
    "a list for a code": lambda data: data["communes"].append(
        {"code": [], "type": "commune-deleguee", "nom": "X", "chefLieu": "99001"}
    ),
    "a list for the code of a member": lambda data: data["epci"][0]["membres"][0].update(code=[]),
    "a name for a type": lambda data: data["departements"].insert(0, []),
    "no article": lambda data: data["departements"][0].update(typeLiaison=12),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_broken_files_are_refused_in_words(fault: str) -> None:
    """Whatever is wrong with a file, the answer is a sentence, never a traceback."""
    data = small.files()
    BROKEN[fault](data)
    with pytest.raises(TerritoryError):
        build(data)


def test_unknown_department() -> None:
    """A département that the reference does not have is named."""
    with pytest.raises(TerritoryError, match="96"):
        build(small.files(), "96")
