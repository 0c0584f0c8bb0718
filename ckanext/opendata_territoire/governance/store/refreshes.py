"""A file of a public dataset that a program has replaced without a new review."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.opendata_territoire.governance.domain.refresh import REFRESH

from . import contents, reviews
from .journal import write_journal

if TYPE_CHECKING:
    from ckan import model

    from ckanext.opendata_territoire.governance.domain.workflow import Actor


def adopt(package: model.Package, actor: Actor, detail: dict[str, Any]) -> None:
    """Save that a public dataset has new files, and write the journal.

    Args:
        package: the dataset, with its new content.
        actor: whose program it was.
        detail: what was compared, for the journal: codes, numbers and hashes.
    """
    found, content = reviews.row(package.id), contents.fingerprint(package)
    found.published_content = content
    found.version += 1
    found.changed_at = reviews.now()
    reviews.contribute(package.id, actor.user or "")
    write_journal(
        REFRESH,
        actor,
        package,
        states=(found.state, found.state),
        content=content,
        detail={"round": found.round, **detail},
    )
