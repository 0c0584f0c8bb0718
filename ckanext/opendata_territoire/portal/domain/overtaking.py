"""Two people on one form: what each changed is told from prints of what they had before them.

A form carries the prints of the values that it shows. Sent later than somebody else's, it neither
writes over what its author left alone, nor silently over what the other wrote.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PRINT_LENGTH = 16  # hexadecimal digits: enough to see a change, short enough for a form


def print_of(value: Any) -> str:
    """Print of the value of a field, the same for all the ways to write that there is none."""
    text = json.dumps(_plain(value), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:PRINT_LENGTH]


def read_prints(text: str) -> dict[str, str]:
    """Prints by field, as a form carries them; none when the text is anything else."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(found, dict):
        return {}
    return {name: value for name, value in found.items() if isinstance(value, str)}


def overtaken(
    changed: Iterable[str], seen: Mapping[str, str], now: Mapping[str, str], sent: Mapping[str, str]
) -> tuple[set[str], set[str]]:
    """Tell the fields that somebody else changed since a form was shown.

    Args:
        changed: fields whose sent value is not the stored one.
        seen: prints of what the author had before them; a field without one is not judged.
        now: prints of what is stored.
        sent: prints of what the author sends.

    Returns:
        The fields that the author left alone, whose stored value stays; the fields that both
        changed, of which the author must be told.
    """
    moved = {name for name in changed if name in seen and seen[name] != now.get(name)}
    left_alone = {name for name in moved if seen[name] == sent.get(name)}
    return left_alone, moved - left_alone


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items() if item not in (None, "")} or ""
    if isinstance(value, (list, tuple)):
        items = [plain for item in value if (plain := _plain(item))]
        return "\n".join(items) if all(isinstance(item, str) for item in items) else items
    return "" if value is None else str(value)
