"""What a file that arrives says about itself, written in its resource; by page and API alike."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.datasets import reading

if TYPE_CHECKING:
    from ckan.types import Context

_MEGABYTE = 1 << 20
_ROOM = 1  # megabytes of a request beside its file: the other fields
FACTS = ("format", "encoding", "separator", "row_count", "column_count")


def request_limit(max_resource_size: int) -> int:
    """Most bytes of a request, for a file of so many megabytes: what is more is not even taken in.

    A file hardly too large still reaches its form, which says so beside the field.
    """
    return (max_resource_size + _ROOM) * _MEGABYTE


def describe_upload(resource: dict[str, Any], current: dict[str, Any] | None = None) -> None:
    """Fill the facts of an uploaded file where its author has not written something else.

    Args:
        resource: what was sent; changed in place. Without a file in `upload`, it is left alone.
        current: the resource as it is stored, when its file is replaced: what is sent again
            unchanged describes the old file and gives way.

    Raises:
        ValidationError: the file is empty, or larger than CKAN's ``ckan.max_resource_size``.
    """
    upload = resource.get("upload")
    if not isinstance(upload, FileStorage) or not upload.filename:
        return
    # Reading costs far more than measuring: what will be refused is not read.
    limit = tk.config["ckan.max_resource_size"]
    if upload.stream.seek(0, io.SEEK_END) > limit * _MEGABYTE:
        message = tk._("This file is larger than {limit} MB, the most this portal accepts")
        raise tk.ValidationError({"upload": [message.format(limit=limit)]})
    found = reading.read(upload.stream, upload.filename)
    if found.problem == "empty":
        raise tk.ValidationError({"upload": [tk._("This file is empty: choose another one.")]})
    for fact in FACTS:
        if not _written(resource, current or {}, fact):
            resource[fact] = getattr(found, fact) or ""
    resource["mimetype"] = found.media_type or "application/octet-stream"
    resource["name"] = resource.get("name") or upload.filename


class UploadHooks:
    """Part of the plugin that CKAN calls before it writes a resource."""

    def before_resource_create(self, context: Context, resource: dict[str, Any]) -> None:
        """Describe the file that arrives."""
        describe_upload(resource)

    def before_resource_update(
        self, context: Context, current: dict[str, Any], resource: dict[str, Any]
    ) -> None:
        """Describe the file that replaces another."""
        describe_upload(resource, current)


def _written(resource: dict[str, Any], current: dict[str, Any], field: str) -> bool:
    sent = str(resource.get(field) or "")
    return bool(sent) and sent != str(current.get(field) or "")
