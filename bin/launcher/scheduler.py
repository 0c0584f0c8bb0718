"""The process that runs CKAN's periodic commands, listed in `config/schedule.ini`."""

from __future__ import annotations

import configparser
import shlex
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from launcher.console import say

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from launcher.settings import Settings

NO_LONGER_THAN = 3600


@dataclass
class Task:
    """A command of CKAN, its period in seconds, and the moment (monotonic) when it is next due."""

    name: str
    period: float
    command: list[str]
    due: float = 0


def read_schedule(path: Path) -> list[Task]:
    """Tasks of a schedule file, all due at once."""
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(path)
    return [
        Task(name, 60 * parser.getfloat(name, "every"), shlex.split(parser.get(name, "command")))
        for name in parser.sections()
    ]


def due_tasks(tasks: Sequence[Task], now: float) -> list[Task]:
    """Tasks whose moment has come; each is given its next moment, late runs are not caught up."""
    ready = [task for task in tasks if task.due <= now]
    for task in ready:
        task.due = now + task.period
    return ready


def run_schedule(settings: Settings) -> int:
    """Run the tasks one after the other, for ever."""
    tasks = read_schedule(settings.root / "config" / "schedule.ini")
    say(f"{len(tasks)} tâches : {', '.join(task.name for task in tasks)}")
    while True:
        for task in due_tasks(tasks, time.monotonic()):
            _run(settings, task)
        time.sleep(5)


def _run(settings: Settings, task: Task) -> None:
    command = [str(settings.venv / "bin" / "ckan"), "-c", str(settings.ini), *task.command]
    try:
        code = subprocess.run(command, timeout=NO_LONGER_THAN, check=False).returncode
    except subprocess.TimeoutExpired:
        code = "trop long"
    say(f"{task.name} : {'fait' if code == 0 else f'échec ({code})'}")
