"""A revision: a hidden draft made from a public dataset, then merged into it.

Datasets are those of CKAN's API. What names a dataset or a file (ids, addresses) stays with the
public one; everything else travels with the revision.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

Dataset = dict[str, Any]

OF_THE_DATASET = frozenset(
    {
        "id",
        "name",
        "state",
        "private",
        "creator_user_id",
        "metadata_created",
        "metadata_modified",
        "organization",
        "relationships_as_subject",
        "relationships_as_object",
        "num_resources",
        "num_tags",
    }
)
"""What names a dataset, or follows from its life: it does not travel with a revision."""

OF_THE_RESOURCE = frozenset(
    {"id", "package_id", "state", "position", "created", "last_modified", "metadata_modified"}
)
"""The same of a file."""

_NAME_LENGTH = 100
"""Longest name of a dataset that CKAN accepts."""


def draft_of(public: Dataset, token: str) -> Dataset:
    """Return what to create to revise a public dataset.

    Args:
        public: the dataset as an editor reads it.
        token: makes the name unlike any other.
    """
    suffix = f"-revision-{token}"
    return {
        **_without(public, OF_THE_DATASET),
        "name": public["name"][: _NAME_LENGTH - len(suffix)] + suffix,
        "resources": [_without(resource, OF_THE_RESOURCE) for resource in public["resources"]],
    }


def merge(public: Dataset, revision: Dataset, origins: Mapping[str, str]) -> Dataset:
    """Return the public dataset with the content of its revision.

    Args:
        public: the dataset as it is, with its `id` and `name`.
        revision: its revision.
        origins: id of the public resource from which each resource of the revision was made; one
            added since has none, and gets a new id.
    """
    return {
        **_without(revision, OF_THE_DATASET),
        "id": public["id"],
        "name": public["name"],
        "owner_org": public["owner_org"],
        "resources": [
            _without(resource, OF_THE_RESOURCE) | _named(origins.get(resource["id"]))
            for resource in revision["resources"]
        ],
    }


def _named(id: str | None) -> dict[str, str]:
    return {"id": id} if id else {}


def _without(fields: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    return {key: value for key, value in fields.items() if key not in keys}
