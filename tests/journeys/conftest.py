"""A whole portal of its own, as `bin/portal up` makes it, and a browser to walk through it."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from free_ports import free_run_of_ports
from mail_kit import Letterbox, mail_server
from people import Portal, Visitor, windows
from playwright.sync_api import Browser, sync_playwright

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


SETTINGS = """\
[app:main]
use = config:generated.ini
smtp.server = 127.0.0.1:{port}
"""
GIVEN = os.environ.get("JOURNEYS_HOME")
HOME = Path(GIVEN).absolute() if GIVEN else ROOT / "var" / "journeys"


@pytest.fixture(scope="session")
def mail() -> Iterator[tuple[Letterbox, int]]:
    """A mail server on this machine, to which the portal under test sends its mails.

    A portal that is already up has the port of its `smtp.server`, which must be on this machine.
    """
    settings = (HOME / "ckan.ini").read_text() if GIVEN else ""
    found = re.search(r"^smtp\.server = 127\.0\.0\.1:(\d+)$", settings, re.MULTILINE)
    with mail_server(int(found[1]) if found else None) as (box, port):
        yield box, port


@pytest.fixture(scope="session")
def letters(mail: tuple[Letterbox, int]) -> Letterbox:
    """What the portal under test has mailed."""
    return mail[0]


@pytest.fixture(scope="session")
def portal(mail: tuple[Letterbox, int]) -> Iterator[Portal]:
    """Bring up a complete portal in a home and on ports of its own, then take it away.

    `JOURNEYS_HOME=var` walks through a portal that is already up instead, and leaves it there.
    """
    # The suite's own addresses must not reach the portal under test.
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("CKAN_", "PORTAL_"))}
    environment = inherited | {"PORTAL_HOME": str(HOME), "PORTAL_PORT": str(free_run_of_ports())}

    def run(*command: str) -> str:
        done = subprocess.run(  # noqa: S603 - our own program
            [str(ROOT / "bin" / "portal"), *command],
            env=environment,
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
        return done.stdout

    if not GIVEN:
        run("reset", "--yes")
        HOME.mkdir(parents=True, exist_ok=True)
        (HOME / "ckan.ini").write_text(SETTINGS.format(port=mail[1]))
        run("up")
    status: dict[str, Any] = json.loads(run("status", "--json"))
    yield Portal(status["url"], json.loads((HOME / "accounts.json").read_text()))
    if not GIVEN:
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
    with windows(portal, browser) as visit:
        yield visit


@pytest.fixture
def visitor(visit: Visit) -> Visitor:
    """One window, nobody signed in yet."""
    return visit()
