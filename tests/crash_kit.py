"""A process that does something and is killed at a given step, as by `kill -9`.

The child is a copy of the test's own process: same application, connections of its own. A step is
where something leaves it: a write to a table of ours, a commit, a call to Solr, a job, a file, a
mail. CKAN's own writes are in the same transactions: a step before each would show nothing more.
"""

from __future__ import annotations

import os
import signal
import smtplib
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pysolr
from rq import Queue
from sqlalchemy import event

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Callable

OUTSIDE: tuple[tuple[Any, str], ...] = (
    (pysolr.Solr, "_send_request"),
    (Queue, "enqueue_job"),
    (Path, "replace"),
    (smtplib.SMTP, "sendmail"),
)
"""What leaves the process elsewhere than to the database: killed before, and after."""


class Steps:
    """Counts steps, and ends the process without a word at one of them."""

    def __init__(self, last: int) -> None:
        self.number, self._last = 0, last

    def take(self) -> None:
        """Pass one more step, or die there."""
        self.number += 1
        if self.number == self._last:
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self) -> None:
        """Take a step before each write of ours and around each commit and each call outside."""
        engine: Any = model.meta.engine
        event.listen(engine, "before_cursor_execute", self._on_statement)
        event.listen(engine, "commit", lambda _connection: self.take())
        event.listen(model.Session, "after_commit", lambda _session: self.take())
        for owner, name in OUTSIDE:
            setattr(owner, name, self._around(getattr(owner, name)))

    def _on_statement(self, *arguments: Any) -> None:
        writes = arguments[2].lstrip().startswith(("INSERT", "UPDATE", "DELETE"))
        if writes and "opendata_governance_" in arguments[2]:
            self.take()

    def _around(self, call: Callable[..., Any]) -> Callable[..., Any]:
        def around(*args: Any, **kwargs: Any) -> Any:
            self.take()
            answer = call(*args, **kwargs)
            self.take()
            return answer

        return around


def killed_at(step: int, act: Callable[[], object]) -> bool:
    """Do something in a process that dies at a step; say whether it got that far."""
    model.Session.remove()
    child = os.fork()
    if child == 0:
        _live_and_die(step, act)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.WEXITSTATUS(status) == 0, "the child failed by itself"
    return False


def _live_and_die(step: int, act: Callable[[], object]) -> NoReturn:
    code = 1
    try:
        model.ensure_engine().dispose(close=False)
        Steps(step).watch()
        act()
        code = 0
    finally:
        os._exit(code)
