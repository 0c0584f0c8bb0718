"""Files that hold other files: ZIP archives, office documents, Microsoft's compound files.

Only their tables of contents are read, never what they hold: a bomb stays folded.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import IO, Literal

import olefile

Problem = Literal[
    "empty", "binary", "damaged", "too_large",
    "broken", "bomb", "encrypted", "macros", "program", "script",
]  # fmt: skip

DIRECTORY_MAX = 16 << 20  # bytes; an archive whose table of contents is larger is made to harm
UNFOLDED_MAX = 100 << 20  # bytes; what unfolds to less is no bomb
FOLDING_MAX = 200  # times; text of tables folds 5 to 60 times, zeros a thousand

# What Windows, macOS or Linux run when it is opened, without asking.
PROGRAM_EXTENSIONS = frozenset({
    "apk", "app", "appimage", "bat", "class", "cmd", "com", "command", "cpl", "deb", "dll", "dmg",
    "elf", "exe", "gadget", "hta", "inf", "iso", "jar", "js", "jse", "lnk", "mjs", "msc", "msi",
    "msp", "mst", "php", "pif", "pkg", "ps1", "psm1", "reg", "rpm", "run", "scr", "sh", "sys",
    "url", "vb", "vbe", "vbs", "wsc", "wsf", "wsh",
})  # fmt: skip

_ENCRYPTED_FLAG = 0x1
ARCHIVE_FAULTS = (
    zipfile.BadZipFile, zlib.error, RuntimeError, OSError, ValueError, EOFError, struct.error,
)  # fmt: skip
_OLE_FAULTS = (OSError, ValueError, IndexError, KeyError, TypeError, AttributeError, struct.error)
_MSI = "000C1084-0000-0000-C000-000000000046"  # class identifier of Windows Installer


def extension(name: str) -> str:
    """Extension of a file name in small letters, without its dot; dots and blanks at the end."""
    return PurePosixPath(name.rstrip(". \t")).suffix[1:].lower()


def of_archive(stream: IO[bytes]) -> tuple[str, Problem | None]:
    """Format of a ZIP archive, and why it cannot be taken, if so.

    Args:
        stream: the whole file, seekable.
    """
    try:
        if _directory_size(stream) > DIRECTORY_MAX:
            return "ZIP", "bomb"
        with zipfile.ZipFile(stream) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            form = _archive_format(archive, names)
            return form, _archive_problem(archive, entries, names)
    except ARCHIVE_FAULTS:
        return "ZIP", "broken"


def of_compound(stream: IO[bytes]) -> tuple[str, Problem | None]:
    """Format of a compound file (Office before 2007, encrypted Office), and what is wrong with it.

    Args:
        stream: the whole file, seekable.
    """
    stream.seek(0)
    try:
        with olefile.OleFileIO(stream.read()) as compound:
            names = {str(path[-1]).lower() for path in compound.listdir()}
            identifier = compound.root.clsid if compound.root else ""
    except _OLE_FAULTS:
        return "XLS", "broken"
    form = "DOC" if "worddocument" in names else "XLS" if {"workbook", "book"} & names else "OLE"
    if identifier == _MSI:
        return form, "program"
    if "encryptedpackage" in names:
        return form, "encrypted"
    return form, "macros" if "_vba_project" in names else None


def _directory_size(stream: IO[bytes]) -> int:
    """Bytes of the table of contents that an archive announces at its end; 0 when it has none.

    `zipfile` reads this table whole.
    """
    stream.seek(max(0, stream.seek(0, 2) - (1 << 17)))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    size = int.from_bytes(tail[end + 12 : end + 16], "little") if end >= 0 else 0
    if size != 0xFFFFFFFF:
        return size
    end = tail.rfind(b"PK\x06\x06")  # ZIP64
    return int.from_bytes(tail[end + 40 : end + 48], "little") if end >= 0 else size


def _archive_format(archive: zipfile.ZipFile, names: set[str]) -> str:
    if "xl/workbook.xml" in names:
        return "XLSX"
    if "word/document.xml" in names:
        return "DOCX"
    kind = _first_bytes(archive, "mimetype") if "mimetype" in names else b""
    if kind.startswith(b"application/vnd.oasis.opendocument"):
        return "ODS" if b"spreadsheet" in kind else "ODT"
    extensions = {extension(name) for name in names}
    if "shp" in extensions:
        return "SHP"
    return "KMZ" if "doc.kml" in names else "ZIP"


def _archive_problem(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], names: set[str]
) -> Problem | None:
    unfolded = sum(entry.file_size for entry in entries)
    folded = sum(entry.compress_size for entry in entries)
    if unfolded > UNFOLDED_MAX and unfolded > folded * FOLDING_MAX:
        return "bomb"
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        return "encrypted"
    manifest = "META-INF/manifest.xml"
    if manifest in names and b"encryption-data" in _first_bytes(archive, manifest, 1 << 20):
        return "encrypted"
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        return "macros"
    return "program" if PROGRAM_EXTENSIONS & {extension(name) for name in names} else None


def _first_bytes(archive: zipfile.ZipFile, name: str, count: int = 80) -> bytes:
    with archive.open(name) as entry:
        return entry.read(count)
