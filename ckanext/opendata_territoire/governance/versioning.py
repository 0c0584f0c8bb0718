"""What was public stays public, dated: each change of it leaves a version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ckan import model

from . import rounds
from .domain.difference import comparable
from .store import contents, reviews, versions

if TYPE_CHECKING:
    from datetime import datetime

    from .model import Review

PUBLISH, MERGE, REFRESH, FOUND = "publish", "merge", "refresh", "found"
"""What brings a version."""


def keep(dataset_id: str, what: str, at: datetime | None = None) -> None:
    """Keep what is public of a dataset from now on, in the caller's transaction."""
    record = comparable(rounds.content(dataset_id))
    package = model.Session.get_one(model.Package, dataset_id)
    files = [
        {
            "resource": resource["id"],
            "sha256": resource["hash"],
            "name": resource["url"].rsplit("/", 1)[-1],
            "size": resource.get("size"),
        }
        for resource in record["resources"]
        if resource.get("url_type") == "upload"
    ]
    moment = at or reviews.now()
    versions.add(dataset_id, what, moment, contents.fingerprint(package), record, files)


def catch_up(dataset_id: str) -> None:
    """Keep what is public and no version says: it was published before versions were kept.

    In the caller's transaction, before what is public changes.
    """
    found: Review = reviews.row(dataset_id)
    last = versions.of(dataset_id, 1, 0)
    if not last or last[0].content != found.published_content:
        keep(dataset_id, FOUND, found.published_at)


def mend(dataset_id: str) -> None:
    """Keep what is public of a dataset and no version says."""
    contents.lock(dataset_id)
    if reviews.is_published(dataset_id):
        catch_up(dataset_id)
    model.Session.commit()
