"""A whole portal of its own, as `bin/portal up` makes it, and a browser to walk through it."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from free_ports import free_run_of_ports
from people import Portal, Visitor
from playwright.sync_api import Browser, BrowserContext, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

    from people import Visit

ROOT = Path(__file__).parents[2]
CHROMIUM = "/usr/bin/chromium"
# Without these, Debian's chromium calls its maker's hosts at every start.
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """Bring up a complete portal in a home and on ports of its own, then take it away.

    `JOURNEYS_HOME=var` walks through a portal that is already up instead, and leaves it there.
    """
    given = os.environ.get("JOURNEYS_HOME")
    home = Path(given).absolute() if given else ROOT / "var" / "journeys"
    # The suite's own addresses must not reach the portal under test.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CKAN_", "PORTAL_"))}
    environment = inherited | {"PORTAL_HOME": str(home), "PORTAL_PORT": str(free_run_of_ports())}

    def run(*command: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own program
            [str(ROOT / "bin" / "portal"), *command],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    if not given:
        run("reset", "--yes")
        run("up")
    status: dict[str, Any] = json.loads(run("status", "--json"))
    yield Portal(status["url"], json.loads((home / "accounts.json").read_text()))
    if not given:
        run("reset", "--yes")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def visit(portal: Portal, browser: Browser) -> Iterator[Visit]:
    """Open a new browser window, signed in as a demonstration account or as nobody."""
    contexts: list[BrowserContext] = []

    def visit(account: str | None = None) -> Visitor:
        context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        visitor = Visitor(portal, context.new_page())
        if account:
            visitor.sign_in(account)
        return visitor

    yield visit
    for context in contexts:
        context.close()


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """One window, nobody signed in yet."""
    return visit()
