"""Which files are taken in: what is dangerous or is not what its name says stays outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ckanext.opendata_territoire.portal.domain.containers import PROGRAM_EXTENSIONS, extension

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.tabular import FileReading

Reason = Literal[
    "empty", "program", "script", "macros", "encrypted", "bomb", "broken", "unlike_its_name"
]

_TEXT = frozenset({"CSV", "TSV", "TXT"})
_XML = frozenset({"XML", "KML", "GPX", "SVG", "HTML"})
_JSON = frozenset({"JSON", "GeoJSON"})
_EXPECTED = {
    "csv": _TEXT, "tsv": _TEXT, "tab": _TEXT, "txt": _TEXT | _XML | _JSON,
    "json": _JSON, "geojson": _JSON, "topojson": _JSON,
    "xml": _XML, "kml": {"KML"}, "gpx": {"GPX"}, "svg": {"SVG"}, "html": {"HTML", "XML"},
    "htm": {"HTML", "XML"}, "xlsx": {"XLSX"}, "xls": {"XLS"}, "ods": {"ODS"}, "docx": {"DOCX"},
    "doc": {"DOC"}, "odt": {"ODT"}, "pdf": {"PDF"}, "zip": {"ZIP", "SHP", "KMZ"},
    "kmz": {"KMZ", "ZIP"}, "gz": {"GZIP"}, "7z": {"7Z"}, "rar": {"RAR"}, "gpkg": {"GPKG"},
    "parquet": {"Parquet"}, "png": {"PNG"}, "jpg": {"JPEG"}, "jpeg": {"JPEG"}, "gif": {"GIF"},
    "tif": {"TIFF"}, "tiff": {"TIFF"},
}  # fmt: skip
_USUAL = {"GZIP": "gz", "JPEG": "jpg", "SHP": "zip", "TIFF": "tif"}
_FATAL = frozenset({"empty", "program", "script", "macros", "encrypted", "bomb", "broken"})


@dataclass(frozen=True)
class Refusal:
    """Why a file is not taken in.

    Attributes:
        reason: what is wrong.
        extension: the one it bears, in small letters; may be empty.
        format: what its content is; empty when unknown.
    """

    reason: Reason
    extension: str
    format: str

    @property
    def right_extension(self) -> str:
        """Extension that its content calls for; empty when unknown."""
        usual = _USUAL.get(self.format, self.format.lower())
        return usual if usual in _EXPECTED else ""


def refusal(found: FileReading, name: str) -> Refusal | None:
    """Tell why a file is refused; None when it is taken in.

    An extension that is not known here promises nothing: any harmless content suits it.

    Args:
        found: what its content is.
        name: its name, as it was sent.
    """
    borne = extension(name)
    if found.problem in _FATAL:
        return Refusal(found.problem, borne, found.format)  # type: ignore[arg-type]
    if borne in PROGRAM_EXTENSIONS:
        return Refusal("program", borne, found.format)
    if found.format not in _EXPECTED.get(borne, {found.format}):
        return Refusal("unlike_its_name", borne, found.format)
    return None
