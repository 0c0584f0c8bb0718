"""What the worker does after a transition. Every job may run twice without harm but the mails."""

from __future__ import annotations

import logging
from typing import Any

from redis.exceptions import RedisError
from rq import Retry

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import indexing, mails, service

log = logging.getLogger(__name__)


def later(job: Any, *args: str) -> None:
    """Give a job to the worker, and try it again later when it fails.

    A transition that is committed does not fail because Redis is down.
    """
    retry = Retry(max=6, interval=[60, 300, 900, 3600, 14400, 43200])
    try:
        tk.enqueue_job(job, list(args), title=job.__name__, rq_kwargs={"retry": retry})
    except (RedisError, OSError):
        log.exception("Redis does not answer: %s waits for the next check", job.__name__)


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


def write(action: str, dataset_id: str, person: str) -> None:
    """Send one mail.

    Raises:
        MailerException: the mail server does not answer; the worker tries again later.
    """
    mails.send(action, dataset_id, person)


def after_move(action: str, dataset_id: str, user_id: str, indexed: bool, **_: Any) -> None:
    """Hear of a transition, once it is committed: tell people, index what could not be."""
    later(tell, action, dataset_id, user_id)
    if not indexed:
        later(drain_index)


SUBSCRIPTIONS: dict[Any, list[Any]] = {service.moved: [after_move]}
