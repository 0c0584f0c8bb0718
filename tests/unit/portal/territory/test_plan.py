"""What an import would change."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
import small_territory as small
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.portal.domain.territory import Territory, TerritoryError
from ckanext.opendata_territoire.portal.domain.territory_changes import (
    Adopt,
    Change,
    Create,
    Known,
    Merge,
    Plan,
    Recode,
    Rename,
    Reparent,
    Restore,
    Update,
)
from ckanext.opendata_territoire.portal.domain.territory_plan import plan
from ckanext.opendata_territoire.portal.domain.territory_reference import (
    Reference,
    build_territory,
)

if TYPE_CHECKING:
    from collections.abc import Mapping


def build(data: dict[str, Any], vintage: str = "2026") -> Territory:
    """Build département 99."""
    reference = Reference(
        vintage, data["communes"], data["epci"], data["departements"], data.get("ept", [])
    )
    return build_territory(reference, "99")


@dataclass
class Portal:
    """The organisations of a portal in memory, changed as the database would be."""

    known: dict[str, Known] = field(default_factory=dict)
    former: dict[str, str] = field(default_factory=dict)

    def plan(self, territory: Territory, found: Mapping[str, Known] | None = None) -> Plan:
        """Plan against what this portal has."""
        taken = self.former | {one.name: key for key, one in self.known.items()}
        return plan(territory, self.known, found or {}, taken)

    def take(self, territory: Territory, found: Mapping[str, Known] | None = None) -> Plan:
        """Plan, then apply."""
        planned = self.plan(territory, found)
        for change in planned.changes:
            self._apply(change)
        return planned

    def edit(self, key: str, **fields: str) -> None:
        """Change fields as a person would."""
        one = self.known[key]
        self.known[key] = _changed(one, fields={**one.fields, **fields})

    def _apply(self, change: Change) -> None:
        match change:
            case Create(place, name):
                fields = place.fields()
                imported = {**fields, "name": name}
                imported |= {"parent": place.parent} if place.parent else {}
                self.known[place.key] = Known(place.key, name, fields, place.parent, imported)
            case Adopt(place, one):
                same = {k: v for k, v in place.fields().items() if one.fields.get(k) == v}
                self.known[place.key] = _changed(one, imported=same)
            case Rename(key, one, name):
                self.former[one.name] = key
                self._set(key, name=name, imported={"name": name})
            case Update(key, _, fields):
                self._set(key, fields=fields, imported=fields)
            case Reparent(key, _, parent):
                self._set(key, parent=parent, imported={"parent": parent})
            case Merge(key, one, into):
                self.former[one.name] = into
                self._set(key, name=f"fusionnee-{one.name}", merged_into=into)
            case Recode(key, one, place):
                self.known[place.key] = self.known.pop(key)
            case Restore(place, one, name):
                self.former.pop(name, None)
                self._set(place.key, name=name, merged_into=None, imported={"name": name})

    def _set(self, key: str, **values: Any) -> None:
        one = self.known[key]
        for column in ("fields", "imported"):
            if column in values:
                merged = {**getattr(one, column), **values[column]}
                values[column] = {k: v for k, v in merged.items() if v is not None}
        self.known[key] = _changed(one, **values)


def _changed(one: Known, **values: Any) -> Known:
    return Known(**{**vars(one), **values})


@pytest.fixture
def portal() -> Portal:
    """A portal that has imported the small territory."""
    portal = Portal()
    portal.take(build(small.files()))
    return portal


def kinds(planned: Plan) -> list[type]:
    """Name the changes of a plan."""
    return [type(change) for change in planned.changes]


def test_first_import_creates_everything() -> None:
    """One organisation for each place."""
    planned = Portal().plan(build(small.files()))
    assert kinds(planned) == [Create] * 9
    assert str(planned).endswith("9 changements")


def test_second_import_changes_nothing(portal: Portal) -> None:
    """The same reference again: no change, and the words that say so."""
    assert str(portal.plan(build(small.files()))) == "0 changement"


def test_new_population_is_one_change(portal: Portal) -> None:
    """A line says which organisation, which field, before and after."""
    data = small.files()
    data["communes"][5]["population"] = 140
    planned = portal.plan(build(data))
    key = "commune:99006"
    updates = [change for change in planned.changes if isinstance(change, Update)]
    assert {change.key for change in updates} == {key, "department:99"}
    assert "ile-seule : population municipale 100 → 140" in str(planned)


def test_edited_field_is_kept(portal: Portal) -> None:
    """A field that somebody changed is theirs, and the run says so when the reference moves."""
    portal.edit("commune:99006", population="120")
    assert not portal.plan(build(small.files())).changes
    data = small.files()
    data["communes"][5]["population"] = 140
    planned = portal.plan(build(data))
    assert [change.key for change in planned.changes if isinstance(change, Update)] == [
        "department:99"
    ]
    assert any("ile-seule" in notice and "120" in notice for notice in planned.notices)


def test_field_given_back_is_updated_again(portal: Portal) -> None:
    """Restoring the imported value gives the field back to the import."""
    portal.edit("commune:99006", population="120")
    portal.edit("commune:99006", population="100")
    data = small.files()
    data["communes"][5]["population"] = 140
    portal.take(build(data))
    assert portal.known["commune:99006"].fields["population"] == "140"


def test_renamed_commune_changes_its_address(portal: Portal) -> None:
    """A new official name gives a new address; the old one still leads there."""
    data = small.files()
    small.find(data["communes"], "99005")["nom"] = "Durban-sur-Essai"
    planned = portal.take(build(data))
    assert kinds(planned) == [Rename, Update]
    assert portal.known["commune:99005"].name == "durban-sur-essai"
    assert portal.former == {"durban": "commune:99005"}


def test_address_chosen_by_hand_is_kept(portal: Portal) -> None:
    """An administrator's own address survives a new official name."""
    one = portal.known["commune:99005"]
    portal.known["commune:99005"] = _changed(one, name="durban-la-belle")
    data = small.files()
    small.find(data["communes"], "99005")["nom"] = "Durban-sur-Essai"
    assert kinds(portal.plan(build(data))) == [Update]


