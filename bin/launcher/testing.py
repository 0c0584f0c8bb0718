"""`bin/portal test`: pytest, on services that live only as long as it."""

from __future__ import annotations

import os
import shutil
import subprocess
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import packages
from launcher.assets import build_assets
from launcher.console import PortalError, step
from launcher.files import in_turn, only_one
from launcher.portal import Portal
from launcher.settings import Ports, Settings, read_settings
from launcher.shell import own_environment
from launcher.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

UNIT_TESTS = Path("tests", "unit")
# CKAN's own pytest plugins open a database as soon as pytest starts; pure rules have none.
WITHOUT_CKAN = ["-p", "no:ckan", "-p", "no:ckan_fixtures", "-o", "addopts=--strict-markers"]


def needs_services(arguments: Sequence[str], root: Path) -> bool:
    """Whether anything but unit tests is asked for; without a path, everything is."""
    paths = [Path(a.split("::")[0]) for a in arguments if not a.startswith("-")]
    targets = [(root / p).resolve() for p in paths if (root / p).exists()]
    return not targets or not all(t.is_relative_to(root / UNIT_TESTS) for t in targets)


def run_tests(settings: Settings, arguments: Sequence[str]) -> int:
    """Run pytest with its arguments and return its exit code."""
    services = needs_services(arguments, settings.root)
    install_for_tests(settings, services=services)
    if not services:
        return _pytest(settings, [*WITHOUT_CKAN, *arguments], {})
    with running_services(settings) as environment:
        return _pytest(settings, arguments, environment)


def install_for_tests(settings: Settings, *, services: bool = True) -> None:
    """Install the tools of the tests, one command at a time."""
    tools = Tools(settings)
    with in_turn(settings.tools):
        step("Paquets Debian", lambda: packages.install(tests=True))
        step("Environnement Python", lambda: tools.python(tests=True))
        if services:
            step("Paquets npm", tools.npm)
            step("Solr", tools.solr)
            step("Polices et traductions", lambda: build_assets(settings))


@contextmanager
def running_services(settings: Settings) -> Iterator[dict[str, str]]:
    """Private PostgreSQL, Redis and Solr, and the variables that lead CKAN to them."""
    runs = settings.home / "tests"
    remove_abandoned(runs, settings.root)
    home = runs / str(os.getpid())
    with only_one(home, "test"):
        portal = Portal(replace(settings, home=home, ports=Ports.free()), for_tests=True)
        step("Services des tests", lambda: _start(portal))
        try:
            yield {
                "CKAN_SQLALCHEMY_URL": portal.postgres.url,
                "CKAN_SOLR_URL": portal.solr.url,
                "CKAN_REDIS_URL": portal.redis.url,
                "CKAN_STORAGE_PATH": str(portal.settings.storage),
                "CKAN_SITE_ID": f"test{os.getpid()}",
            }
        finally:
            _remove(portal)


def _start(portal: Portal) -> None:
    try:
        portal.settings.remember()
        portal.start_services()
    except BaseException:
        portal.supervisor.stop()  # its folder stays until the next run, for its logs
        raise


def _remove(portal: Portal) -> None:
    portal.supervisor.stop()
    portal.postgres.remove()
    shutil.rmtree(portal.settings.home, ignore_errors=True)


def remove_abandoned(runs: Path, root: Path) -> None:
    """Stop and delete what interrupted runs have left; those under way hold their lock."""
    for home in runs.glob("[0-9]*"):
        with suppress(PortalError), only_one(home, "test"):
            left = read_settings({"PORTAL_HOME": str(home)}, root)
            _remove(Portal(left, for_tests=True))


def _pytest(settings: Settings, arguments: Sequence[str], services: dict[str, str]) -> int:
    # A portal that a test brings up has a home and ports of its own.
    kept = {k: v for k, v in own_environment().items() if not k.startswith("PORTAL_")}
    kept |= {"PORTAL_TOOLS": str(settings.tools)}
    kept["PATH"] = f"{settings.venv / 'bin'}{os.pathsep}{kept['PATH']}"
    command = [str(settings.python), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=settings.root, env=kept | services, check=False).returncode
