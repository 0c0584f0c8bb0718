"""The fingerprint of a dataset: what a DPO has read, what may be published."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TECHNICAL_KEYS = frozenset(
    {
        "state",
        "private",
        "creator_user_id",
        "plugin_data",
        "metadata_created",
        "metadata_modified",
        "created",
        "last_modified",
        "cache_last_updated",
        "datastore_active",
        "position",
        "package_id",
    }
)
"""What machines write: left out, so that their jobs neither cancel an opinion nor are refused."""


def fingerprint(
    dataset: Mapping[str, Any], tags: Sequence[str], resources: Sequence[Mapping[str, Any]]
) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a dataset's metadata and files.

    Args:
        dataset: the dataset's own fields, extras included.
        tags: its keywords; their order does not count.
        resources: the fields of each resource in order, `hash` naming the file's SHA-256.

    Returns:
        The same value for the same content, however the mappings are ordered: empty values and
        `TECHNICAL_KEYS` do not count.
    """
    content = {
        "dataset": _meaningful(dataset),
        "tags": sorted(tags),
        "resources": [_meaningful(resource) for resource in resources],
    }
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _meaningful(fields: Mapping[str, Any]) -> dict[str, str]:
    return {
        key: str(value)
        for key, value in fields.items()
        if key not in TECHNICAL_KEYS and value not in (None, "", [], {})
    }
