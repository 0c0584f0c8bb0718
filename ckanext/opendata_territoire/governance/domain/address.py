"""Where somebody may be sent after signing in or out."""

from __future__ import annotations

import re

# A browser reads "\" as "/" and drops tabs and line ends: "/<tab>/x" is then another site.
_PLAIN = re.compile(r"(?:/|https?://)[^\\\x00-\x1f\x7f]*")


def is_plain(address: str) -> bool:
    """Say whether a browser reads an address as it is written.

    CKAN then decides, from the same reading, whether it is of this site.
    """
    return _PLAIN.fullmatch(address) is not None
