"""A worker that takes no job while the configuration is unsafe."""

from __future__ import annotations

import functools
from typing import Any

from ckan.lib.jobs import Worker

from . import config

_work = Worker.work


@functools.wraps(_work)
def work(self: Worker, *args: Any, **kwargs: Any) -> bool:
    """Start to work, unless the configuration is unsafe.

    Raises:
        SystemExit: it is; the message says which settings to change. No job is taken.
    """
    if problems := config.problems():
        raise SystemExit("\n".join(problems))
    return _work(self, *args, **kwargs)


def refuse_when_unsafe() -> None:
    """Put the refusal in CKAN's worker.

    CKAN offers no hook before a worker takes a job: `IForkObserver` comes when the job is out of
    its queue already, and would lose it.
    """
    Worker.work = work
