"""Rules of the commands: which tests need services, what is due, what pins say."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from launcher.postgres import account
from launcher.scheduler import Task, due_tasks, read_schedule
from launcher.settings import ROOT, read_settings
from launcher.status import status
from launcher.testing import needs_services, needs_sharing
from launcher.up import choose_content


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], True),
        (["-q"], True),
        (["-k", "search"], True),
        (["tests"], True),
        (["tests/unit"], False),
        (["tests/unit/", "-x", "-k", "search"], False),
        (["tests/unit/launcher/test_commands.py::test_something"], False),
        (["tests/unit", "tests/package"], True),
        (["tests/../tests/package"], True),
    ],
)
def test_only_unit_tests_do_without_services(arguments: list[str], expected: bool) -> None:
    """Services start as soon as anything else may run."""
    assert needs_services(arguments, ROOT) is expected


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["-q"], True),
        (["tests"], True),
        (["tests/portal/look"], True),
        (["tests/launcher/test_up.py"], False),
        (["tests/launcher/test_up.py::test_something", "-x"], False),
    ],
)
def test_single_files_have_one_worker(arguments: list[str], expected: bool) -> None:
    """A second worker, with services of its own, comes for what is long enough."""
    assert needs_sharing(arguments, ROOT) is expected


def test_a_task_is_due_once_per_period() -> None:
    """A task that was late runs once, not once for each period missed."""
    task = Task("index", period=60, command=["search-index", "check"])
    assert due_tasks([task], now=1000) == [task]
    assert due_tasks([task], now=1059) == []
    assert due_tasks([task], now=5000) == [task]
    assert due_tasks([task], now=5001) == []


def test_schedule_file_is_readable() -> None:
    """Each task of the file has a positive period and a command."""
    tasks = read_schedule(ROOT / "config" / "schedule.ini")
    assert all(task.period >= 60 and task.command for task in tasks)


def test_status_of_a_portal_that_was_never_started(tmp_path: Path) -> None:
    """Other programs read the same keys before and after `up`, and nothing is created by asking."""
    settings = read_settings({"PORTAL_HOME": str(tmp_path / "home")})
    report = json.loads(json.dumps(status(settings)))
    assert {"url", "home", "ini", "python", "processes"} <= set(report)
    assert set(report["processes"]) == {"postgres", "redis", "solr", "web", "worker", "scheduler"}
    assert not any(process["healthy"] for process in report["processes"].values())
    assert not settings.home.exists()


def test_a_home_keeps_its_departement(tmp_path: Path) -> None:
    """Another département in the same home would mix two territories: it is refused."""
    settings = read_settings({"PORTAL_HOME": str(tmp_path / "home")})
    choose_content(settings, "31", bare=True).remember()
    known = read_settings({"PORTAL_HOME": str(tmp_path / "home")})
    assert (known.department, known.bare) == ("31", True)
    assert choose_content(known, None, bare=False).department == "31"
    with pytest.raises(Exception, match="31"):
        choose_content(known, "34", bare=False)


@pytest.mark.parametrize(("before", "asked"), [(False, True), (True, False), (True, True)])
def test_bare_once_is_bare_for_good(tmp_path: Path, *, before: bool, asked: bool) -> None:
    """Neither a restored `portal.json` nor a forgotten option brings test accounts."""
    environment = {"PORTAL_HOME": str(tmp_path / "home")}
    choose_content(read_settings(environment), "34", bare=before).remember()
    chosen = choose_content(read_settings(environment), None, bare=asked)
    assert chosen.bare
    chosen.remember()
    assert read_settings(environment).bare


def test_pins_of_tests_and_of_the_portal_agree() -> None:
    """One environment serves both: installing the tests' packages changes none of the portal's."""
    pins = [
        dict(line.split("==") for line in (ROOT / name).read_text().splitlines() if "==" in line)
        for name in ("requirements.txt", "requirements-dev.txt")
    ]
    assert pins[0].items() <= pins[1].items()


def test_postgres_never_runs_as_root() -> None:
    """The account is `postgres` for root, and the caller's own for everybody else."""
    assert (account() == "postgres") is (Path("/proc/self").stat().st_uid == 0)


ENGLISH = re.compile(
    r"\b(the|show|this|help|positional|command|and exit|choose|error)\b", re.IGNORECASE
)


@pytest.mark.parametrize(
    ("arguments", "status"),
    [(["--help"], 0), (["up", "--help"], 0), ([], 2), (["nulle-part"], 2), (["down", "--vite"], 2)],
)
def test_the_launcher_speaks_french(arguments: list[str], status: int) -> None:
    """Help and mistakes alike: who runs it is an administrator in a département."""
    done = subprocess.run(  # noqa: S603 - our own command
        [sys.executable, ROOT / "bin", *arguments], capture_output=True, text=True, check=False
    )
    said = done.stdout + done.stderr
    assert done.returncode == status, said
    assert said
    assert not ENGLISH.findall(said.replace("--help", ""))
