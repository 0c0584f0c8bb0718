"""How a column of a table is set: figures, codes, sentences. Pure."""

from __future__ import annotations

import re
from typing import Literal

from ckanext.opendata_territoire.portal.domain.titles import fold

SHORT_CELL = 28  # characters that stay on one line

ColumnKind = Literal["number", "short", "long"]
ColumnContent = Literal["empty", "code", "integer", "decimal", "date", "yes_no", "text"]

ColumnType = Literal["empty", "number", "date", "yes_no", "text"]

_NUMBER = re.compile(r"[-+]?\d{1,15}([.,]\d+)?")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{4})([T ]\d{1,2}:\d{2}.*)?")
_YES_NO = frozenset({"oui", "non", "vrai", "faux", "true", "false"})
_WORD = re.compile(r"[A-Z]?[^\W\d_A-Z]+|[A-Z]+")
_ZERO = re.compile(r"0\d")
_SEVERAL = 3
_WIDTHS = frozenset({5, 9, 10, 14})
"""Digits of an INSEE or postal code, of a SIREN, of a telephone number, of a SIRET."""

# fmt: off
_CODES = frozenset({
    "ape", "code", "codes", "codgeo", "cp", "depcom", "fax", "finess", "id", "identifiant", "insee",
    "naf", "nic", "num", "numero", "postal", "ref", "reference", "rna", "siren", "siret", "tel",
    "telephone", "uai", "uid",
})
_QUANTITIES = frozenset({
    "budget", "cout", "depense", "depenses", "effectif", "habitants", "montant", "nb", "nombre",
    "population", "prix", "quantite", "recette", "recettes", "somme", "superficie", "surface",
    "total", "totale", "valeur",
})
# fmt: on


def kind(title: str, cells: list[str]) -> ColumnKind:
    """Say how a column is best set: figures to the right, short cells unbroken, long ones wide.

    Args:
        title: title of the column; may be empty.
        cells: its first cells, as text.
    """
    said = [cell for cell in cells if cell]
    if said and all(_NUMBER.fullmatch(cell) for cell in said) and not _are_codes(title, said):
        return "number"
    return "long" if any(len(cell) > SHORT_CELL for cell in said) else "short"


def content(title: str, cells: list[str]) -> ColumnContent:
    """Say what the first cells of a column hold, as a person would call it.

    Args:
        title: title of the column; may be empty.
        cells: its first cells, as text.
    """
    said = [cell.strip() for cell in cells if cell.strip()]
    if not said:
        return "empty"
    if all(_NUMBER.fullmatch(cell) for cell in said):
        if _are_codes(title, said):
            return "code"
        return "integer" if all(cell.lstrip("+-").isdecimal() for cell in said) else "decimal"
    if all(_DATE.fullmatch(cell) for cell in said):
        return "date"
    return "yes_no" if {cell.casefold() for cell in said} <= _YES_NO else "text"


def cell_type(cell: str) -> ColumnType:
    """Say what one cell is, without spaces around it: of which type its column then is at least."""
    if not cell:
        return "empty"
    if _NUMBER.fullmatch(cell):
        return "number"
    if _DATE.fullmatch(cell):
        return "date"
    return "yes_no" if cell.casefold() in _YES_NO else "text"


def _are_codes(title: str, cells: list[str]) -> bool:
    """Tell digits that name something from those that count: nobody adds up postal codes.

    By the title, by a zero that no number begins with, or by the width that official codes have,
    when several different cells have it and the title does not speak of a quantity.
    """
    words = {fold(word) for word in _WORD.findall(title)}
    if words & _CODES or any(_ZERO.match(cell) for cell in cells):
        return True
    if words & _QUANTITIES or len(set(cells)) < _SEVERAL:
        return False
    widths = {len(cell) if cell.isdecimal() else 0 for cell in cells}
    return len(widths) == 1 and widths <= _WIDTHS
