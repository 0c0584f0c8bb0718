"""What an office document holds beside its table: hidden parts, comments, names of people.

All of it is published with the file, and hardly anybody thinks of it. XLSX, DOCX, ODS and ODT are
archives of XML, read here as a stream; this runs in a process of its own (`datasets/apart.py`).
"""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, ClassVar
from xml.parsers import expat

if TYPE_CHECKING:
    from collections.abc import Callable

INSPECTED_MAX = 256 << 20  # bytes of XML, all parts together
NAMES_MAX = 20  # names kept of each kind
FORMATS = frozenset({"XLSX", "DOCX", "ODS", "ODT"})  # what `inspect` reads
_CHUNK = 1 << 16
_LAST_COLUMN = 16_384  # of a sheet: hiding all that follows a table hides nothing
_REPEATS_MAX = 1000  # a longer run of hidden rows or columns is the end of the sheet

_PARTS = re.compile(
    r"xl/(workbook|worksheets/[^/]+|(comments/)?comments?\d*|persons/[^/]+)\.xml"
    r"|word/(document|comments)\.xml|docProps/(core|app)\.xml|content\.xml|meta\.xml"
)
# Elements whose text is the name of a person.
_PEOPLE = frozenset({"creator", "lastModifiedBy", "Manager", "author", "initial-creator"})
# What programs write when nobody said a name.
_NOBODY = re.compile(
    r"|openpyxl|apache poi|xlsxwriter|microsoft( office user| corporation)?|unknown( author)?"
    r"|(un-named|auteur inconnu|utilisateur( windows)?|user|admin(istrateur|istrator)?|author)",
    re.IGNORECASE,
)
_TRUE = frozenset({"1", "true"})
_HIDDEN = frozenset({"collapse", "filter"})


@dataclass(frozen=True)
class Inside:
    """What a document holds.

    Attributes:
        sheets: names of the sheets that are seen.
        hidden_sheets: names of those that are not.
        hidden_columns: how many, all sheets together.
        hidden_rows: the same for rows; a filter hides some too.
        merged: how many cells span several columns or rows.
        formulas: how many cells are computed.
        comments: how many.
        tracked: insertions and deletions that the document remembers.
        people: names of persons, at most `NAMES_MAX`.
        partial: whether the document was too large to be inspected whole.
    """

    sheets: tuple[str, ...] = ()
    hidden_sheets: tuple[str, ...] = ()
    hidden_columns: int = 0
    hidden_rows: int = 0
    merged: int = 0
    formulas: int = 0
    comments: int = 0
    tracked: int = 0
    people: tuple[str, ...] = ()
    partial: bool = False


def inspect(stream: IO[bytes]) -> Inside:
    """Inspect a document.

    Args:
        stream: the whole file, seekable: XLSX, DOCX, ODS or ODT.

    Raises:
        BadZipFile: it is no archive.
    """
    inspection = _Inspection()
    with zipfile.ZipFile(stream) as archive:
        for name in archive.namelist():
            if _PARTS.fullmatch(name):
                inspection.read(archive, name)
    return inspection.found()


class _Inspection:
    """Counts, gathered element by element."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.sheets: dict[str, bool] = {}
        self.people: dict[str, None] = {}
        self.left = INSPECTED_MAX
        self._unseen_styles: set[str] = set()
        self._style = ""
        self._text: list[str] | None = None

    def found(self) -> Inside:
        return Inside(
            sheets=tuple(name for name, seen in self.sheets.items() if seen),
            hidden_sheets=tuple(name for name, seen in self.sheets.items() if not seen),
            people=tuple(self.people)[:NAMES_MAX],
            partial=self.left <= 0,
            **self.counts,
        )

    def read(self, archive: zipfile.ZipFile, name: str) -> None:
        """Read a part as far as it is well formed."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        try:
            with archive.open(name) as part:
                while self.left > 0 and (chunk := part.read(_CHUNK)):
                    self.left -= len(chunk)
                    parser.Parse(chunk)
        except (expat.ExpatError, zipfile.BadZipFile, EOFError):
            return

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        if name in _PEOPLE:
            self._text = []
        if handle := self._HANDLERS.get(name):
            handle(self, {key.rsplit(":", 1)[-1]: value for key, value in attributes.items()})

    def _end(self, _tag: str) -> None:
        if self._text is not None:
            self._person("".join(self._text))
            self._text = None

    def _characters(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def _person(self, name: str) -> None:
        name = " ".join(name.split())[:80]
        if not _NOBODY.fullmatch(name):
            self.people[name] = None

    def _sheet(self, attributes: dict[str, str]) -> None:
        self.sheets[attributes.get("name", "")] = attributes.get("state") not in {
            "hidden", "veryHidden",
        }  # fmt: skip

    def _columns(self, attributes: dict[str, str]) -> None:
        first, last = (_number(attributes.get(side)) for side in ("min", "max"))
        if attributes.get("hidden") in _TRUE and last < _LAST_COLUMN:
            self.counts["hidden_columns"] += last - first + 1

    def _row(self, attributes: dict[str, str]) -> None:
        self.counts["hidden_rows"] += attributes.get("hidden") in _TRUE

    def _merged(self, _attributes: dict[str, str]) -> None:
        self.counts["merged"] += 1

    def _formula(self, _attributes: dict[str, str]) -> None:
        self.counts["formulas"] += 1

    def _comment(self, attributes: dict[str, str]) -> None:
        self.counts["comments"] += 1
        self._person(attributes.get("author", ""))

    def _tracked(self, attributes: dict[str, str]) -> None:
        self.counts["tracked"] += 1
        self._person(attributes.get("author", ""))

    def _someone(self, attributes: dict[str, str]) -> None:
        self._person(attributes.get("displayName", ""))

    def _named_style(self, attributes: dict[str, str]) -> None:
        self._style = attributes.get("name", "")

    def _table_style(self, attributes: dict[str, str]) -> None:
        if attributes.get("display") == "false":
            self._unseen_styles.add(self._style)

    def _table(self, attributes: dict[str, str]) -> None:
        seen = attributes.get("style-name") not in self._unseen_styles
        self.sheets[attributes.get("name", "")] = seen

    def _table_column(self, attributes: dict[str, str]) -> None:
        self._table_band("hidden_columns", attributes, "number-columns-repeated")

    def _table_row(self, attributes: dict[str, str]) -> None:
        self._table_band("hidden_rows", attributes, "number-rows-repeated")

    def _table_band(self, what: str, attributes: dict[str, str], repeated: str) -> None:
        repeats = _number(attributes.get(repeated, "1"))
        if attributes.get("visibility") in _HIDDEN and repeats <= _REPEATS_MAX:
            self.counts[what] += repeats

    def _table_cell(self, attributes: dict[str, str]) -> None:
        self.counts["formulas"] += "formula" in attributes
        spans = (attributes.get(f"number-{way}-spanned", "1") for way in ("columns", "rows"))
        self.counts["merged"] += any(span != "1" for span in spans)

    _HANDLERS: ClassVar[dict[str, Callable[..., None]]] = {
        "sheet": _sheet, "col": _columns, "row": _row,
        "mergeCell": _merged, "f": _formula, "comment": _comment,
        "annotation": _comment, "ins": _tracked, "del": _tracked,
        "changed-region": _tracked, "person": _someone,
        "style": _named_style, "table-properties": _table_style,
        "table": _table, "table-column": _table_column,
        "table-row": _table_row, "table-cell": _table_cell,
    }  # fmt: skip


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 9 else 0
