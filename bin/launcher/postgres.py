"""A PostgreSQL cluster of the portal's own, beside the one of the machine if there is one."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.console import PortalError
from launcher.shell import run

if TYPE_CHECKING:
    from launcher.settings import Settings

INSTALLED = Path("/usr/lib/postgresql")
ELSEWHERE = Path("/var/lib/postgresql")
SPEED_OVER_SAFETY = ["fsync=off", "synchronous_commit=off", "full_page_writes=off"]
# Each configuration that a test asks for makes an application, which keeps its connections.
MANY_APPLICATIONS = ["max_connections=500"]


def programs() -> Path | None:
    """Folder of the newest installed PostgreSQL server, which Debian keeps out of the PATH."""
    found = [p for p in INSTALLED.glob("*/bin") if (p / "postgres").exists()]
    return max(found, key=lambda p: int(p.parent.name), default=None)


def account() -> str | None:
    """Account that runs the server: PostgreSQL refuses root; others run it themselves."""
    return "postgres" if os.geteuid() == 0 else None


def data_folder(home: Path) -> Path:
    """Folder of the cluster: in the home, or where `postgres` may go when the home is closed to it.

    A cluster that exists is never left for another: the place is chosen once.

    Raises:
        PortalError: the cluster is in the home, and the home has since been closed to `postgres`.
    """
    inside = home / "postgres"
    digest = hashlib.sha256(str(home).encode()).hexdigest()[:12]
    outside = ELSEWHERE / f"opendata-territoire-{digest}"
    if outside.exists() and not inside.exists():
        return outside
    home.mkdir(parents=True, exist_ok=True)
    if _may_enter(home):
        return inside
    if inside.exists():
        raise PortalError(
            f"Le compte postgres ne peut plus entrer dans {home} : chmod o+x sur ses dossiers."
        )
    return outside


def _may_enter(folder: Path) -> bool:
    user = account()
    test = ["test", "-x", str(folder)]
    done = subprocess.run(
        test, cwd="/", check=False, user=user, group=user, extra_groups=[] if user else None
    )
    return done.returncode == 0


class Postgres:
    """The cluster of one portal; `fast` gives up durability, for tests."""

    def __init__(self, settings: Settings, password: str, *, fast: bool = False) -> None:
        self._settings = settings
        self._password = password
        self._fast = fast
        self.data = data_folder(settings.home)
        bin_folder = programs()
        if bin_folder is None:
            raise PortalError("PostgreSQL n'est pas installé : apt-get install postgresql")
        self.programs = bin_folder

    @property
    def url(self) -> str:
        """Address of CKAN's database, as SQLAlchemy reads it."""
        return f"postgresql://ckan:{self._password}@127.0.0.1:{self._settings.ports.postgres}/ckan"

    @property
    def command(self) -> list[str]:
        """The server in the foreground, on the loopback only and without a socket file."""
        options = [
            "listen_addresses=127.0.0.1",
            f"port={self._settings.ports.postgres}",
            "unix_socket_directories=",
            *([*SPEED_OVER_SAFETY, *MANY_APPLICATIONS] if self._fast else []),
        ]
        set_options = [word for option in options for word in ("-c", option)]
        return [str(self.programs / "postgres"), "-D", str(self.data), *set_options]

    def prepare(self) -> str:
        """Create the cluster, the role and the database when they are not there."""
        if (self.data / "PG_VERSION").exists():
            self._check_version()
            self._remove_stale_pid()
            return str(self.data)
        draft = self.data.with_name(f"{self.data.name}.new")
        self._create_folder(draft)
        self._run(
            "initdb", "-D", draft, "--username=postgres", "--auth-local=peer",
            "--auth-host=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8",
            "--locale-provider=icu", "--icu-locale=fr", "--no-sync",
        )  # fmt: skip
        # Single-user mode needs neither a port nor a password on a command line.
        self._run("postgres", "--single", "-D", draft, "postgres", text=self._first_orders())
        draft.rename(self.data)
        return str(self.data)

    def _first_orders(self) -> str:
        return (
            f"CREATE ROLE ckan LOGIN PASSWORD '{self._password}';\n"
            "CREATE DATABASE ckan OWNER ckan;\n"
        )

    def _create_folder(self, folder: Path) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(mode=0o700)
        if user := account():
            shutil.chown(folder, user, user)

    def _check_version(self) -> None:
        cluster = (self.data / "PG_VERSION").read_text().strip()
        if cluster == self.programs.parent.name:
            return
        if not (INSTALLED / cluster / "bin" / "postgres").exists():
            raise PortalError(
                f"Les données sont de PostgreSQL {cluster} : apt-get install postgresql-{cluster}"
            )
        self.programs = INSTALLED / cluster / "bin"

    def _remove_stale_pid(self) -> None:
        """Forget a number that, since a reboot, is somebody else's: the server would not start."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        pid = pid_file.read_text().split("\n", 1)[0].strip()
        command = Path("/proc", pid, "cmdline")
        running = command.read_bytes() if command.exists() else b""
        if os.fsencode(self.data) not in running:
            pid_file.unlink()

    def _run(self, program: str, *arguments: str | Path, text: str | None = None) -> None:
        log = self._settings.logs / "postgres-init.log"
        command = [self.programs / program, *arguments]
        run(command, log, cwd=Path("/"), user=account(), text=text)

    def remove(self) -> None:
        """Delete the cluster, wherever it is."""
        shutil.rmtree(self.data, ignore_errors=True)
