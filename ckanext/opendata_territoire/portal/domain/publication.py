"""What a dataset still lacks before it can be sent for publication.

The rule is data: a field of the scheming schema that says ``needed_for: publication`` must be
filled, and there must be at least one file or link. Sources: recommended properties of DCAT-AP 3
(description, theme, keyword, contact, spatial), licence of the décret 2017-638, quality score of
data.gouv.fr (frequency). The period covered earns points too but many lists have none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

RESOURCES = "resources"


@dataclass(frozen=True)
class Missing:
    """A field to fill. Texts are message ids, to be translated by the caller."""

    field: str
    label: str
    message: str


def needed_fields(schema: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Fields of a scheming schema asked at submission."""
    return [f for f in schema["dataset_fields"] if f.get("needed_for") == "publication"]


def missing(schema: Mapping[str, Any], dataset: Mapping[str, Any]) -> list[Missing]:
    """List what is missing, in the order of the schema, files last.

    Args:
        schema: scheming schema, as `scheming_get_dataset_schema` gives it.
        dataset: dataset, as `package_show` gives it.
    """
    found = [
        Missing(field["field_name"], field["label"], field["needed_message"])
        for field in needed_fields(schema)
        if not _filled(field, dataset)
    ]
    if not any(_has_content(resource) for resource in dataset.get(RESOURCES) or ()):
        words = schema["needed_resources"]
        found.append(Missing(RESOURCES, words["label"], words["needed_message"]))
    return found


def _filled(field: Mapping[str, Any], dataset: Mapping[str, Any]) -> bool:
    name = field["field_name"]
    value = dataset.get(name)
    if name == "tag_string":
        value = value or dataset.get("tags")
    if "repeating_subfields" in field:
        return any(_texts(field, record) for record in value or ())
    if isinstance(value, str):
        return bool(value.strip())
    return bool(value)


def _texts(field: Mapping[str, Any], record: Mapping[str, Any]) -> bool:
    """Tell whether a record of subfields says what counts: one subfield if named, any otherwise."""
    needed = field.get("needed_subfield")
    values: Iterator[Any] = iter([record.get(needed)] if needed else record.values())
    return any(str(value).strip() for value in values if value)


def _has_content(resource: Mapping[str, Any]) -> bool:
    address = str(resource.get("url") or "")
    if resource.get("url_type") == "upload":
        return bool(address)
    try:
        parts = urlsplit(address)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False
