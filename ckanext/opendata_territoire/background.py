"""What the slices share about the worker: trying again later, mails, their failures in one line."""

from __future__ import annotations

import logging
import smtplib
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

import click
from flask import has_request_context
from redis.exceptions import RedisError
from rq import Retry

import ckan.plugins.toolkit as tk
from ckan.lib import mailer

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)

AGAIN = Retry(max=6, interval=[60, 300, 900, 3600, 14400, 43200])
"""When what failed is tried again: delays in seconds, over seventeen hours."""


def later(job: Any, *args: str) -> None:
    """Give a job to the worker, and try it again later when it fails.

    What is committed does not fail because Redis is down.
    """
    try:
        tk.enqueue_job(job, list(args), title=job.__name__, rq_kwargs={"retry": AGAIN})
    except (RedisError, OSError):
        log.exception("Redis does not answer: %s waits for the next check", job.__name__)


def in_a_request() -> AbstractContextManager[object]:
    """Give the portal's language to a worker or a command: without a request nothing has one."""
    command = click.get_current_context(silent=True)
    app = command and command.meta.get("flask_app")
    return nullcontext() if app is None or has_request_context() else app.test_request_context()


def left(send: Callable[[], None], account: str) -> bool:
    """Send a mail and tell whether it left; why it did not is one line of the log.

    Args:
        send: Sends the mail by CKAN's mailer.
        account: Id of the account that it is for.
    """
    missing = next((k for k in ("smtp.server", "smtp.mail_from") if not tk.config[k]), None)
    if missing:  # CKAN's mailer takes the first for a success, and breaks on the second
        log.warning("No mail to account %s: %s is not set", account, missing)
        return False
    try:
        send()
    except (mailer.MailerException, smtplib.SMTPException, OSError) as error:
        log.warning("The mail to account %s did not leave: %s", account, error)
        return False
    return True


class WithoutTrace(logging.Filter):
    """Keeps to itself what CKAN's mailer says of a failure, which `left` says in one line."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Drop what carries an exception."""
        return not record.exc_info


logging.getLogger(mailer.__name__).addFilter(WithoutTrace())
