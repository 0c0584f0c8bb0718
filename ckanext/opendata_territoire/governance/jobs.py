"""What the worker does after a transition. Every job may run twice without harm but the mails."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckanext.opendata_territoire.background import AGAIN, later
from ckanext.opendata_territoire.governance import indexing, mails, service

if TYPE_CHECKING:
    from rq import Retry


def drain_index() -> None:
    """Index all that waits.

    Raises:
        RuntimeError: Solr still does not answer; the worker tries again later.
    """
    _done, waiting = indexing.drain()
    if waiting:
        raise RuntimeError(f"{waiting} datasets still wait for Solr")


def tell(action: str, dataset_id: str, user_id: str) -> None:
    """Find who is told of a transition, and write to each in a job of its own."""
    for person in mails.recipients(action, dataset_id, user_id):
        later(write, action, dataset_id, person)


def write(action: str, dataset_id: str, person: str) -> Retry | None:
    """Send one mail; one that cannot leave is tried again later."""
    return None if mails.send(action, dataset_id, person) else AGAIN


def after_move(action: str, dataset_id: str, user_id: str, indexed: bool, **_: Any) -> None:
    """Hear of a transition, once it is committed: tell people, index what could not be."""
    later(tell, action, dataset_id, user_id)
    if not indexed:
        later(drain_index)


SUBSCRIPTIONS: dict[Any, list[Any]] = {service.moved: [after_move]}
