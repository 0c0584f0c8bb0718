"""A title for a dataset, from the name of the file and its columns."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

TITLE_MAX = 120

# Columns that only one kind of file has (SCDL and base adresse locale), folded.
_SIGNATURES = {
    "delib_id": "Délibérations du conseil municipal",
    "nombeneficiaire": "Subventions attribuées",
    "cle_interop": "Base adresse locale",
    "id_ban_toponyme": "Base adresse locale",
    "equip_uid": "Équipements publics",
    "enfant_prenom": "Prénoms des nouveau-nés",
    "marche_id": "Marchés publics",
    "id_pdc_itinerance": "Bornes de recharge pour véhicules électriques",
}

# Words of file names that carry accents or capitals once written in French.
_WORDS = {
    "deliberations": "délibérations", "deliberation": "délibération", "ecoles": "écoles",
    "ecole": "école", "equipements": "équipements", "marches": "marchés", "prenoms": "prénoms",
    "elections": "élections", "energie": "énergie", "electriques": "électriques",
    "vehicules": "véhicules", "velo": "vélo", "medecins": "médecins", "creches": "crèches",
    "creche": "crèche", "elus": "élus", "menus": "menus", "dechets": "déchets",
    "decheteries": "déchèteries", "mediatheques": "médiathèques", "mediatheque": "médiathèque",
    "bibliotheques": "bibliothèques", "cimetieres": "cimetières", "regles": "règles",
    "batiments": "bâtiments", "etablissements": "établissements", "evenements": "évènements",
    "frequentation": "fréquentation", "perimetre": "périmètre", "arretes": "arrêtés",
    "epci": "EPCI", "siret": "SIRET", "bal": "BAL", "decp": "DECP", "plu": "PLU", "scdl": "SCDL",
    "irve": "IRVE",
}  # fmt: skip

_NOISE = frozenset({
    "export", "exports", "extraction", "vf", "vdef", "def", "final", "finale", "version", "copie",
    "copy", "new", "nouveau", "tmp", "test", "utf8", "data", "csv", "xlsx", "ods", "xls", "json",
    "geojson",
})  # fmt: skip
_YEAR = re.compile(r"(19|20)\d\d")
_DATE = re.compile(r"\d{1,4}([-_.]\d{1,2}){1,2}([-_.]\d{2,4})?|\d{6,8}|v\d+|\(\d+\)|\d{1,3}")


def propose(file_name: str, columns: Iterable[str] = ()) -> str:
    """Title in sentence case, without date, version nor « export »; empty when nothing is left.

    A year that is alone stays out too: it belongs to the period covered.
    """
    for column in columns:
        known = _SIGNATURES.get(_fold(column))
        if known:
            return known
    stem = re.sub(
        r"(\.[A-Za-z0-9]{1,8}){1,2}$", "", file_name.replace("\\", "/").rsplit("/", 1)[-1]
    )
    spaced = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])", " ", _DATE.sub(" ", _YEAR.sub(" ", stem)))
    words = [word for word in re.split(r"[\s_+.,;()\[\]-]+", spaced) if word]
    kept = [_WORDS.get(_fold(word), word) for word in words if _fold(word) not in _NOISE]
    text = "".join(char for char in " ".join(kept) if char.isprintable())[:TITLE_MAX].strip()
    return text[:1].upper() + text[1:]


def _fold(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.strip().lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))
