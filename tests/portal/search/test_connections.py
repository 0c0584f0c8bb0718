"""Connections to Solr stay open, and one that was closed meanwhile harms nothing."""

from __future__ import annotations

import os
import socket
import threading
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

import ckan.plugins.toolkit as tk
from ckan.lib import search

from ckanext.opendata_territoire.portal.search import connections

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("with_plugins")


class Doorman:
    """Stands in front of Solr and counts who comes in."""

    def __init__(self) -> None:
        self._solr = urlsplit(tk.config["solr_url"])
        self._door = socket.create_server(("127.0.0.1", 0))
        self.inside: list[socket.socket] = []
        self.entries = 0
        threading.Thread(target=self._open, daemon=True).start()

    @property
    def url(self) -> str:
        """Give the address of Solr through the door."""
        return f"http://127.0.0.1:{self._door.getsockname()[1]}{self._solr.path}"

    def _open(self) -> None:
        while True:
            try:
                visitor, _ = self._door.accept()
            except OSError:
                return
            self.entries += 1
            solr = socket.create_connection((self._solr.hostname, self._solr.port))
            self.inside += [visitor, solr]
            for ends in ((visitor, solr), (solr, visitor)):
                threading.Thread(target=self._carry, args=ends, daemon=True).start()

    @staticmethod
    def _carry(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            return

    def throw_out(self) -> None:
        """Close all connections, as Solr does when it restarts."""
        for end in self.inside:
            end.shutdown(socket.SHUT_RDWR)
            end.close()
        self.inside = []

    def close(self) -> None:
        """Let nobody in any more."""
        self._door.close()
        self.throw_out()


@pytest.fixture
def doorman(monkeypatch: pytest.MonkeyPatch) -> Iterator[Doorman]:
    """Lead CKAN to Solr through a doorman."""
    found = Doorman()
    monkeypatch.setitem(tk.config, "solr_url", found.url)
    yield found
    found.close()


def _search() -> int:
    return search.make_connection().search("*:*", rows=0).hits


def test_searches_share_a_connection(doorman: Doorman) -> None:
    """Queries that follow one another in a thread come in by one connection."""
    for _ in range(5):
        _search()
    assert doorman.entries == 1


def test_each_thread_has_its_own(doorman: Doorman) -> None:
    """Two threads never share a connection: their answers cannot be mixed."""
    threads = [threading.Thread(target=_search) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert doorman.entries == 2


def test_a_closed_connection_is_opened_again(doorman: Doorman) -> None:
    """When Solr has closed the connection, the next query opens another and is answered."""
    _search()
    doorman.throw_out()
    _search()
    assert doorman.entries == 2


def test_a_rested_connection_is_not_trusted(
    doorman: Doorman, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After a rest the next query opens a connection: a firewall may have forgotten the old one."""
    _search()
    monkeypatch.setattr(connections, "IDLE", -1)
    _search()
    assert doorman.entries == 2


def test_a_forked_process_has_its_own(doorman: Doorman) -> None:
    """A job of the worker, which is a process forked for it, does not speak through its parent."""
    _search()
    child = os.fork()
    if child == 0:
        try:
            _search()
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    assert doorman.entries == 2
