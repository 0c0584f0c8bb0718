"""The colour of the pages of a place. Pure.

One hue for each intercommunality, shared by its communes, chosen by its address: it stays the same
from one import to the next. Names and values are those of `tokens.css`, whose contrast was computed
for every hue; nobody chooses a free colour.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Mapping

PORTAL = "pin"
HUES = ("olive", "ocre", "etang", "lavande", "figue")


def hue_of(place: Mapping[str, Any]) -> str:
    """Name the hue of a place.

    Args:
        place: has `kind`, `name` and `parent`, the address of the organisation above.

    Returns:
        `PORTAL` for the département and for bodies that are no commune and no EPCI.
    """
    group = {"epci": place["name"], "commune": place["parent"]}.get(place["kind"])
    return HUES[crc32(group.encode()) % len(HUES)] if group else PORTAL
