"""One portal put together: its services, its processes and CKAN's command line on it."""

from __future__ import annotations

import os
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from launcher import checks, postgres
from launcher.keys import read_keys
from launcher.postgres import Postgres
from launcher.processes import Process, Supervisor
from launcher.redis import Redis
from launcher.shell import run
from launcher.solr import Solr

if TYPE_CHECKING:
    from collections.abc import Callable

    from launcher.settings import Settings

Purpose = Literal["site", "tests", "bench", "plain"]
"""The site itself, or services alone: for tests, for our side of a bench, for plain CKAN's."""
SERVICES = ("postgres", "redis", "solr")
APPLICATION = ("web", "worker", "scheduler")


class Portal:
    """A home and the real parts that run on it."""

    def __init__(self, settings: Settings, purpose: Purpose = "site") -> None:
        self.settings = settings
        self._purpose = purpose
        self._fast = purpose == "tests"
        settings.home.mkdir(parents=True, exist_ok=True)
        # The home lets `postgres` pass; what is in it is for its owner only.
        for folder in (
            settings.logs,
            settings.home / "redis",
            settings.home / "solr",
            settings.storage,
        ):
            folder.mkdir(mode=0o700, exist_ok=True)
        self.keys = read_keys(settings.home)
        self.redis = Redis(settings, self.keys["redis"])
        self.solr = Solr(settings, fast=self._fast, stock=purpose == "plain")

    @cached_property
    def postgres(self) -> Postgres:
        """The cluster; it needs PostgreSQL to be installed."""
        return Postgres(self.settings, self.keys["postgres"], fast=self._fast)

    @cached_property
    def supervisor(self) -> Supervisor:
        """The supervisor of all the processes, or of the services alone for tests."""
        processes = self._services()
        if self._purpose == "site":
            processes += self._application()
        return Supervisor(self.settings, self.keys["supervisor"], processes)

    def _services(self) -> list[Process]:
        ports = self.settings.ports
        programs = self.postgres.programs
        return [
            Process(
                "postgres",
                self.postgres.command,
                lambda: checks.postgres_answers(programs, ports.postgres),
                user=postgres.account(),
                stop_signal="INT",
            ),
            Process(
                "redis",
                self.redis.command,
                lambda: checks.redis_answers(ports.redis, self.keys["redis"]),
            ),
            Process("solr", self.solr.command, lambda: checks.solr_answers(self.solr.url)),
        ]

    def _application(self) -> list[Process]:
        settings, programs = self.settings, self.settings.venv / "bin"
        web = [
            str(programs / "gunicorn"),
            f"--bind=127.0.0.1:{settings.ports.web}",
            f"--pythonpath={settings.root / 'config'}",
            # Processes for the cores, threads for those who wait. No --preload: the sockets opened
            # before the fork would be shared, and connections reset.
            f"--workers={max(2, os.cpu_count() or 1)}",
            "--threads=4",
            "--worker-class=french_worker.FrenchWorker",
            "--limit-request-line=8190",
            "--timeout=120",
            "--no-control-socket",
            "wsgi:application",
        ]
        return [
            self._ckan_process("web", web, lambda: checks.web_answers(settings.url)),
            self._ckan_process(
                "worker",
                [str(programs / "ckan"), "jobs", "worker"],
                lambda: self._runs("worker"),
            ),
            self._ckan_process(
                "scheduler",
                [str(settings.python), str(settings.root / "bin"), "schedule"],
                lambda: self._runs("scheduler"),
            ),
        ]

    def _ckan_process(self, name: str, command: list[str], answers: Callable[[], bool]) -> Process:
        return Process(
            name,
            command,
            answers,
            directory=self.settings.root,
            environment={
                "CKAN_INI": str(self.settings.ini),
                "PORTAL_HOME": str(self.settings.home),
                "PORTAL_TOOLS": str(self.settings.tools),
            },
        )

    def _runs(self, name: str) -> bool:
        return self.supervisor.states()[name]["statename"] == "RUNNING"

    @property
    def addresses(self) -> dict[str, str]:
        """Where the services are, by CKAN key."""
        return {
            "sqlalchemy.url": self.postgres.url,
            "solr_url": self.solr.url,
            "ckan.redis.url": self.redis.url,
        }

    def ckan(self, *arguments: str) -> str:
        """Run CKAN's command line on this portal and return what it printed."""
        command = [self.settings.venv / "bin" / "ckan", "-c", self.settings.ini, *arguments]
        return run(command, self.settings.logs / "ckan.log", cwd=self.settings.root)

    def start_services(self) -> None:
        """Lay the folders of the services, start what does not run, and wait for their answers."""
        self.postgres.prepare()
        self.redis.prepare()
        self.solr.prepare()
        self.supervisor.configure()
        self.supervisor.launch()
        self.supervisor.ensure(*SERVICES)
