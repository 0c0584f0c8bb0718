"""What changed between two states of a dataset, for people to read.

Datasets are those of CKAN's API.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .revision import OF_THE_DATASET, OF_THE_RESOURCE

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Fields = dict[str, Any]

_DERIVED = frozenset({"isopen", "license_title", "license_url", "url", "hash", "mimetype", "size"})
"""What follows from another field, or is told as a change of the file itself."""


COLUMNS = "columns"
"""Where a file has the titles of its columns, when they are compared."""


@dataclass(frozen=True)
class Change:
    """A field that says something else. `None` is what was not filled in."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class FileChange:
    """A file that came, went, has other bytes, or is described otherwise.

    Attributes:
        what: ``added``, ``removed``, ``replaced`` or ``described``.
        name: what it is called now; when it went, what it was called.
        before: size in bytes and SHA-256 before, when there was one.
        after: the same, after.
        fields: what is said of it otherwise.
        columns_added: titles of the columns that it has now and had not.
        columns_removed: titles of those that it had and has no longer.
    """

    what: str
    name: str
    before: Fields | None = None
    after: Fields | None = None
    fields: tuple[Change, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Difference:
    """All that changed, in the order of the record."""

    fields: tuple[Change, ...] = ()
    files: tuple[FileChange, ...] = ()


def between(before: Fields, after: Fields, origins: Mapping[str, str]) -> Difference:
    """Return what changed.

    Args:
        before: the dataset as it was, its files with their `columns` if these are to be compared.
        after: the dataset as it is, likewise.
        origins: id of the file before, by id of the file after; one that is not there is new.
    """
    left_out = OF_THE_DATASET | _DERIVED | {"resources"}
    return Difference(
        fields=tuple(_changes(_of_dataset(before), _of_dataset(after), left_out)),
        files=tuple(_file_changes(before["resources"], after["resources"], origins)),
    )


def _of_dataset(dataset: Fields) -> Fields:
    return {**dataset, "tags": sorted(tag["name"] for tag in dataset.get("tags", []))}


def _changes(before: Fields, after: Fields, left_out: frozenset[str]) -> Iterator[Change]:
    for field in [*after, *(field for field in before if field not in after)]:
        old, new = _filled(before.get(field)), _filled(after.get(field))
        if field not in left_out and old != new:
            yield Change(field, old, new)


def _filled(value: Any) -> Any:
    return None if value in ("", [], {}) else value


def _file_changes(
    before: list[Fields], after: list[Fields], origins: Mapping[str, str]
) -> Iterator[FileChange]:
    old = {resource["id"]: resource for resource in before}
    kept = {origins[new["id"]] for new in after if new["id"] in origins}
    for new in after:
        origin = old.get(origins.get(new["id"], ""))
        if origin is None:
            yield FileChange("added", _name(new), after=_bytes(new))
        elif change := _file_change(origin, new):
            yield change
    for id, resource in old.items():
        if id not in kept:
            yield FileChange("removed", _name(resource), before=_bytes(resource))


def _file_change(old: Fields, new: Fields) -> FileChange | None:
    fields = tuple(_changes(old, new, OF_THE_RESOURCE | _DERIVED | {COLUMNS}))
    replaced = _address(old) != _address(new)
    if not (replaced or fields):
        return None
    what = "replaced" if replaced else "described"
    return FileChange(
        what,
        _name(new),
        _bytes(old),
        _bytes(new),
        fields,
        columns_added=_only(new, old),
        columns_removed=_only(old, new),
    )


def _only(one: Fields, other: Fields) -> tuple[str, ...]:
    known = other.get(COLUMNS) or ()
    return tuple(column for column in one.get(COLUMNS) or () if column not in known)


def _address(resource: Fields) -> str:
    """Return what tells a file from another: its bytes; for a link, where it leads."""
    return resource.get("hash") or resource.get("url") or ""


def _bytes(resource: Fields) -> Fields:
    return {"size": resource.get("size"), "sha256": resource.get("hash") or None}


def _name(resource: Fields) -> str:
    return resource.get("name") or str(resource.get("url") or "").rsplit("/", 1)[-1]


def comparable(dataset: Fields) -> Fields:
    """Return what has to be kept of a dataset to compare it later: neither names nor dates."""
    kept = {key: value for key, value in dataset.items() if key not in OF_THE_DATASET}
    unread = OF_THE_RESOURCE - {"id"}
    files = [
        {key: value for key, value in resource.items() if key not in unread}
        for resource in dataset["resources"]
    ]
    return {**kept, "resources": files}
