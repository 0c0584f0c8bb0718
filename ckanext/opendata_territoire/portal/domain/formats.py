"""Formats of files, recognised by their first bytes; no text is read here."""

from __future__ import annotations

import re
from typing import IO, TYPE_CHECKING

import magic

from ckanext.opendata_territoire.portal.domain import containers, images

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.containers import Problem

MEDIA_TYPES = {
    "CSV": "text/csv",
    "TSV": "text/tab-separated-values",
    "TXT": "text/plain",
    "XLSX": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "XLS": "application/vnd.ms-excel",
    "ODS": "application/vnd.oasis.opendocument.spreadsheet",
    "DOCX": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "DOC": "application/msword",
    "OLE": "application/x-ole-storage",
    "ODT": "application/vnd.oasis.opendocument.text",
    "JSON": "application/json",
    "GeoJSON": "application/geo+json",
    "XML": "application/xml",
    "KML": "application/vnd.google-earth.kml+xml",
    "KMZ": "application/vnd.google-earth.kmz",
    "GPX": "application/gpx+xml",
    "HTML": "text/html",
    "SVG": "image/svg+xml",
    "PDF": "application/pdf",
    "ZIP": "application/zip",
    "SHP": "application/zip",
    "GZIP": "application/gzip",
    "7Z": "application/x-7z-compressed",
    "RAR": "application/vnd.rar",
    "GPKG": "application/geopackage+sqlite3",
    "Parquet": "application/vnd.apache.parquet",
    "PNG": "image/png",
    "JPEG": "image/jpeg",
    "GIF": "image/gif",
    "TIFF": "image/tiff",
}

_MEDIA_TYPE = re.compile(r"[a-zA-Z0-9.+-]+/[a-zA-Z0-9.+-]+")
_MAGIC = {
    b"%PDF-": "PDF",
    b"SQLite format 3\0": "GPKG",
    b"PAR1": "Parquet",
    b"\x1f\x8b": "GZIP",
    b"7z\xbc\xaf\x27\x1c": "7Z",
    b"Rar!\x1a\x07": "RAR",
    b"\x89PNG\r\n": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF87a": "GIF",
    b"GIF89a": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
_XML_ROOTS = {"kml": "KML", "gpx": "GPX", "svg": "SVG", "html": "HTML"}
# A tag, a declaration or a comment; a cell such as "<5 ans" is none.
_MARKUP = re.compile(r"<(\?xml\b|!doctype\b|!--|[a-z_][\w.:-]*(\s|/?>))")
_ROOT = re.compile(r"<(?:[\w.-]+:)?([a-z_][\w.-]*)")
_PROLOGUE = re.compile(r"<\?.*?\?>|<!--.*?-->", re.DOTALL)
_SCRIPT = re.compile(rb"\s*(#! ?/|@echo off\b|<\?php\b)", re.IGNORECASE)
_WINDOWS = frozenset({
    "application/x-dosexec", "application/vnd.microsoft.portable-executable",
})  # fmt: skip
_PROGRAMS = _WINDOWS | frozenset({
    "application/x-executable", "application/x-pie-executable",
    "application/x-sharedlib", "application/x-mach-binary",
    "application/x-ms-shortcut",
    "application/x-java-applet", "application/x-wasm", "application/wasm", "application/x-dex",
    "application/vnd.debian.binary-package", "application/x-rpm", "application/x-iso9660-image",
    "application/vnd.ms-cab-compressed", "application/x-bytecode.python",
})  # fmt: skip


def is_media_type(text: str) -> bool:
    """Tell a plain ``type/subtype``, without parameters, that a header may hold."""
    return _MEDIA_TYPE.fullmatch(text) is not None


def by_signature(stream: IO[bytes], head: bytes) -> tuple[str, Problem | None] | None:
    """Format of a file that is not text, and what is wrong with it; None when it may be text.

    Args:
        stream: the whole file, seekable.
        head: its first bytes.
    """
    for magic_bytes, form in _MAGIC.items():
        if head.startswith(magic_bytes):
            return form, "damaged" if images.damaged(stream, form) else None
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return containers.of_compound(stream)
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return containers.of_archive(stream)
    return None


def of_binary(head: bytes) -> Problem:
    """Tell a program from other bytes that are neither text nor a format known here."""
    kind = magic.from_buffer(head, mime=True)
    if kind in _WINDOWS and not head.startswith(b"MZ"):
        return "binary"  # one byte is enough for libmagic to see a program of MS-DOS
    return "program" if kind in _PROGRAMS else "binary"


def is_script(head: bytes) -> bool:
    """Tell a text that says it is to be run: by a Unix shell, by Windows, by a web server."""
    return _SCRIPT.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def of_markup(start: str) -> str | None:
    """Format of a text that begins with ``<``, in small letters; None when that is no markup."""
    if not _MARKUP.match(start):
        return None
    body = _PROLOGUE.sub("", start)
    if body.lstrip().startswith("<!doctype html"):
        return "HTML"
    root = _ROOT.search(body)
    return _XML_ROOTS.get(root[1] if root else "", "XML")
