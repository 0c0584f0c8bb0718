"""Whether an edit stays where the conditions of an opinion ask for one.

Contents are those of `content.form`, read from its JSON: exactly what the fingerprint covers, so
that no change slips between what is compared and what is published.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .remarks import Target

Content = dict[str, Any]

TAGS = "tag_string"
"""The field of the form that a dataset's keywords are written in."""

OF_THE_BYTES = frozenset(
    {"url", "hash", "size", "file_name", "encoding", "separator", "row_count", "column_count"}
)
"""What a file replaced by another of the same format brings with it."""


def stays_within(before: Content, after: Content, places: Iterable[Target]) -> bool:
    """Say whether nothing changed but at some places.

    A field may say anything; a file may change in all that is said of it, or go; a column changes
    by another file in the place of the same, whose record stays.

    Args:
        before: what the opinion holds on.
        after: what the dataset contains now.
        places: where it may change; the whole dataset is no such place.
    """
    wanted = list(places)
    return _without(before, wanted) == _without(after, wanted)


def _without(content: Content, places: Iterable[Target]) -> Content:
    fields = {place.field for place in places if place.field}
    files = {place.resource for place in places if place.resource and not place.column}
    columns = {place.resource for place in places if place.column} - files
    return {
        "dataset": _part(content["dataset"], fields),
        "tags": [] if TAGS in fields else content["tags"],
        "resources": [
            _part(resource, OF_THE_BYTES if _id(resource) in columns else frozenset())
            for resource in content["resources"]
            if _id(resource) not in files
        ],
    }


def _part(part: Mapping[str, Mapping[str, str]], left_out: Iterable[str]) -> Content:
    return {
        kind: {key: value for key, value in values.items() if key not in left_out}
        for kind, values in part.items()
    }


def _id(resource: Mapping[str, Mapping[str, str]]) -> str:
    return resource["columns"].get("id", "")
