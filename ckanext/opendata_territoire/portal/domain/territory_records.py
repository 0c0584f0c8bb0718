"""Reading one record of the reference, hostile until read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from stdnum.fr import siren as siren_number

from .territory import TerritoryError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

COMMUNE_CODE = re.compile(r"(?:[013-9]\d|2[AB1-9])\d{3}")


def records(content: Any, file: str) -> Iterable[dict[str, Any]]:
    """Read a list of objects.

    Raises:
        TerritoryError: at the first record that is none.
    """
    if not isinstance(content, list):
        raise TerritoryError(f"{file} : une liste est attendue.")
    for number, record in enumerate(content, start=1):
        if not isinstance(record, dict):
            raise TerritoryError(f"{file} : l’enregistrement n° {number} n’est pas un objet.")
        yield record


def text(record: Mapping[str, Any], name: str, file: str) -> str:
    """Read a text that is there and can be printed.

    Raises:
        TerritoryError: when it is not.
    """
    value = record.get(name)
    if not (isinstance(value, str) and value.strip() and value.isprintable()):
        which = record.get("code") or record.get("nom")
        raise TerritoryError(f"{file} : « {name} » absent ou illisible ({which!r}).")
    return value.strip()


def count(record: Mapping[str, Any], name: str, file: str) -> int | None:
    """Read a number of inhabitants, which may be absent.

    Raises:
        TerritoryError: when it is no natural number.
    """
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise TerritoryError(f"{file} : « {name} » de {record.get('code')!r} n’est pas un nombre.")
    return value


def commune_code(record: Mapping[str, Any], file: str) -> str:
    """Read the INSEE code of a commune (Code officiel géographique).

    Raises:
        TerritoryError: when it has not its form.
    """
    code = text(record, "code", file)
    if not COMMUNE_CODE.fullmatch(code):
        raise TerritoryError(f"{file} : « {code} » n’est pas le code INSEE d’une commune.")
    return code


def siren_of(value: Any, where: str) -> str:
    """Check a SIREN: nine digits, the last of which checks the others.

    Raises:
        TerritoryError: when it is wrong; `where` begins the message.
    """
    if not (isinstance(value, str) and siren_number.is_valid(value)):
        raise TerritoryError(f"{where} : {value!r} n’est pas un SIREN.")
    return siren_number.compact(value)
