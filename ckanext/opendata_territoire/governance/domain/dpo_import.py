"""Read the file by which a service of DPO tells which organisations have designated it.

Columns `SIREN` and `service`, and as wished `début`, `fin` and `référence`, in any order and with
any capitals or accents. Nothing is guessed: what is not understood is a fault, with its line.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime

MAX_BYTES = 2_000_000
MAX_ROWS = 5_000
MAX_TEXT = 500
_NAMES = {
    "siren": "siren",
    "service": "service",
    "debut": "starts",
    "date de debut": "starts",
    "fin": "ends",
    "date de fin": "ends",
    "reference": "reference",
}
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


@dataclass(frozen=True)
class Row:
    """One line understood: `line` counts from 1, the header being the first."""

    line: int
    siren: str
    service: str
    starts: date | None = None
    ends: date | None = None
    reference: str = ""


@dataclass(frozen=True)
class Fault:
    """What is wrong, in French, and on which line (0: the whole file)."""

    line: int
    message: str

    def __str__(self) -> str:
        return f"Ligne {self.line} : {self.message}" if self.line else self.message


def read(content: bytes) -> tuple[list[Row], list[Fault]]:
    """Return the lines understood and all that is wrong. With a fault, nothing is to be done."""
    try:
        lines = _lines(content)
    except (csv.Error, UnicodeDecodeError, ValueError) as error:
        reason = f"ce n’est pas un fichier CSV : enregistrez-le en « CSV (UTF-8) » ({error})"
        return [], [Fault(0, reason)]
    if not any(cell.strip() for line in lines for cell in line):
        return [], [Fault(0, "le fichier est vide")]
    columns, faults = _columns(lines[0])
    return ([], faults) if faults else _rows(lines, columns)


def _lines(content: bytes) -> list[list[str]]:
    """Return the cells of each line.

    Raises:
        ValueError: it is too large, or no text.
        csv.Error: it is no CSV.
    """
    if len(content) > MAX_BYTES:
        raise ValueError(f"plus de {MAX_BYTES // 1_000_000} Mo")
    text = _text(content)
    if "\0" in text:
        raise ValueError("des octets nuls")
    lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=_separator(text)))
    if len(lines) > MAX_ROWS:
        raise ValueError(f"plus de {MAX_ROWS} lignes")
    return lines


def _text(content: bytes) -> str:
    for bom, encoding in _BOMS.items():
        if content.startswith(bom):
            return content.decode(encoding)
    try:
        return content.decode()
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _separator(text: str) -> str:
    header = text.partition("\n")[0]
    return max(";,\t", key=header.count)


def _columns(header: list[str]) -> tuple[dict[int, str], list[Fault]]:
    found: dict[int, str] = {}
    faults = []
    for place, title in enumerate(header):
        name = _NAMES.get(_plain(title))
        if name is None and title.strip():
            faults.append(Fault(1, f"colonne inconnue « {title.strip()[:40]} »"))
        elif name in found.values():
            faults.append(Fault(1, f"colonne en double « {title.strip()} »"))
        elif name:
            found[place] = name
    missing = {"siren": "SIREN", "service": "service"}
    lacking = [title for name, title in missing.items() if name not in found.values()]
    faults += [Fault(1, f"il manque la colonne « {title} »") for title in lacking]
    return found, faults


def _plain(title: str) -> str:
    bare = unicodedata.normalize("NFKD", title)
    return "".join(c for c in bare if not unicodedata.combining(c)).strip().lower()


def _rows(lines: list[list[str]], columns: dict[int, str]) -> tuple[list[Row], list[Fault]]:
    rows: list[Row] = []
    faults: list[Fault] = []
    first: dict[str, int] = {}
    for line, cells in enumerate(lines[1:], start=2):
        if not any(cell.strip() for cell in cells):
            continue
        if any(cell.strip() for cell in cells[max(columns) + 1 :]):
            faults.append(Fault(line, "plus de cellules que de colonnes"))
            continue
        given = {name: cells[at].strip() for at, name in columns.items() if at < len(cells)}
        row, wrong = _row(line, given)
        faults += [Fault(line, message) for message in wrong]
        if row is None:
            continue
        if row.siren in first:
            faults.append(Fault(line, f"SIREN {row.siren} déjà à la ligne {first[row.siren]}"))
        first.setdefault(row.siren, line)
        rows.append(row)
    if not rows and not faults:
        faults.append(Fault(0, "Le fichier n’a que son en-tête."))
    return rows, faults


def _row(line: int, given: dict[str, str]) -> tuple[Row | None, list[str]]:
    wrong = []
    siren = "".join(given.get("siren", "").split())
    if not (siren.isascii() and siren.isdecimal() and len(siren) == 9):
        wrong.append(f"« {siren[:20]} » n’est pas un SIREN : il faut neuf chiffres")
    service, reference = given.get("service", ""), given.get("reference", "")
    if not service:
        wrong.append("il manque le nom du service")
    texts = (service, reference)
    if any(len(text) > MAX_TEXT or not text.isprintable() for text in texts):
        wrong.append("texte trop long, ou sur plusieurs lignes")
    starts, ends = _day(given.get("starts", "")), _day(given.get("ends", ""))
    for name, day in (("starts", starts), ("ends", ends)):
        if given.get(name) and day is None:
            wrong.append(f"« {given[name][:20]} » n’est pas une date (31/12/2026 ou 2026-12-31)")
    if starts and ends and ends < starts:
        wrong.append("la fin vient avant le début")
    if wrong:
        return None, wrong
    return Row(line, siren, service, starts, ends, reference), []


def _day(text: str) -> date | None:
    """Read a day written as in France or as ISO 8601, of a year when somebody can be designated."""
    pattern = "%d/%m/%Y" if "/" in text else "%Y-%m-%d"
    try:
        day = datetime.strptime(text, pattern).date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        return None
    return day if 1990 <= day.year <= 2100 else None
