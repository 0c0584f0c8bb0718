"""Formats of files, recognised by their first bytes; no text is read here."""

from __future__ import annotations

import zipfile
import zlib
from typing import IO

MEDIA_TYPES = {
    "CSV": "text/csv",
    "TSV": "text/tab-separated-values",
    "TXT": "text/plain",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLS": "application/vnd.ms-excel",
    "ODS": "application/vnd.oasis.opendocument.spreadsheet",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ODT": "application/vnd.oasis.opendocument.text",
    "JSON": "application/json",
    "GeoJSON": "application/geo+json",
    "XML": "application/xml",
    "KML": "application/vnd.google-earth.kml+xml",
    "GPX": "application/gpx+xml",
    "HTML": "text/html",
    "SVG": "image/svg+xml",
    "PDF": "application/pdf",
    "ZIP": "application/zip",
    "SHP": "application/zip",
    "GZIP": "application/gzip",
    "GPKG": "application/geopackage+sqlite3",
    "Parquet": "application/vnd.apache.parquet",
    "PNG": "image/png",
    "JPEG": "image/jpeg",
}

_MAGIC = {
    b"%PDF-": "PDF",
    b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1": "XLS",
    b"SQLite format 3\0": "GPKG",
    b"PAR1": "Parquet",
    b"\x1f\x8b": "GZIP",
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
}
_XML_ROOTS = {
    "<kml": "KML",
    "<gpx": "GPX",
    "<svg": "SVG",
    "<html": "HTML",
    "<!doctype html": "HTML",
}


def by_signature(stream: IO[bytes], head: bytes) -> tuple[str, bool] | None:
    """Format of a file that is not text, and whether it is whole; None when it may be text.

    Args:
        stream: the whole file, seekable.
        head: its first bytes.
    """
    for magic, form in _MAGIC.items():
        if head.startswith(magic):
            return form, True
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        form = _archive(stream)
        return form or "ZIP", form is not None
    return None


def of_markup(start: str) -> str:
    """Format of a text that begins with ``<``, from its first characters in small letters."""
    for root, form in _XML_ROOTS.items():
        if root in start[:2000]:
            return form
    return "XML"


def _archive(stream: IO[bytes]) -> str | None:
    """Tell formats that are ZIP archives from one another by the names in them; None if damaged."""
    try:
        with zipfile.ZipFile(stream) as archive:
            names = {entry.filename for entry in archive.infolist()}
            kind = _first_bytes(archive, "mimetype") if "mimetype" in names else b""
    except (zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError):
        return None
    if "xl/workbook.xml" in names:
        return "XLSX"
    if "word/document.xml" in names:
        return "DOCX"
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        return "ODS" if b"spreadsheet" in kind else "ODT"
    return "SHP" if any(name.lower().endswith(".shp") for name in names) else "ZIP"


def _first_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as entry:
        return entry.read(80)
