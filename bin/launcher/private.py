"""Private services that live only as long as one command: those of the tests and of the bench."""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from launcher.console import PortalError, step
from launcher.files import only_one
from launcher.ini import REFERENCE
from launcher.portal import Portal
from launcher.settings import Ports, Settings, read_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from launcher.portal import Purpose


@contextmanager
def private_services(
    settings: Settings, purpose: Purpose, number: int = 0
) -> Iterator[dict[str, str]]:
    """PostgreSQL, Redis and Solr of their own, and the variables that lead CKAN to them.

    `PORTAL_REFERENCE` is the folder of the reference of the territory.

    Args:
        settings: the portal of the checkout.
        purpose: who they are for.
        number: tells apart those that one command has for the same purpose.
    """
    runs = settings.home / "tests"
    remove_abandoned(runs, settings.root)
    home = runs / f"{purpose}-{os.getpid()}-{number}"
    with only_one(home, purpose):
        portal = Portal(replace(settings, home=home, ports=Ports.free()), purpose)
        step(f"Services ({purpose})", lambda: _start(portal))
        try:
            yield {
                "CKAN_SQLALCHEMY_URL": portal.postgres.url,
                "CKAN_SOLR_URL": portal.solr.url,
                "CKAN_REDIS_URL": portal.redis.url,
                "CKAN_STORAGE_PATH": str(portal.settings.storage),
                "CKAN_SITE_ID": home.name,
                "PORTAL_REFERENCE": str(settings.npm.joinpath(*REFERENCE)),
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
    for home in runs.glob("*-*"):
        with suppress(PortalError), only_one(home, "test"):
            _remove(Portal(read_settings({"PORTAL_HOME": str(home)}, root), "tests"))
