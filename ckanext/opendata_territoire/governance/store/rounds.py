"""What datasets contained when they were sent to the DPO."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain.canonical import canonical
from ckanext.opendata_territoire.governance.model_rounds import Round


def keep(dataset_id: str, round: int, content: dict[str, Any]) -> None:
    """Keep what is sent, and what was sent before it; forget what is older."""
    text = canonical(content).decode()
    model.Session.merge(Round(dataset_id=dataset_id, round=round, content=text))
    forget(dataset_id, before=round - 1)


def sent(dataset_id: str, round: int) -> dict[str, Any] | None:
    """Return what a dataset contained when a round began, if it is kept."""
    found = model.Session.get(Round, (dataset_id, round))
    return json.loads(found.content) if found else None


def forget(dataset_id: str, *, before: int | None = None) -> None:
    """Forget what was sent, or only what was sent before a round."""
    old = sa.delete(Round).where(Round.dataset_id == dataset_id)
    model.Session.execute(old if before is None else old.where(Round.round < before))
