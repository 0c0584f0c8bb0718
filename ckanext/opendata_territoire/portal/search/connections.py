"""One connection to Solr kept open for each thread, where CKAN opens one for each query.

Opening takes a sixth of the time of a search on one machine, more across a network. CKAN has no
setting for it: what is replaced here is where `pysolr` makes a session of `requests`.
"""

from __future__ import annotations

import os
import threading
import time

import pysolr
import requests

IDLE = 20
"""Seconds without a query after which a connection is no longer trusted: Jetty closes its own
after 30, and a firewall may forget one without a word."""


class _Kept(threading.local):
    session: requests.Session | None = None
    used = 0.0
    process = 0


_kept = _Kept()


def keep_open() -> None:
    """Let CKAN's clients of Solr share the session of their thread."""
    pysolr.Solr.get_session = _session


def _session(self: pysolr.Solr) -> requests.Session:
    """Return the session of this thread; a new one after a rest, or in a process just forked."""
    moment, process = time.monotonic(), os.getpid()
    if _kept.session is None or moment - _kept.used > IDLE or _kept.process != process:
        _kept.session = requests.Session()
    _kept.used, _kept.process = moment, process
    _kept.session.verify = self.verify
    return _kept.session
