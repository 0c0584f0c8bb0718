"""What machines write of a resource stays as they wrote it, whoever sends something else.

Values of these fields come back from every client, stale or not: they are kept, not refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan.lib.dictization import model_dictize

from ckanext.opendata_territoire.governance import blobs
from ckanext.opendata_territoire.uploads import brings_file

if TYPE_CHECKING:
    from ckan import model
    from ckan.types import Context, DataDict

OF_THE_FILE = ("url", "url_type", "size", "mimetype", "mimetype_inner", "file_name")
"""What a file says of itself: a link has them from its author."""

MARKS = (
    "created",
    "last_modified",
    "metadata_modified",
    "cache_url",
    "cache_last_updated",
    "datastore_active",
)
"""What jobs write, and jobs only: they call with `ignore_auth`, which no request can set."""


def keep(context: Context, data_dict: DataDict, package: model.Package) -> None:
    """Give the resources of a dataset about to be updated their stored values of these fields.

    A new file, a revision being merged and a file that gives way to a link bring their own.

    Args:
        context: of the action; a job may write marks.
        data_dict: the dataset; changed in place. Another shape than CKAN's is left to CKAN.
        package: the dataset as stored.
    """
    rows = {resource.id: resource for resource in package.resources_all}
    resources = data_dict.get("resources")
    for sent in resources if isinstance(resources, list) else []:
        if isinstance(sent, dict) and (row := rows.get(str(sent.get("id") or ""))):
            _keep_one(sent, row, context)


def _keep_one(sent: dict[str, Any], row: model.Resource, context: Context) -> None:
    if isinstance(sent.get("hash"), blobs.StoredHash):
        return
    stored = model_dictize.resource_dictize(row, {})
    if not context.get("ignore_auth"):
        _restore(sent, stored, MARKS)
    if stored["url_type"] != "upload" or brings_file(sent) or sent.get("clear_upload"):
        return
    _restore(sent, stored, OF_THE_FILE)
    # Another one is refused by the validator rather than ignored: somebody tries to steal a file.
    sent["hash"] = sent.get("hash") or stored["hash"]


def _restore(sent: dict[str, Any], stored: dict[str, Any], fields: tuple[str, ...]) -> None:
    for field in fields:
        if field in stored:
            sent[field] = stored[field]
        else:
            sent.pop(field, None)
