"""Images whose copy was cut short or went wrong, known by their structure; no pixel is decoded.

PNG (ISO/IEC 15948) ends with a chunk `IEND`, and each chunk bears its CRC-32. JPEG (ITU-T T.81)
begins with segments that tell their length, then compressed data up to the marker of its end; GIF
(GIF89a) ends with a trailer.
"""

from __future__ import annotations

import zlib
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_PIECE = 1 << 16  # bytes read at once
_PNG_SIGNATURE = 8  # bytes
_JPEG_SCAN, _JPEG_END = 0xDA, b"\xff\xd9"
_JPEG_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_GIF_TRAILER = b"\x3b"


def damaged(stream: IO[bytes], form: str) -> bool:
    """Tell that an image is incomplete, or is no longer what was written.

    Args:
        stream: the whole file, seekable; left anywhere.
        form: its format; nothing is told of one that is not PNG, JPEG or GIF.
    """
    whole = _WHOLE.get(form)
    return whole is not None and not whole(stream)


def _whole_png(stream: IO[bytes]) -> bool:
    stream.seek(_PNG_SIGNATURE)
    while len(head := stream.read(8)) == 8:
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        checksum = zlib.crc32(kind)
        while length and (piece := stream.read(min(length, _PIECE))):
            checksum, length = zlib.crc32(piece, checksum), length - len(piece)
        if length or stream.read(4) != checksum.to_bytes(4, "big"):
            return False
        if kind == b"IEND":
            return True
    return False


def _whole_jpeg(stream: IO[bytes]) -> bool:
    stream.seek(2)
    while len(head := stream.read(2)) == 2 and head[0] == 0xFF:
        if head[1] == 0xFF:  # filling
            stream.seek(-1, 1)
        elif head[1] not in _JPEG_ALONE:
            stream.seek(max(int.from_bytes(stream.read(2), "big") - 2, 0), 1)
        if head[1] == _JPEG_SCAN:
            return _holds(stream, _JPEG_END)
    return False


def _holds(stream: IO[bytes], mark: bytes) -> bool:
    last = b""
    while piece := stream.read(_PIECE):
        if mark in last + piece:
            return True
        last = piece[-1:]
    return False


def _whole_gif(stream: IO[bytes]) -> bool:
    stream.seek(max(0, stream.seek(0, 2) - _PIECE))
    return stream.read().rstrip(b"\0").endswith(_GIF_TRAILER)


_WHOLE: Mapping[str, Callable[[IO[bytes]], bool]] = {
    "PNG": _whole_png,
    "JPEG": _whole_jpeg,
    "GIF": _whole_gif,
}

FORMATS = frozenset(_WHOLE)
