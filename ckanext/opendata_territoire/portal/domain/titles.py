"""A title for a dataset, from the name of the file and its columns."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING
from urllib.parse import unquote

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

# Words that lose their accents or capitals in file names, as French writes them. None of those that
# are another word without: « collecte », « marche ».
_ACCENTED = """
    activité activités âgées ALSH aménagement aménagements arrêt arrêtés arrêts BAL bâtiment
    bâtiments bibliothèque bibliothèques CCAS cimetière cimetières collectivités communauté crèche
    crèches décès déchet déchèterie déchèteries déchets DECP délégués délibération délibérations
    député députés DPO éclairage école écoles économie économique économiques églises élection
    élections électoral électorale électricité électriques élèves élus énergie énergies entrées
    EPCI équipement équipements ERP établissement établissements état étude études évènement
    évènements fêtes forêt forêts fréquentation général générale généraux hébergement hébergements
    hôtels INSEE intérêts IRVE itinéraires marchés médecins médiathèque médiathèques ménages météo
    métropole mobilité musée musées numérique périmètre périscolaire piétons PLU PLUi PMR prénom
    prénoms propreté propriété propriétés qualité règlement règlements règles relevés répertoire
    réseau réseaux résidences RGPD santé SCDL scolarité sécurité sélectif SIREN SIRET société
    téléphone trésorerie véhicules vélo vélos
"""

_MONTHS = frozenset({
    "janvier", "fevrier", "mars", "avril", "mai", "juin", "juillet", "aout", "septembre", "octobre",
    "novembre", "decembre",
})  # fmt: skip
_NOISE = _MONTHS | {
    "export", "exports", "extraction", "vf", "vdef", "def", "final", "finale", "version", "copie",
    "copy", "new", "nouveau", "tmp", "test", "utf8", "data", "csv", "xlsx", "ods", "xls", "json",
    "geojson",
}  # fmt: skip
# What office software calls a file: words that say nothing when no other is there.
_EMPTY = frozenset({
    "classeur", "feuille", "feuil", "document", "fichier", "tableau", "liste", "sans", "titre",
    "sheet", "book", "workbook", "untitled", "mon", "ma", "mes", "donnees",
})  # fmt: skip
_LINKS = frozenset({"de", "du", "des", "d", "et", "la", "le", "les", "l", "pour", "au", "aux"})
_COLLECTIONS = frozenset({"liste", "annuaire", "inventaire", "registre", "repertoire"})

_YEAR = re.compile(r"(19|20)\d\d")
# A number by itself; a version, a quarter, a week: v2, T1, S12.
_NUMBER = re.compile(r"(?<![^\W_])[QTSV]?\d+(?![^\W_])", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(\.(csv|tsv|txt|json|geojson|xml|xlsx?|ods|kml|shp|gpkg|pdf|tar))?\.[a-z0-9]{1,8}$",
    re.IGNORECASE,
)
_HUMP = re.compile(r"(?<=[a-zà-ÿ])[A-ZÀ-Þ](?=[a-zà-ÿ])")


def propose(file_name: str, columns: Iterable[str] = (), place: str = "") -> str:
    """Title in sentence case, without date, version nor « export »; empty when nothing is left.

    A year or a month that is alone stays out too: it belongs to the period covered; and so does the
    name of the place, which the organisation has already.
    """
    for column in columns:
        known = _SIGNATURES.get(fold(column))
        if known:
            return known
    words = _in_french(_elsewhere(_words(file_name), place))
    text = "".join(char for char in " ".join(words) if char.isprintable())[:TITLE_MAX].strip()
    return text[:1].upper() + text[1:]


def _words(file_name: str) -> list[str]:
    """Words of the name of a file that say something, as they are written there."""
    stem = _EXTENSION.sub("", unquote(file_name).replace("\\", "/").rsplit("/", 1)[-1])
    for dated in (_YEAR, _NUMBER):
        stem = dated.sub(" ", stem)
    spaced = _HUMP.sub(lambda hump: f" {hump[0].lower()}", stem)
    words = [word for word in re.split(r"[\s_+.,;()\[\]–—-]+", spaced) if word]
    kept = [word for word in words if fold(word) not in _NOISE]
    while kept and fold(kept[0]) in _LINKS:
        kept.pop(0)
    says = any(fold(word).rstrip("0123456789") not in _EMPTY | _LINKS for word in kept)
    return kept if says else []


def _elsewhere(words: list[str], place: str) -> list[str]:
    """Leave out the name of a place, and the link before it, unless nothing else is said."""
    folded = [fold(word) for word in words]
    named = [fold(word) for word in re.findall(r"\w+", re.sub(r"\(.*?\)", "", place))]
    for start in range(len(words)):
        if named and folded[start : start + len(named)] == named:
            before = words[:start]
            while before and fold(before[-1]) in _LINKS | {"a"}:
                before.pop()
            return [*before, *words[start + len(named) :]] or words
    return words


def _in_french(words: list[str]) -> list[str]:
    """Give words their accents, their capitals, and « des » after « liste »."""
    shouted = not any(char.islower() for word in words for char in word)
    found: list[str] = []
    for word in words:
        after_list = len(found) == 1 and fold(found[0]) in _COLLECTIONS
        if after_list and word.lower().endswith(("s", "x")) and fold(word) not in _LINKS:
            found.append("des")
        calm = word.lower() if shouted and len(word) > 4 else word
        calm = calm.capitalize() if len(calm) > 5 and calm.isupper() and calm.isalpha() else calm
        found.append(_WORDS.get(fold(word), calm))
    return found


def fold(word: str) -> str:
    """Give a word in lower case and without accents."""
    decomposed = unicodedata.normalize("NFD", word.strip().lower())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


_WORDS = {fold(word): word for word in _ACCENTED.split()}
