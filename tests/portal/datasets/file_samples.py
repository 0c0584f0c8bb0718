"""Real files of every sort met at a deposit, good and bad, made on the spot."""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import Path
from typing import Any

import xlsxwriter
import xlwt

HTML = b"<!DOCTYPE html>\n<html><body><form>Connexion</form></body></html>"
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
PE = b"MZ".ljust(60, b"\0") + struct.pack("<I", 64) + b"PE\0\0d\x86" + b"\0" * 200
MACHO = b"\xcf\xfa\xed\xfe\x07\0\0\x01\x03\0\0\0\x02\0\0\0" + b"\0" * 200
LINK = b"L\0\0\0\x01\x14\x02\0\0\0\0\0\xc0\0\0\0\0\0\0F" + b"\0" * 200
MSI_CLASS = bytes.fromhex("84100c0000000000c000000000000046")


def elf() -> bytes:
    """The first bytes of a program of this machine."""
    return Path("/bin/true").read_bytes()[:4096]


def archive(names: dict[str, bytes]) -> bytes:
    """A ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in names.items():
            target.writestr(name, content)
    return stream.getvalue()


def with_parts(content: bytes, **parts: bytes) -> bytes:
    """An archive with other files added; `__` in a name stands for `/`, `_` for a dot."""
    stream = io.BytesIO(content)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name.replace("__", "/").replace("_", "."), part)
    return stream.getvalue()


def workbook(rows: list[list[Any]] | None = None, author: str = "") -> bytes:
    """A plain Excel workbook."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.set_properties({"author": author})
        sheet = book.add_worksheet()
        for number, row in enumerate(rows or [["Nom", "Élèves"], ["Jean-Fictif", 120]]):
            sheet.write_row(number, 0, row)
    return stream.getvalue()


def old_workbook(hidden: bool) -> bytes:
    """A workbook of before 2007, XLS, with a second sheet, hidden or not."""
    book = xlwt.Workbook()
    shown, other = book.add_sheet("Écoles"), book.add_sheet("Caché")
    for column, title in enumerate(("Nom", "Élèves")):
        shown.write(0, column, title)
        shown.write(1, column, f"{title} 1")
    other.write(0, 0, "Note fictive")
    other.visibility = int(hidden)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def compound(*names: str, identifier: bytes = bytes(16)) -> bytes:
    """A compound file (OLE) that holds empty streams: three names at most."""
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096,
                          0xFFFFFFFE, 0, 0xFFFFFFFE, 0, 0)  # fmt: skip
    header = header.ljust(512, b"\xff")
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE).ljust(512, b"\xff")
    nothing = 0xFFFFFFFF
    entries = [_entry("Root Entry", 5, (nothing, 1 if names else nothing), identifier)]
    for number, name in enumerate(names, 1):
        following = number + 1 if number < len(names) else nothing
        entries.append(_entry(name, 2, (following, nothing)))
    return header + table + b"".join(entries).ljust(512, b"\0")


def _entry(name: str, kind: int, links: tuple[int, int], identifier: bytes = bytes(16)) -> bytes:
    following, child = links
    text = (name + "\0").encode("utf-16-le")
    entry = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, 0xFFFFFFFF,
                                                following, child)  # fmt: skip
    return (entry + identifier + bytes(20) + struct.pack("<IQ", 0xFFFFFFFE, 0)).ljust(128, b"\0")
