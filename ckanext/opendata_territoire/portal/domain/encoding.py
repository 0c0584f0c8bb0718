"""Which characters do these bytes stand for? Text of French offices: Excel, LibreOffice, DOS.

Only a file that is valid UTF-8 from end to end is called UTF-8. Otherwise the code page whose
reading looks most like French wins: accented small letters count most, signs nobody types count
against.
"""

from __future__ import annotations

import codecs
from typing import IO

CHUNK = 1 << 20

_CODECS = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    "windows-1252": "cp1252",
    "iso-8859-15": "iso8859_15",
    "macintosh": "mac_roman",
    "ibm850": "cp850",
}
_SINGLE_BYTE = ("windows-1252", "iso-8859-15", "macintosh", "ibm850")
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
_LIKELY = frozenset("àâäçéèêëîïôöùûüœ")
_POSSIBLE = frozenset("ÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŒæÆÿáíóòúñÁÍÓÒÚÑ’‘“”«»…–—€°²³§ºª·\xa0")


def names() -> tuple[str, ...]:
    """IANA names that `detect` may answer."""
    return tuple(_CODECS)


def codec(encoding: str) -> str:
    """Python codec that decodes an encoding of `detect`, byte order mark included."""
    return _CODECS[encoding]


def detect(stream: IO[bytes], head: bytes) -> str | None:
    """IANA name of the encoding, or None when the bytes are not text.

    Args:
        stream: the whole file, seekable; left anywhere.
        head: its first bytes (some tens of kilobytes).
    """
    for bom, encoding in _BOMS.items():
        if head.startswith(bom):
            return encoding
    if b"\0" in head:
        return None
    sample = _first_invalid_utf8(stream)
    if sample is None:
        return "utf-8"
    return max(_SINGLE_BYTE, key=lambda encoding: _frenchness(sample, encoding))


def _first_invalid_utf8(stream: IO[bytes]) -> bytes | None:
    """Return the first chunk that is not UTF-8, or None when the whole stream is."""
    stream.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    while True:
        chunk = stream.read(CHUNK)
        try:
            decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return chunk or b"\xff"
        if not chunk:
            return None


def _frenchness(sample: bytes, encoding: str) -> int:
    high = bytes(byte for byte in sample if byte >= 0x80)
    text = high.decode(codec(encoding), errors="replace")
    return sum(_weight(char) for char in text)


def _weight(char: str) -> int:
    if char in _LIKELY:
        return 2
    return 1 if char in _POSSIBLE else -1
