"""`bin/portal down` and `bin/portal reset`: stop, and stop and forget."""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from launcher.console import PortalError, say
from launcher.files import only_one
from launcher.portal import Portal
from launcher.postgres import programs

if TYPE_CHECKING:
    from launcher.settings import Settings

FOLDERS = ("redis", "solr", "storage", "logs", "tests")
FILES = (
    "accounts.json", "ckan.ini", "generated.ini", "portal.json", "secrets.json", "stamps.json",
    "supervisord.conf", "supervisord.pid",
)  # fmt: skip


def take_down(settings: Settings) -> int:
    """Stop every process of the portal."""
    with only_one(settings.home, "up, down ou reset"):
        stopped = settings.remembered.exists() and Portal(settings).supervisor.stop()
    say("Arrêté." if stopped else "Rien ne tournait.")
    return 0


def reset(settings: Settings, *, sure: bool) -> int:
    """Delete the data of the portal, the installed tools excepted."""
    if not sure:
        say(f"Toutes les données de {settings.home} seront effacées.")
        if not sys.stdin.isatty() or input("Écrire « effacer » pour continuer : ") != "effacer":
            raise PortalError("Rien n'a été effacé (--yes efface sans demander).")
    with only_one(settings.home, "up, down ou reset"):
        if programs():
            portal = Portal(settings)
            portal.supervisor.stop()
            portal.postgres.remove()
        for name in FOLDERS:
            shutil.rmtree(settings.home / name, ignore_errors=True)
        for name in FILES:
            (settings.home / name).unlink(missing_ok=True)
    say("Effacé.")
    return 0
