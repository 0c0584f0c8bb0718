"""What CKAN takes for granted about the shape of a request."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from .parts import Part

TEXT_KEYS = frozenset(
    {
        "id",
        "id2",
        "name",
        "ref",
        "username",
        "owner_org",
        "package_id",
        "dataset_id",
        "resource_id",
        "organization_id",
        "group_id",
        "user_id",
        "object_id",
        "entity_id",
        "vocabulary_id",
        "object_type",
        "capacity",
        "tag_string",
        "format",
        "url",
        "role",
        "about",
        "email",
        "fullname",
    }
)
"""By what actions name things, and what CKAN reads as text without looking: always text."""

SIMPLE_KEYS = frozenset(
    {
        "approval_status",
        "description",
        "image_url",
        "key",
        "license_id",
        "mimetype",
        "notes",
        "state",
        "title",
        "type",
        "url_type",
    }
)
"""What CKAN compares, looks up or writes before a validator has seen it: no list, no object."""

TEXTS_KEYS = frozenset({"include", "order"})
"""What CKAN goes through as texts: one, or a list of them."""

COUNT_KEYS = frozenset({"limit", "offset", "remember", "rows", "start"})
"""Which part of a list is asked for, and how long a session lasts: a whole number up to
`MAX_COUNT`."""

MAX_COUNT = 2**31 - 1
"""The largest number that Solr takes."""

LISTS_OF_OBJECTS = ("resources", "groups", "tags", "users", "packages", "extras")
"""Where a dataset or a group holds dictionaries that are named in the same way."""

NEEDED = {"tags": "name", "extras": "key"}
"""What each object of a list must have."""

_IN_A_GROUP = re.compile(r"(organization|group)_member_create")
"""Actions of CKAN that look for their `id` before they know whether there is one."""

_OURS = re.compile(r"(governance|territory)_\w+")
"""Actions that take neither lists nor objects, but under `OBJECT_KEYS`. CKAN gives back an empty
list as it came, whatever the validators said of it."""

OBJECT_KEYS = frozenset({"answers"})
"""Where our actions take an object, whose values each action checks."""

OBJECTS_KEYS = frozenset({"conditions"})
"""Where they take a list of objects, none of them empty."""

LIST_KEYS = frozenset({"remarks", "replies"})
"""Where our actions take a list of objects, which each action checks."""

_DIGITS = re.compile(r"[0-9]{1,20}")
_SAVED = re.compile(r"(package|organization|group)_(create|update|patch|revise)")


def not_text(parts: Iterable[Part], composites: Iterable[str] = ()) -> list[str]:
    """Return the names of the fields that must be text and are not, in objects and their lists."""
    lists = {*LISTS_OF_OBJECTS, *composites}
    return sorted(
        {
            key
            for part in parts
            for dictionary in _dictionaries(part.fields, lists)
            for key, value in dictionary.items()
            if (key in TEXT_KEYS and not isinstance(value, (str, type(None))))
            or (key in SIMPLE_KEYS and isinstance(value, (list, dict)))
        }
    )


def _dictionaries(fields: dict[str, Any], lists: set[str]) -> Iterator[dict[str, Any]]:
    yield fields
    for key in fields.keys() & lists:
        items = fields[key]
        if isinstance(items, list):
            yield from (item for item in items if isinstance(item, dict))


def not_texts(data: dict[str, Any]) -> list[str]:
    """Return the names of the fields that must be a text or a list of texts and are not."""
    return sorted(key for key in data.keys() & TEXTS_KEYS if not _are_texts(data[key]))


def _are_texts(value: object) -> bool:
    items = value if isinstance(value, list) else [value]
    return all(isinstance(item, str) for item in items)


def not_single(action: str, data: dict[str, Any]) -> list[str]:
    """Return the names of the fields that must be one value and are a list or an object."""
    if not _OURS.fullmatch(action):
        return []
    single = data.keys() - LIST_KEYS
    return sorted(
        key
        for key in single
        if (isinstance(data[key], list) and not (key in OBJECTS_KEYS and _holds_objects(data[key])))
        or (isinstance(data[key], dict) and key not in OBJECT_KEYS)
        or (key in OBJECTS_KEYS and not isinstance(data[key], list))
    )


def _holds_objects(items: list[Any]) -> bool:
    return all(isinstance(item, dict) and item for item in items)


def missing(action: str, data: dict[str, Any]) -> list[str]:
    """Return the names of the fields that an action cannot do without, and has not."""
    return ["id"] if _IN_A_GROUP.fullmatch(action) and not data.get("id") else []


def not_counts(data: dict[str, Any]) -> list[str]:
    """Return the names of the fields that must be natural numbers, or `null`, and are not."""
    return sorted(key for key in data.keys() & COUNT_KEYS if not _is_count(data[key]))


def _is_count(value: object) -> bool:
    if value is None:
        return True
    if isinstance(value, str):
        return bool(_DIGITS.fullmatch(value)) and int(value) <= MAX_COUNT
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return not value % 1 and 0 <= value <= MAX_COUNT


def saves(action: str) -> bool:
    """Tell whether an action saves a dataset, an organisation or a group."""
    return bool(_SAVED.fullmatch(action))


def not_objects(parts: Iterable[Part], composites: Iterable[str] = ()) -> list[str]:
    """Return the names of the fields that must be lists of objects and are not.

    Args:
        parts: what is saved.
        composites: fields of the schema of datasets that are lists of objects too.
    """
    lists = {*LISTS_OF_OBJECTS, *composites}
    return sorted(
        {
            key
            for part in parts
            for key in part.fields.keys() & lists
            if not _are_objects(part.fields[key], NEEDED.get(key) if part.whole else None)
        }
    )


def _are_objects(value: object, needed: str | None) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and (needed is None or item.get(needed)) for item in value
    )
