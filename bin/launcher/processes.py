"""The processes of a portal, under one supervisor that restarts whatever falls."""

from __future__ import annotations

import shlex
import time
import xmlrpc.client
from dataclasses import dataclass, field
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, cast

from launcher.console import PortalError
from launcher.files import write_private
from launcher.ports import check_free
from launcher.shell import run

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from launcher.settings import Settings

RUNNING = ("RUNNING", "STARTING", "BACKOFF")
"""Supervisor's words for what runs or is being restarted."""


@dataclass(frozen=True)
class Process:
    """One program to keep alive, and the question that tells whether it answers."""

    name: str
    command: list[str]
    answers: Callable[[], bool]
    user: str | None = None
    directory: Path = Path("/")
    stop_signal: str = "TERM"
    environment: Mapping[str, str] = field(default_factory=dict)


def program_section(process: Process, logs: Path, rank: int) -> str:
    """The `[program:…]` section of supervisor's configuration for one process.

    The process of rank 1 starts first and stops last.
    `setpriv` makes the kernel stop the process should the supervisor itself be killed: nothing is
    left behind to hold the ports.
    """
    command = ["setpriv", f"--pdeathsig={process.stop_signal}", *process.command]
    options = {
        "command": shlex.join(command),
        "directory": str(process.directory),
        "environment": ",".join(f'{k}="{v}"' for k, v in process.environment.items()),
        "user": process.user or "",
        "priority": str(rank),
        "autostart": "false",
        "autorestart": "true",
        "startretries": "1000",
        "stopsignal": process.stop_signal,
        "stopwaitsecs": "20",
        "stopasgroup": "false",
        "killasgroup": "true",
        "redirect_stderr": "true",
        "stdout_logfile": str(log_of(process.name, logs)),
        "stdout_logfile_maxbytes": "10MB",
        "stdout_logfile_backups": "3",
    }
    lines = [f"{k} = {v.replace('%', '%%')}" for k, v in options.items() if v]
    return "\n".join([f"[program:{process.name}]", *lines, ""])


def log_of(name: str, logs: Path) -> Path:
    """Where a process writes."""
    return logs / f"{name}.log"


class Supervisor:
    """Starts, stops and asks the processes of one portal, through supervisor's own interface."""

    def __init__(self, settings: Settings, password: str, processes: Iterable[Process]) -> None:
        self._settings = settings
        self._password = password
        self.processes = {process.name: process for process in processes}
        self._configuration = settings.home / "supervisord.conf"
        address = f"http://portal:{password}@127.0.0.1:{settings.ports.supervisor}/RPC2"
        self._rpc = cast("Any", xmlrpc.client.ServerProxy(address)).supervisor

    def alive(self) -> bool:
        """Whether the supervisor answers, and is this home's: a restored copy has the same keys."""
        try:
            return self._rpc.getIdentification() == str(self._settings.home)
        except (OSError, xmlrpc.client.Error):
            return False

    def states(self) -> dict[str, dict[str, Any]]:
        """Supervisor's state of each process (`statename`, `pid`, …), empty when it is down."""
        if not self.alive():
            return {}
        return {info["name"]: info for info in self._rpc.getAllProcessInfo()}

    def configure(self) -> None:
        """Write the configuration; a supervisor that follows another one is stopped."""
        template = Template((self._settings.root / "config" / "supervisord.conf").read_text())
        head = template.substitute(
            home=self._settings.home,
            logs=self._settings.logs,
            port=self._settings.ports.supervisor,
            password=self._password,
        )
        programs = enumerate(self.processes.values(), start=1)
        sections = [program_section(p, self._settings.logs, rank) for rank, p in programs]
        text = "\n".join([head, *sections])
        if not self._configuration.exists() or self._configuration.read_text() != text:
            self.stop()
            write_private(self._configuration, text)

    def launch(self) -> None:
        """Start the supervisor when it is not there."""
        if self.alive():
            return
        check_free("supervisor", self._settings.ports.supervisor)
        program = self._settings.venv / "bin" / "supervisord"
        run([program, "-c", self._configuration], self._settings.logs / "supervisord-start.log")
        self._wait(self.alive, "supervisor")

    def ensure(self, *names: str) -> list[str]:
        """Start those that do not run, wait until all answer, and tell which were started."""
        states = self.states()
        started = [n for n in names if states[n]["statename"] not in RUNNING]
        for name in started:
            if port := getattr(self._settings.ports, name, None):
                check_free(name, port)
            self._rpc.startProcess(name, False)
        for name in names:
            self._wait(self.processes[name].answers, name)
        return started

    def restart(self, *names: str) -> None:
        """Stop and start the named processes, and wait until they answer."""
        for name in names:
            if self.states()[name]["statename"] in RUNNING:
                self._rpc.stopProcess(name)
        self.ensure(*names)

    def stop(self) -> bool:
        """Stop everything, the database last; tell whether anything ran."""
        if not self.alive():
            return False
        for name, state in reversed(self.states().items()):
            if state["statename"] in RUNNING:
                self._rpc.stopProcess(name)
        self._rpc.shutdown()
        self._wait(lambda: not self.alive(), "supervisor")
        return True

    def _wait(self, condition: Callable[[], bool], name: str, seconds: float = 120) -> None:
        end = time.monotonic() + seconds
        falls = 0
        while not condition():
            falls += self.states().get(name, {}).get("statename") == "BACKOFF"
            if falls > 50 or time.monotonic() > end:
                log = log_of(name, self._settings.logs)
                raise PortalError(f"{name} ne répond pas ({_last_line(log)}) ; journal : {log}")
            time.sleep(0.1)


def _last_line(log: Path) -> str:
    lines = log.read_text(errors="replace").strip().splitlines() if log.exists() else []
    return lines[-1][:200] if lines else "sans message"
