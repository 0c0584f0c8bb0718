"""What holds every dataset back, whoever calls: `ignore_auth` opens nothing here.

The dataset schema names these validators for CKAN's own fields `state` and `private`, and for the
resource field `hash`. On creation the first two are forced quietly, since clients and forms send
them; on update they are refused when they differ from what is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import guard
from ckanext.opendata_territoire.governance.blobs import StoredHash
from ckanext.opendata_territoire.governance.domain import judgement
from ckanext.opendata_territoire.governance.store import contents, reviews, revisions

if TYPE_CHECKING:
    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

__all__ = ["governance_blob_hash", "governance_private", "governance_state"]


def governance_state(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Keep a dataset hidden until a governed transition publishes it."""
    package = _updated(data, context)
    if passage := guard.passage(context):
        data[key] = passage.state
    elif package is None:
        data[key] = guard.HIDDEN.state
    elif not _given(data, key) or data[key] == package.state:
        data[key] = package.state
    elif not _may_erase_or_restore(data[key], package):
        errors[key].append(tk._("The state of a dataset only changes by its review"))


def governance_private(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Keep a dataset private until a governed transition publishes it."""
    package = _updated(data, context)
    if passage := guard.passage(context):
        data[key] = passage.private
    elif package is None:
        data[key] = guard.HIDDEN.private
    elif not _given(data, key):
        data[key] = package.private
    elif _truth(data[key]) != package.private:
        errors[key].append(tk._("The visibility of a dataset only changes by its review"))
    else:
        data[key] = package.private


def governance_blob_hash(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Accept the SHA-256 of a file only from the upload itself, or from this very resource.

    A hash typed by hand would otherwise open somebody else's hidden file, serve a file under
    another's name, or vouch for an address outside.
    """
    value = data.get(key)
    uploaded = data.get((*key[:-1], "url_type")) == "upload"
    if not value or value is tk.missing:
        data[key] = ""
        if uploaded:
            errors[key].append(tk._("A file is uploaded: it cannot be declared without its bytes"))
        return
    package = _updated(data, context)
    resource_id = data.get((*key[:-1], "id"))
    if isinstance(value, StoredHash) or (
        package and value == contents.hash_of(package.id, resource_id)
    ):
        data[key] = str(value) if uploaded else ""
        return
    errors[key].append(tk._("The fingerprint of a file comes from its upload and cannot be typed"))


def _updated(data: FlattenDataDict, context: Context) -> model.Package | None:
    package: Any = context.get("package")
    return package if package is not None and package.id == data.get(("id",)) else None


def _given(data: FlattenDataDict, key: FlattenKey) -> bool:
    return data.get(key) not in (None, "", tk.missing)


def _truth(value: Any) -> bool | None:
    try:
        return tk.asbool(value)
    except ValueError:
        return None


def _may_erase_or_restore(value: Any, package: model.Package) -> bool:
    """Allow a draft to be deleted, and a deleted draft to come back as a draft."""
    if {value, package.state} != {"deleted", guard.HIDDEN.state}:
        return False
    if value == guard.HIDDEN.state and revisions.was_revision(package.id):
        return False  # Given up: another may be open by now.
    return judgement.erasable(reviews.review(package.id))
