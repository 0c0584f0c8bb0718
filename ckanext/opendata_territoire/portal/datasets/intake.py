"""What a file that arrives says about itself, written in its resource; by page and API alike."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.munge import munge_filename

from ckanext.opendata_territoire.portal.datasets import reading, refusals
from ckanext.opendata_territoire.portal.domain import admission, formats
from ckanext.opendata_territoire.uploads import brings_file

if TYPE_CHECKING:
    from werkzeug.datastructures import FileStorage

    from ckan.types import Action, ChainedAction, Context, DataDict

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
    if not brings_file(resource):
        return
    upload, current = resource["upload"], current or {}
    found = examine(upload)
    for fact in FACTS:
        if not _written(resource, current, fact):
            value = getattr(found, fact)
            resource[fact] = "" if value is None else str(value)
    resource["file_name"] = file_name(upload)
    resource["mimetype"] = found.media_type or "application/octet-stream"
    if not resource.get("name") or (not _written(resource, current, "name") and _proposed(current)):
        resource["name"] = resource["file_name"]


class ShowHooks:
    """Part of the plugin that CKAN calls before it shows a resource."""

    def before_resource_show(self, resource: dict[str, Any]) -> dict[str, Any]:
        """Leave out a media type that is none, stored long ago: it would break a header."""
        if not formats.is_media_type(resource.get("mimetype") or ""):
            resource["mimetype"] = ""
        return resource


def _examined(name: str) -> ChainedAction:
    @tk.chained_action
    def save(next_: Action, context: Context, data_dict: DataDict) -> Any:
        _describe_uploads(name, context, data_dict)
        return next_(context, data_dict)

    save.__doc__ = "Examine and describe the files that come: all doors of resources lead here."
    return save


package_create = _examined("package_create")
package_update = _examined("package_update")


def _describe_uploads(name: str, context: Context, data_dict: DataDict) -> None:
    sent = data_dict.get("resources")
    resources = sent if isinstance(sent, list) else []
    if not any(isinstance(one, dict) and brings_file(one) for one in resources):
        return
    tk.check_access(name, tk.fresh_context(context), data_dict)
    package = model.Package.get(data_dict.get("id") or data_dict.get("name"))
    rows = {row.id: row for row in package.resources_all} if package else {}
    for position, resource in enumerate(resources):
        row = rows.get(resource.get("id"))
        try:
            describe_upload(resource, _facts_of(row) if row else None)
        except tk.ValidationError as refused:
            errors: Any = [{} for _ in resources]
            errors[position] = refused.error_dict
            raise tk.ValidationError({"resources": errors}) from None


def _facts_of(row: model.Resource) -> dict[str, Any]:
    named = {"format": row.format, "name": row.name or "", "url": row.url or ""}
    return {**(row.extras or {}), **named}


def _written(resource: dict[str, Any], current: dict[str, Any], field: str) -> bool:
    sent = str(resource.get(field) or "")
    return bool(sent) and sent != str(current.get(field) or "")


def _proposed(current: dict[str, Any]) -> bool:
    """Tell whether the name of a resource is that of its file, as the portal proposed it."""
    return munge_filename(current["name"]) == (current.get("url") or "").rsplit("/", 1)[-1]
