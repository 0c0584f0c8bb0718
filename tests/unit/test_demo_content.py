"""The demonstration's tables: what they hold, and that nothing fictional mixes with the real."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
import pytest

from ckanext.opendata_territoire.portal.demo import content, tables

HERE = {"code": "34001"}


def place(name: str, kind: str, **fields: Any) -> dict[str, Any]:
    """Return an item of `territory_list`, every key of its present."""
    empty = dict.fromkeys(
        ("insee_code", "siren", "population", "population_total", "parent", "epci_type", "vintage")
    )
    return {"name": name, "title": name.title(), "kind": kind} | empty | fields


DEPARTMENT = place("ain", "department", insee_code="01", vintage="2026")
EPCI = place("epci", "epci", siren="200000172", parent="ain", epci_type="CC", population=12)
AMBERIEU = place(
    "amberieu",
    "commune",
    insee_code="01004",
    siren="210100040",
    parent="epci",
    population=10,
    population_total=11,
)
ALONE = place("alone", "commune", insee_code="01002", siren="210100020", parent="ain")
FICTIONAL = place("villexemple", "commune")
PLACES = [DEPARTMENT, EPCI, AMBERIEU, ALONE, FICTIONAL]
EPCI_SHOWN = EPCI | {
    "members": [AMBERIEU],
    "members_outside": [{"code": "39001", "name": "Ailleurs", "department": "39"}],
}


def test_communes_are_the_real_ones_in_the_order_of_their_codes() -> None:
    """A commune without INSEE code is fictional: it is in no table made from the reference."""
    table = tables.communes(PLACES, "01")
    assert [row[0] for row in table.rows] == ["01002", "01004"]
    assert table.rows[1][2:7] == ("210100040", "200000172", "Epci", 10, 11)
    assert table.rows[0][3:5] == (None, None)
    addresses = {p["name"]: f"https://example.org/{p['name']}" for p in PLACES}
    names = [row[0] for row in tables.directory(PLACES, addresses).rows]
    assert names == ["Alone", "Amberieu", "Ain", "Epci"]


def test_composition_counts_members_of_other_departements() -> None:
    """An EPCI across the border lists its members on both sides, each with its département."""
    rows = tables.composition([EPCI_SHOWN], "01").rows
    assert [(row[2], row[4]) for row in rows] == [("01004", "01"), ("39001", "39")]
    assert tables.intercommunalities([EPCI_SHOWN]).rows[0][3:5] == (1, 1)


def test_csv_and_workbook_say_the_same() -> None:
    """Both files of a table hold the same header and rows; codes keep their zeros."""
    table = tables.communes(PLACES, "01")
    text = pl.read_csv(io.BytesIO(table.csv()), infer_schema=False)
    sheet = pl.read_excel(io.BytesIO(tables.workbook(table)), infer_schema_length=0)
    assert text.columns == sheet.columns == list(table.header)
    assert text.rows() == sheet.rows()
    assert text["code_insee"].to_list() == ["01002", "01004"]


def test_same_territory_same_bytes() -> None:
    """Made twice, the workbook is the same file: nothing in it depends on the day."""
    table = tables.communes(PLACES, "01")
    assert tables.workbook(table) == tables.workbook(table)


def test_reference_deposits_state_source_and_licence() -> None:
    """Each dataset of the département names its source, version and licences, and is published."""
    addresses = {p["name"]: f"https://example.org/{p['name']}" for p in PLACES}
    deposits = content.reference_deposits(PLACES, [EPCI_SHOWN], addresses, {"email": "a@b.example"})
    assert len(deposits) == 3
    for deposit in deposits:
        assert deposit.organization == "ain"
        assert deposit.fields["license_id"] == "etalab-2.0"
        for words in ("@etalab/decoupage-administratif 6.0.0", "MIT", "INSEE", "2026"):
            assert words in deposit.fields["provenance"]
        assert [action for _, action, _ in deposit.steps] == [
            "governance_submit",
            "governance_opinion",
            "governance_publish",
        ]


@pytest.mark.parametrize(
    "deposit", content.fictional_deposits("villexemple", "Villexemple", {}), ids=lambda d: d.name
)
def test_fictional_deposits_say_so(deposit: content.Deposit) -> None:
    """Title, description and every row of every file say that the data is invented."""
    assert "(fictif)" in deposit.fields["title"]
    assert "inventées" in deposit.fields["notes"]
    for file in deposit.files:
        rows = file.content.decode().splitlines()[1:]
        assert rows
        assert all("fictive" in row for row in rows)
    assert "governance_publish" not in [action for _, action, _ in deposit.steps]
