"""What a list may show, and which of its pages exist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

Item = TypeVar("Item")

MAX_PAGE = 10**6
"""No list has more pages, and its first row still has a number that Solr takes."""


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
