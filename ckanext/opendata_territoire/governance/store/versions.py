"""Versions of datasets: what was public, when."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.canonical import canonical
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.model import Review
from ckanext.opendata_territoire.governance.model_versions import Version

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


def add(
    dataset_id: str,
    what: str,
    at: datetime,
    content: str,
    record: dict[str, Any],
    files: Sequence[dict[str, Any]],
) -> None:
    """Keep a version, in the caller's transaction, which holds the lock of the dataset.

    Args:
        dataset_id: the dataset.
        what: what brought it; see `Version`.
        at: since when it is public.
        content: its fingerprint.
        record: what it says, as `difference.comparable` has it.
        files: its files; see `Version`.
    """
    number = count(dataset_id) + 1
    text = canonical(record).decode()
    model.Session.add(
        Version(
            dataset_id=dataset_id,
            number=number,
            at=at,
            what=what,
            content=content,
            record=text,
            files=[*files],
        )
    )
    model.Session.flush()


def count(dataset_id: str) -> int:
    """Return how many versions a dataset has: also the number of the last one."""
    counted = sa.select(sa.func.max(Version.number)).where(Version.dataset_id == dataset_id)
    return model.Session.scalar(counted) or 0


def of(dataset_id: str, limit: int, offset: int) -> list[Version]:
    """Return versions of a dataset, the last one first."""
    wanted = sa.select(Version).where(Version.dataset_id == dataset_id)
    ordered = wanted.order_by(Version.number.desc()).limit(limit).offset(offset)
    return list(model.Session.scalars(ordered))


def get(dataset_id: str, number: int) -> Version | None:
    """Return a version by its number."""
    return model.Session.get(Version, (dataset_id, number))


def record(version: Version) -> dict[str, Any]:
    """Return what a version says."""
    return json.loads(version.record)


def hashes() -> set[str]:
    """Return the SHA-256 of all files of versions that are not withdrawn."""
    files = model.Session.scalars(sa.select(Version.files).where(Version.withdrawn_at.is_(None)))
    return {file["sha256"] for each in files for file in each}


def missing() -> list[str]:
    """Return the ids of public datasets of which no version says what is public now."""
    last = (
        sa.select(Version.content)
        .where(Version.dataset_id == Review.dataset_id)
        .order_by(Version.number.desc())
        .limit(1)
        .scalar_subquery()
    )
    return list(
        model.Session.scalars(
            sa.select(Review.dataset_id).where(
                Review.state == State.PUBLISHED.value,
                last.is_distinct_from(Review.published_content),
            )
        )
    )