def test_two_communes_exchange_their_names(portal: Portal) -> None:
    """Names that cross never meet: each takes its code rather than the other's address."""
    data = small.files()
    one, two = (small.find(data["communes"], code) for code in ("99005", "99001"))
    one["nom"], two["nom"] = two["nom"], one["nom"]
    portal.take(build(data))
    found = [one.name for one in portal.known.values()]
    assert len(set(found)) == len(found)


def test_merge_and_what_follows(portal: Portal) -> None:
    """A merged commune disappears into its successor; then nothing more changes."""
    planned = portal.take(build(small.merged(name="Aigues-et-Borie"), "2027"))
    assert Merge in kinds(planned)
    assert "fusionner la-borie-d-oeuvre dans Aigues-et-Borie" in str(planned)
    assert portal.former["la-borie-d-oeuvre"] == "commune:99001"
    assert portal.known["commune:99002"].merged_into == "commune:99001"
    assert not portal.plan(build(small.merged(name="Aigues-et-Borie"), "2027")).changes


def test_commune_that_takes_the_name_of_the_one_it_absorbs(portal: Portal) -> None:
    """The address of the absorbed commune goes to the one that bears its name."""
    portal.take(build(small.merged(name="La Borie-d'Œuvre"), "2027"))
    assert portal.known["commune:99001"].name == "la-borie-d-oeuvre"


def test_merged_commune_that_exists_again(portal: Portal) -> None:
    """A commune that is restored gets back its organisation and its address."""
    portal.take(build(small.merged(), "2027"))
    planned = portal.take(build(small.files(), "2028"))
    assert Restore in kinds(planned)
    one = portal.known["commune:99002"]
    assert (one.name, one.merged_into) == ("la-borie-d-oeuvre", None)
    assert not portal.plan(build(small.files(), "2028")).changes


