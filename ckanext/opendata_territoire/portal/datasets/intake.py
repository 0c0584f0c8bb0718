"""What a file that arrives says about itself, written in its resource; by page and API alike."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan.lib.munge import munge_filename

from ckanext.opendata_territoire.portal.datasets import reading, refusals
from ckanext.opendata_territoire.portal.domain import admission

if TYPE_CHECKING:
    from ckan.types import Context

    from ckanext.opendata_territoire.portal.domain.tables import FileReading

_MEGABYTE = 1 << 20
_ROOM = 1  # megabytes of a request beside its file: the other fields
_NAME_MAX = 200  # characters
_read_already: WeakKeyDictionary[FileStorage, FileReading] = WeakKeyDictionary()
FACTS = ("format", "encoding", "separator", "row_count", "column_count")


def request_limit(max_resource_size: int) -> int:
    """Most bytes of a request, for a file of so many megabytes: what is more is not even taken in.

    A file hardly too large still reaches its form, which says so beside the field.
    """
    return (max_resource_size + _ROOM) * _MEGABYTE


def examine(upload: FileStorage) -> FileReading:
    """Read a file that arrives, once in a request, and refuse it before anything is stored.

    Its name and its content are believed, never the media type that the client announces.

    Raises:
        ValidationError: the file is empty, larger than CKAN's ``ckan.max_resource_size``, harmful,
            or not what its name says.
    """
    if upload in _read_already:
        return _read_already[upload]
    # Reading costs far more than measuring: what will be refused is not read.
    limit = tk.config["ckan.max_resource_size"]
    if upload.stream.seek(0, io.SEEK_END) > limit * _MEGABYTE:
        message = tk._("This file is larger than {limit} MB, the most this portal accepts")
        raise tk.ValidationError({"upload": [message.format(limit=limit)]})
    name = file_name(upload)
    found = reading.read(upload.stream, name)
    if refused := admission.refusal(found, name):
        raise tk.ValidationError({"upload": [refusals.message(refused)]})
    _read_already[upload] = found
    return found


def file_name(upload: FileStorage) -> str:
    """Name of the file on its author's computer: no path, no control character, 200 at most."""
    name = re.split(r"[/\\]", upload.filename or "")[-1]
    name = "".join(char for char in name if char.isprintable()).strip()
    stem, dot, extension = name.rpartition(".")
    return name if len(name) <= _NAME_MAX else stem[: _NAME_MAX - len(extension)] + dot + extension


def describe_upload(resource: dict[str, Any], current: dict[str, Any] | None = None) -> None:
    """Fill the facts of an uploaded file where its author has not written something else.

    Args:
        resource: what was sent; changed in place. Without a file in `upload`, it is left alone.
        current: the resource as it is stored, when its file is replaced: what is sent again
            unchanged describes the old file and gives way.

    Raises:
        ValidationError: the file is refused.
    """
    upload = resource.get("upload")
    if not isinstance(upload, FileStorage) or not upload.filename:
        return
    current = current or {}
    found = examine(upload)
    for fact in FACTS:
        if not _written(resource, current, fact):
            resource[fact] = getattr(found, fact) or ""
    resource["file_name"] = file_name(upload)
    resource["mimetype"] = found.media_type or "application/octet-stream"
    if not resource.get("name") or (not _written(resource, current, "name") and _proposed(current)):
        resource["name"] = resource["file_name"]


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


def _proposed(current: dict[str, Any]) -> bool:
    """Tell whether the name of a resource is that of its file, as the portal proposed it."""
    return munge_filename(current["name"]) == (current.get("url") or "").rsplit("/", 1)[-1]
