"""A small invented territory, written as the reference package writes a real one.

Département 99 has two EPCI, one of them shared with département 98, and six communes: two are
homonyms, one has no EPCI. Codes, names and SIREN are invented (the SIREN are valid).
"""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

from stdnum import luhn

if TYPE_CHECKING:
    from pathlib import Path

Data = dict[str, Any]


def siren(number: int) -> str:
    """Make a valid SIREN out of eight digits."""
    return f"{number:08d}{luhn.calc_check_digit(f'{number:08d}')}"


def commune(code: str, name: str, **fields: Any) -> Data:
    """Make the record of a commune."""
    record = {
        "code": code,
        "nom": name,
        "type": "commune-actuelle",
        "departement": code[:2],
        "zone": "metro",
        "siren": siren(21_000_000 + int(code)),
        "codesPostaux": [f"{code[:2]}000"],
        "population": 100,
    }
    return record | fields


def epci(number: int, name: str, members: list[Data], kind: str = "CC") -> Data:
    """Make the record of an EPCI."""
    rows = [
        {
            "code": member["code"],
            "siren": member["siren"],
            "nom": member["nom"],
            "populationMunicipale": 1000 + int(member["code"]) % 1000,
            "populationTotale": 2000 + int(member["code"]) % 1000,
        }
        for member in members
    ]
    return {
        "code": siren(20_000_000 + number),
        "nom": name,
        "type": kind,
        "populationMunicipale": sum(row["populationMunicipale"] for row in rows),
        "populationTotale": sum(row["populationTotale"] for row in rows),
        "membres": rows,
    }


AIGUES = commune("99001", "Aigues-Vives")
BORIE = commune("99002", "La Borie-d'Œuvre")
CLAIRAC = commune("99003", "Clairac")
HOMONYM = commune("99004", "Clairac")
DURBAN = commune("99005", "Durban")
ISLAND = commune("99006", "Île-Seule")
OUTSIDE = commune("98001", "Dehors")

FILES: dict[str, list[Data]] = {
    "communes": [AIGUES, BORIE, CLAIRAC, HOMONYM, DURBAN, ISLAND, OUTSIDE],
    "epci": [
        epci(1, "CC des Vignes", [AIGUES, BORIE, CLAIRAC]),
        epci(2, "CC du Haut-Plateau", [HOMONYM, DURBAN, OUTSIDE]),
    ],
    "departements": [
        {"code": "99", "nom": "Essai", "typeLiaison": 5, "zone": "metro"},
        {"code": "98", "nom": "Voisin", "typeLiaison": 2, "zone": "metro"},
    ],
    "ept": [],
}


def files() -> dict[str, list[Data]]:
    """Return a copy of the files, for a test to change."""
    return copy.deepcopy(FILES)


def find(records: list[Data], code: str) -> Data:
    """Return the record of a code."""
    return next(record for record in records if record["code"] == code)


def merged(
    into: str = "99001", gone: str = "99002", name: str | None = None
) -> dict[str, list[Data]]:
    """Return the files of the next vintage: one commune has become part of another."""
    data = files()
    old, new = find(data["communes"], gone), find(data["communes"], into)
    old |= {"type": "commune-deleguee", "chefLieu": into}
    new |= {"anciensCodes": [gone], "nom": name or new["nom"]}
    for one in data["epci"]:
        one["membres"] = [row for row in one["membres"] if row["code"] != gone]
    return data


def write(folder: Path, data: dict[str, list[Data]], version: str = "6.0.0") -> Path:
    """Write the files as the package has them; return the folder of the package."""
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "package.json").write_text(json.dumps({"version": version}))
    for name, records in data.items():
        (folder / "data" / f"{name}.json").write_text(json.dumps(records))
    return folder
