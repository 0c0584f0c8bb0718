"""What a dataset contained at each sending, so that DPO and agent read what changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from . import columns
from .domain.difference import COLUMNS, Difference, between, comparable
from .domain.workflow import Action, State
from .store import reviews, rounds

if TYPE_CHECKING:
    from ckan.types import Context

_WITH_THE_DPO = (State.IN_REVIEW, State.OPINION_GIVEN)

SENDING, OPINION = "sending", "opinion"
"""Since when a difference is read."""


def follow(action: Action, dataset_id: str) -> None:
    """Keep what is sent; once it is published, nothing older. In the caller's transaction."""
    number = reviews.row(dataset_id).round
    if action is Action.SUBMIT:
        rounds.keep(dataset_id, number, comparable(content(dataset_id)))
    elif action is Action.PUBLISH:
        rounds.forget(dataset_id, before=number)


def difference(dataset_id: str, since: str = SENDING) -> Difference | None:
    """Return what changed since the round before the one that the DPO reads, or since the last.

    Args:
        dataset_id: the dataset.
        since: `OPINION` for what changed since the opinion that counts: it was given on what was
            sent last.

    Returns:
        `None` when nothing is kept to compare with.
    """
    row = reviews.row(dataset_id)
    before_last = since == SENDING and State(row.state) in _WITH_THE_DPO
    number = row.round - 1 if before_last else row.round
    if since == OPINION and not row.opinion_id:
        return None
    before = rounds.sent(dataset_id, number)
    if before is None:
        return None
    after = content(dataset_id)
    return between(before, after, {file["id"]: file["id"] for file in after["resources"]})


def content(dataset_id: str) -> dict[str, Any]:
    """Return a dataset as the API gives it, from the database, each file with its columns."""
    context: Context = {"ignore_auth": True, "use_cache": False}
    dataset = tk.get_action("package_show")(context, {"id": dataset_id})
    for resource in dataset["resources"]:
        resource[COLUMNS] = [*columns.of({"ignore_auth": True}, resource)]
    return dataset
