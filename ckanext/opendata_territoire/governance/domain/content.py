"""The fingerprint of a dataset: what a DPO has read, what may be published."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .canonical import canonical

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TECHNICAL_COLUMNS = frozenset(
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
        "position",
        "package_id",
    }
)
"""What machines write: left out, so that their jobs neither cancel an opinion nor are refused."""


IDENTITY_COLUMNS = frozenset({"id", "name"})
"""What names a dataset, and with `id` alone a resource: not the same in a revision."""


@dataclass(frozen=True)
class Part:
    """A dataset or a resource: what CKAN keeps in columns of its own, and all the rest.

    They stay apart because anybody may name an extra field like a technical column.
    """

    columns: Mapping[str, Any]
    extras: Mapping[str, Any] = field(default_factory=dict)

    def content(self, left_out: frozenset[str] = frozenset()) -> dict[str, dict[str, str]]:
        """Return what a person wrote: neither empty values nor what machines write."""
        unread = TECHNICAL_COLUMNS | left_out
        columns = {k: v for k, v in self.columns.items() if k not in unread}
        extras = {k: v for k, v in self.extras.items() if not _is_mark_of_a_job(k, v)}
        return {"columns": _filled(columns), "extras": _filled(extras)}


def form(
    dataset: Part, tags: Sequence[str], resources: Sequence[Part], *, identity: bool = True
) -> bytes:
    """Return the canonical form of a dataset's metadata and of the hashes of its files.

    Args:
        dataset: the dataset itself.
        tags: its keywords; their order does not count.
        resources: its resources in order, the column `hash` naming the file's SHA-256.
        identity: whether ids and the dataset's name count: not to compare a revision with the
            dataset that it revises.

    Returns:
        The same bytes for the same content, however the mappings are ordered.
    """
    of_dataset = frozenset() if identity else IDENTITY_COLUMNS
    of_resource = of_dataset & {"id"}
    content = {
        "dataset": dataset.content(of_dataset),
        "tags": sorted(tags),
        "resources": [resource.content(of_resource) for resource in resources],
    }
    return canonical(content)


def fingerprint(form: bytes) -> str:
    """Return the SHA-256 (64 hexadecimal digits) of a canonical form."""
    return hashlib.sha256(form).hexdigest()


def _is_mark_of_a_job(key: str, value: Any) -> bool:
    # The DataStore says so whether it holds the rows of a file. Anything but a boolean is text.
    return key == "datastore_active" and isinstance(value, bool)


def _filled(fields: Mapping[str, Any]) -> dict[str, str]:
    return {key: _text(value) for key, value in fields.items() if value not in (None, "", [], {})}


def _text(value: Any) -> str:
    # A number is one text, whether it comes from a form or from the database.
    return value if isinstance(value, str) else canonical(value).decode()
