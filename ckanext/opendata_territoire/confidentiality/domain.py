"""What a request may not hold, and what a list may show. Pure rules."""

from __future__ import annotations

import math
import re
import unicodedata
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Item = TypeVar("Item")

MAX_DEPTH = 32
"""Levels of lists and objects. A multipolygon inside a dataset takes nine."""

MAX_INTEGER = 2**63
"""From here on PostgreSQL has no integer."""

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

COUNT_KEYS = frozenset({"limit", "offset", "rows", "start"})
"""Which part of a list is asked for: a whole number up to `MAX_COUNT`."""

MAX_COUNT = 2**31 - 1
"""The largest number that Solr takes."""

MAX_PAGE = 10**6
"""No list has more pages, and its first row still has a number that Solr takes."""

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

_DIGITS = re.compile(r"[0-9]{1,20}")
_SAVED = re.compile(r"(package|organization|group)_(create|update|patch|revise)")


class Fault(Enum):
    """Why a request is refused before anything reads it."""

    NULL = "null"
    SURROGATE = "surrogate"
    NOT_FINITE = "not finite"
    TOO_BIG = "too big"
    TOO_DEEP = "too deep"
    CONTROL = "control"


def fault(value: object) -> Fault | None:
    """Return what no store can keep in a value as JSON gives them, or `None`."""
    level: list[object] = [value]
    for _ in range(MAX_DEPTH + 1):
        if not level:
            return None
        if found := next(filter(None, map(_fault_of, level)), None):
            return found
        level = [part for item in level for part in _parts(item)]
    return Fault.TOO_DEEP if level else None


def fault_of_path(path: str) -> Fault | None:
    """Return what the path of an address may not hold, or `None`: it ends in headers and logs."""
    if found := _fault_of_text(path):
        return found
    return Fault.CONTROL if any(unicodedata.category(char) == "Cc" for char in path) else None


def _parts(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        yield from value.keys()
        yield from value.values()
    elif isinstance(value, list):
        yield from value


def _fault_of(value: object) -> Fault | None:
    if isinstance(value, str):
        return _fault_of_text(value)
    if isinstance(value, float) and not math.isfinite(value):
        return Fault.NOT_FINITE
    if isinstance(value, int) and abs(value) >= MAX_INTEGER:
        return Fault.TOO_BIG
    return None


def _fault_of_text(text: str) -> Fault | None:
    if "\0" in text:
        return Fault.NULL
    # Encoding is what fails later, in the database: a lone surrogate has no UTF-8.
    try:
        text.encode()
    except UnicodeEncodeError:
        return Fault.SURROGATE
    return None


def not_text(data: dict[str, Any]) -> list[str]:
    """Return the names of the fields that must be text and are not."""
    update = data.get("update")
    data = data | update if isinstance(update, dict) else data
    dictionaries = [data]
    for key in LISTS_OF_OBJECTS:
        items = data.get(key)
        if isinstance(items, list):
            dictionaries += [item for item in items if isinstance(item, dict)]
    return sorted(
        {
            key
            for dictionary in dictionaries
            for key, value in dictionary.items()
            if (key in TEXT_KEYS and not isinstance(value, (str, type(None))))
            or (key in SIMPLE_KEYS and isinstance(value, (list, dict)))
        }
    )


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
    return sorted(
        key
        for key, value in data.items()
        if isinstance(value, list) or (isinstance(value, dict) and key not in OBJECT_KEYS)
    )


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


def not_objects(action: str, data: dict[str, Any], composites: Iterable[str] = ()) -> list[str]:
    """Return the names of the fields that must be lists of objects and are not.

    Args:
        action: name of the action; only those that save a dataset, an organisation or a group have
            such fields.
        data: what it is given.
        composites: fields of the schema of datasets that are lists of objects too.
    """
    if not _SAVED.fullmatch(action):
        return []
    update = data.get("update")
    saved = data | update if isinstance(update, dict) else data
    keys = saved.keys() & {*LISTS_OF_OBJECTS, *composites}
    return sorted(key for key in keys if not _are_objects(saved[key], NEEDED.get(key)))


def _are_objects(value: object, needed: str | None) -> bool:
    return isinstance(value, list) and all(
        isinstance(item, dict) and (needed is None or item.get(needed)) for item in value
    )


def is_beyond_lists(number: str) -> bool:
    """Tell whether the number of a page is one that no list has; what is no number is not."""
    try:
        return int(number) > MAX_PAGE
    except ValueError:
        return False


def page(items: Iterable[Item], offset: int, limit: int | None) -> list[Item]:
    """Return one page of a list; no limit gives all that follows."""
    end = None if limit is None else offset + limit
    return list(items)[offset:end]


def is_about_dataset(activity_type: str | None) -> bool:
    """Tell whether an activity has a dataset for object: all do, but those of groups and people."""
    words = (activity_type or "").split()
    return not words or words[-1] not in ("group", "organization", "user")


_KEPT = {
    "package": ("id", "name", "title", "type"),
    "group": ("id", "name", "title", "type", "is_organization"),
}


def reduced(data: dict[str, Any], dataset: dict[str, Any] | None) -> dict[str, Any]:
    """Return the data of an activity, as little as a list needs to name its object.

    Args:
        data: what CKAN stored: the whole object, as it was on that day.
        dataset: what the dataset is called today, which replaces what it was called.
    """
    kept: dict[str, Any] = {
        key: data[key]
        for key in ("actor", "id", "title", "package_id", "resource_id")
        if isinstance(data.get(key), str)
    }
    for name, fields in _KEPT.items():
        if isinstance(found := data.get(name), dict):
            current = dataset or {} if name == "package" else {}
            kept[name] = {key: found[key] for key in fields if key in found} | current
    return kept
