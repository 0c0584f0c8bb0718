"""Tables made from the territory that has just been imported, as CSV and as a workbook. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import xlsxwriter

Place = Mapping[str, Any]
Row = tuple[str | int | None, ...]
# A constant, so that the same table gives the same bytes.
WORKBOOK_DATE = datetime(2026, 1, 1)  # noqa: DTZ001


@dataclass(frozen=True)
class Table:
    """A named table: a header and rows of the same width. Codes are text, counts are integers."""

    name: str
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def csv(self) -> bytes:
        """Write the table as SCDL files are: UTF-8, comma, one header line."""
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(self.header)
        writer.writerows(self.rows)
        return stream.getvalue().encode()


def workbook(*tables: Table) -> bytes:
    """Write tables as the sheets of one XLSX workbook; codes stay text, so no zero is lost."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.set_properties({"created": WORKBOOK_DATE})
        bold = book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(table.name)
            sheet.write_row(0, 0, table.header, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    if isinstance(value, int):
                        sheet.write_number(number, column, value)
                    elif value is not None:
                        sheet.write_string(number, column, value)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, len(table.rows), len(table.header) - 1)
            sheet.autofit()
    return stream.getvalue()


def communes(places: Sequence[Place], department: str) -> Table:
    """List the communes of the département: codes, EPCI, populations.

    Args:
        places: the items of `territory_list`. Communes without INSEE code are fictional: left out.
        department: INSEE code of the département.
    """
    groupings = {place["name"]: place for place in places if place["kind"] == "epci"}
    rows: list[Row] = []
    for place in _real_communes(places):
        grouping = groupings.get(place["parent"], {})
        rows.append(
            (
                place["insee_code"],
                place["title"],
                place["siren"],
                grouping.get("siren"),
                grouping.get("title"),
                place["population"],
                place["population_total"],
                department,
            )
        )
    header = (
        "code_insee",
        "nom_commune",
        "siren_commune",
        "siren_epci",
        "nom_epci",
        "population_municipale",
        "population_totale",
        "code_departement",
    )
    return Table("communes", header, _sorted(rows))


def intercommunalities(places: Sequence[Place]) -> Table:
    """List the EPCI that have at least one commune in the département.

    Args:
        places: the items of `territory_show` for EPCI, with `members` and `members_outside`.
    """
    rows: list[Row] = [
        (
            place["siren"],
            place["title"],
            place["epci_type"],
            len(place["members"]),
            len(place["members_outside"]),
            place["population"],
            place["population_total"],
        )
        for place in places
    ]
    header = (
        "siren_epci",
        "nom_epci",
        "nature_juridique",
        "communes_dans_le_departement",
        "communes_hors_du_departement",
        "population_municipale",
        "population_totale",
    )
    return Table("intercommunalites", header, _sorted(rows))


def composition(places: Sequence[Place], department: str) -> Table:
    """List each EPCI's member communes, those of other départements included."""
    rows: list[Row] = []
    for place in places:
        epci = (place["siren"], place["title"])
        rows.extend((*epci, m["insee_code"], m["title"], department) for m in place["members"])
        rows.extend(
            (*epci, m["code"], m["name"], m["department"]) for m in place["members_outside"]
        )
    header = ("siren_epci", "nom_epci", "code_insee", "nom_commune", "code_departement")
    return Table("composition", header, _sorted(rows))


KINDS = {"commune": "commune", "epci": "intercommunalité", "department": "département"}


def directory(places: Sequence[Place], address: Mapping[str, str]) -> Table:
    """List the organisations of the portal with their codes, their parent and their page.

    Args:
        places: the items of `territory_list`.
        address: web address of each organisation's page, by the organisation's name.
    """
    titles = {place["name"]: place["title"] for place in places}
    rows: list[Row] = [
        (
            place["title"],
            KINDS[place["kind"]],
            place["insee_code"],
            place["siren"],
            titles.get(place["parent"]),
            address[place["name"]],
        )
        for place in places
        if place["kind"] in KINDS and (place["insee_code"] or place["siren"])
    ]
    header = (
        "nom_organisation",
        "type_organisation",
        "code_insee",
        "siren",
        "nom_organisation_parente",
        "page_portail",
    )
    return Table(
        "annuaire", header, tuple(sorted(rows, key=lambda row: (str(row[1]), str(row[0]))))
    )


def _real_communes(places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place["kind"] == "commune" and place["insee_code"]]


def _sorted(rows: Iterable[Row]) -> tuple[Row, ...]:
    """Sort by the codes of the first columns, which are never empty."""
    return tuple(sorted(rows, key=lambda row: [str(cell) for cell in row]))
