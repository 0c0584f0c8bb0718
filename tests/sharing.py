"""How two workers of pytest-xdist share the tests: what stays together, and what begins."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from xdist.scheduler import LoadScopeScheduling

if TYPE_CHECKING:
    from collections.abc import Mapping

TOGETHER = {
    "tests/journeys/": "a portal with its demonstration content, brought up once",
    "tests/launcher/": "bare portals",
    "tests/package/": "bare portals",
}
"""Folders whose files one worker runs, by what they have in common; elsewhere, each file alone."""
APART = "tests/leaks/"
"""Each test is minutes of requests, and its world seconds: they need not stay together."""
FIRST = ("tests/journeys/", APART, "tests/launcher/")
"""The longest, so that both workers end together."""


def share_of(test: str) -> str:
    """Name what a test must stay with, from its node id."""
    if test.startswith(APART):
        return test
    together = (common for folder, common in TOGETHER.items() if test.startswith(folder))
    return next(together, test.split("::", 1)[0])


def turn_of(test: str) -> int:
    """Tell when a test begins: those of lower numbers first."""
    return next((n for n, folder in enumerate(FIRST) if test.startswith(folder)), len(FIRST))


class Sharing(LoadScopeScheduling):
    """Gives a worker that has nearly finished the next share."""

    def _split_scope(self, nodeid: str) -> str:
        return share_of(nodeid)


def worker_number(environment: Mapping[str, str]) -> int:
    """Tell which worker this process is; one that is alone, or that leads others, is the first."""
    return int(environment.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def own_services(environment: Mapping[str, str]) -> dict[str, str]:
    """Give the variables of the services of this worker, from those that `bin/portal test` lists.

    Without the list, the environment leads to services already: nothing is to be set.
    """
    listed = environment.get("PORTAL_TEST_SERVICES")
    return json.loads(listed)[worker_number(environment)] if listed else {}