def test_commune_under_a_new_code_keeps_its_organisation(portal: Portal) -> None:
    """A change of code is no new organisation; the largest predecessor continues, others merge."""
    data = small.files()
    for code in ("99001", "99002"):
        small.find(data["communes"], code).update(type="commune-deleguee", chefLieu="99050")
    data["communes"].append(small.commune("99050", "Nouvelle"))
    data["epci"][0]["membres"] = data["epci"][0]["membres"][2:]
    planned = portal.take(build(data, "2027"))
    assert {Recode, Merge} <= set(kinds(planned))
    assert portal.known["commune:99050"].id == "commune:99002"
    assert portal.known["commune:99001"].merged_into == "commune:99050"
    assert not portal.plan(build(data, "2027")).changes


def test_commune_that_changes_epci_moves(portal: Portal) -> None:
    """The hierarchy follows the reference."""
    data = small.files()
    moved = data["epci"][0]["membres"].pop()
    data["epci"][1]["membres"].append(moved)
    planned = portal.plan(build(data))
    moves = [change for change in planned.changes if isinstance(change, Reparent)]
    assert [(change.key, change.parent) for change in moves] == [
        ("commune:99003", f"epci:{data['epci'][1]['code']}")
    ]


def test_parent_chosen_by_hand_is_kept(portal: Portal) -> None:
    """An administrator's own hierarchy survives."""
    portal.known["commune:99003"] = _changed(portal.known["commune:99003"], parent="?")
    data = small.files()
    data["epci"][1]["membres"].append(data["epci"][0]["membres"].pop())
    assert Reparent not in kinds(portal.plan(build(data)))


def test_place_without_successor_is_left_and_named(portal: Portal) -> None:
    """A dissolved EPCI, a commune gone to another département: people decide."""
    data = small.files()
    gone = data["epci"].pop(0)
    planned = portal.plan(build(data))
    assert not [change for change in planned.changes if change.__class__ in (Merge, Recode)]
    assert any("cc-des-vignes" in notice for notice in planned.notices), gone


def test_organisation_made_by_hand_is_adopted(portal: Portal) -> None:
    """An organisation that carries the code of a place becomes it; what it says is kept."""
    mine = Known("x", "mairie", {"title": "Mairie", "kind": "commune", "insee_code": "99007"}, None)
    data = small.files()
    data["communes"].append(small.commune("99007", "Nouveau"))
    planned = portal.take(build(data), {"commune:99007": mine})
    assert Adopt in kinds(planned)
    one = portal.known["commune:99007"]
    assert (one.id, one.fields["title"], one.fields["population"]) == ("x", "Mairie", "100")
    assert not portal.plan(build(data)).changes


def test_older_reference_is_refused(portal: Portal) -> None:
    """Importing last year's files by mistake would undo merges: refused."""
    with pytest.raises(TerritoryError, match="plus ancienne"):
        portal.plan(build(small.files(), "2025"))


@given(
    gone=st.sets(st.sampled_from(["99002", "99003", "99005"])),
    renamed=st.dictionaries(st.sampled_from(["99001", "99004"]), st.text(min_size=1, max_size=9)),
    moved=st.booleans(),
)
def test_importing_twice_is_importing_once(
    gone: set[str], renamed: dict[str, str], *, moved: bool
) -> None:
    """Whatever happens between two vintages, the new one applied again changes nothing."""
    data = copy.deepcopy(small.FILES)
    for code in gone:
        data = _merge(data, code)
    for code, name in renamed.items():
        small.find(data["communes"], code)["nom"] = f"A{name.encode('unicode_escape').decode()}"
    if moved:
        data["epci"][1]["membres"].append(data["epci"][0]["membres"].pop(0))
    portal = Portal()
    portal.take(build(small.files()))
    portal.take(build(data, "2027"))
    assert not portal.plan(build(data, "2027")).changes
    active = [one.name for one in portal.known.values() if not one.merged_into]
    assert len(set(active)) == len(active)


def _merge(data: dict[str, Any], code: str) -> dict[str, Any]:
    small.find(data["communes"], code).update(type="commune-deleguee", chefLieu="99001")
    for one in data["epci"]:
        one["membres"] = [row for row in one["membres"] if row["code"] != code]
    return data
