"""One portal put together: its services, its processes and CKAN's command line on it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property

from launcher import checks, postgres
from launcher.keys import read_keys
from launcher.postgres import Postgres
from launcher.processes import Process, Supervisor
from launcher.redis import Redis
from launcher.settings import Settings
from launcher.shell import own_environment, run
from launcher.solr import Solr

SERVICES = ("postgres", "redis", "solr")
APPLICATION = ("web", "worker", "scheduler")


class Portal:
    """A home and the real parts that run on it."""

    def __init__(self, settings: Settings, *, for_tests: bool = False) -> None:
        self.settings = settings
        self._for_tests = for_tests
        # Others may pass through, so that `postgres` reaches its folder, but not look around.
        settings.home.mkdir(mode=0o711, parents=True, exist_ok=True)
        settings.logs.mkdir(exist_ok=True)
        self.keys = read_keys(settings.home)
        self.redis = Redis(settings, self.keys["redis"])
        self.solr = Solr(settings)

    @cached_property
    def postgres(self) -> Postgres:
        """The cluster; it needs PostgreSQL to be installed."""
        return Postgres(self.settings, self.keys["postgres"], fast=self._for_tests)

    @cached_property
    def supervisor(self) -> Supervisor:
        """The supervisor of all the processes, or of the services alone for tests."""
        processes = self._services()
        if not self._for_tests:
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
        return []

    def ckan(self, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
        """Run CKAN's command line on this portal and return what it printed."""
        command = [self.settings.venv / "bin" / "ckan", "-c", self.settings.ini, *arguments]
        log = self.settings.logs / "ckan.log"
        return run(command, log, cwd=self.settings.root, environment=environment)

    def prepare_services(self) -> None:
        """Lay the folders of the services, and their supervisor's configuration."""
        self.postgres.prepare()
        self.redis.prepare()
        self.solr.prepare()
        self.supervisor.configure()
