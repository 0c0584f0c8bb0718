"""What the worker does after a transition. Every job may run twice without harm."""

from __future__ import annotations

from typing import Any

from ckanext.opendata_territoire.background import later
from ckanext.opendata_territoire.governance import indexing, mails, service
from ckanext.opendata_territoire.governance.store import notices


def drain_index() -> None:
    """Index all that waits.

    Raises:
        RuntimeError: Solr still does not answer; the worker tries again later.
    """
    _done, waiting = indexing.drain()
    if waiting:
        raise RuntimeError(f"{waiting} datasets still wait for Solr")


def send_mails() -> None:
    """Send the mails that are due. Those that cannot leave wait for `ckan governance notify`."""
    mails.deliver()


def after_move(_action: str, indexed: bool, **_: Any) -> None:
    """Hear of a transition, once it is committed: index what could not be."""
    if not indexed:
        later(drain_index)


def after_post(_sender: object = None, **_: Any) -> None:
    """Hear that mails wait, once what they tell is committed."""
    later(send_mails)


SUBSCRIPTIONS: dict[Any, list[Any]] = {service.moved: [after_move], notices.posted: [after_post]}
