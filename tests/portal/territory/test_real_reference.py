"""The real reference, where `bin/portal test` has fetched it; it is not in the repository."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from ckan.cli.cli import ckan

from ckanext.opendata_territoire.portal.domain.territory_names import names
from ckanext.opendata_territoire.portal.domain.territory_reference import build_territory
from ckanext.opendata_territoire.portal.territory.reference import read_reference

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.territory import Territory
    from ckanext.opendata_territoire.portal.domain.territory_reference import Reference

FOLDER = os.environ.get("PORTAL_REFERENCE")

if FOLDER:

    @pytest.fixture(scope="module")
    def reference() -> Reference:
        """Read the package."""
        return read_reference(Path(FOLDER or ""))

    @pytest.fixture(scope="module")
    def herault(reference: Reference) -> Territory:
        """Give département 34."""
        return build_territory(reference, "34")

    def test_herault(herault: Territory) -> None:
        """341 communes, 17 EPCI, one of which is mostly in Tarn; municipal population 1 217 331."""
        kinds = Counter(place.kind for place in herault.places.values())
        assert kinds == {"commune": 341, "epci": 17, "department": 1}
        assert herault.places["department:34"].population == 1_217_331
        languedoc = herault.places["epci:200066553"]
        assert len(herault.children(languedoc.key)) == 6
        assert Counter(one.department for one in languedoc.members_outside) == {"81": 14}
        assert herault.successors["34093"] == "34144"
        assert herault.vintage == "2026"

    def test_herault_addresses_are_plain(herault: Territory) -> None:
        """No two places of the Hérault share a name: no address carries a code."""
        found = names(herault.places.values(), herault.places, {})
        assert found["department:34"] == "departement-herault"
        assert found["commune:34172"] == "montpellier"
        assert not [name for name in found.values() if name[-5:].isdecimal()]

    @pytest.mark.parametrize("code", ["2A", "2B", *map(str, range(971, 977)), "59", "69", "75"])
    def test_departments_of_each_sort(reference: Reference, code: str) -> None:
        """Corsica, overseas, the largest, Lyon, Paris: a tree with distinct addresses."""
        places = build_territory(reference, code).places
        root, *others = places.values()
        assert root.kind == "department"
        assert all(place.parent in places for place in others)
        assert len(set(names(places.values(), places, {}).values())) == len(places)

    def test_saint_barthelemy_is_one_organisation(reference: Reference) -> None:
        """Its commune is not a legal person: the collectivité alone."""
        assert list(build_territory(reference, "977").places) == ["department:977"]

    def test_greater_paris(reference: Reference) -> None:
        """Saint-Denis, Plaine Commune, Métropole du Grand Paris, Seine-Saint-Denis."""
        places = build_territory(reference, "93").places
        ept = places[places["commune:93066"].parent or ""]
        metropole = places[ept.parent or ""]
        assert (ept.title, ept.epci_type) == ("Plaine Commune", "EPT")
        assert (metropole.epci_type, metropole.parent) == ("METRO", "department:93")

    @pytest.mark.usefixtures("empty")
    def test_import_of_the_herault(app: Any, cli: Any) -> None:
        """359 organisations in a few seconds; the second time, `0 changement`."""
        command = ["territoire", "import", "--department", "34", "--source", FOLDER or ""]
        first = cli.invoke(ckan, command)
        assert "359 changements" in first.output
        assert cli.invoke(ckan, command).output.startswith("0 changement")
        found = app.get("/api/3/action/territory_list").json["result"]
        assert Counter(place["kind"] for place in found)["commune"] == 341
