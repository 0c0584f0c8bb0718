"""`bin/portal test`: pytest, on services that live only as long as it."""

from __future__ import annotations

import json
import os
import subprocess
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

from launcher import packages
from launcher.assets import build_assets
from launcher.console import step
from launcher.files import in_turn
from launcher.private import private_services
from launcher.shell import own_environment
from launcher.tools import Tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from launcher.settings import Settings

OPTIONS = "--import-mode=importlib --strict-markers"
UNIT_TESTS = Path("tests", "unit")
# CKAN's own pytest plugins open a database as soon as pytest starts; pure rules have none.
WITHOUT_CKAN = ["-p", "no:ckan", "-p", "no:ckan_fixtures", "-o", f"addopts={OPTIONS}"]
WORKERS = 2
# A new worker in the place of one that fell would have the services of another.
SHARED = ["-n", str(WORKERS), "--no-loadscope-reorder", "--max-worker-restart=0"]


def _targets(arguments: Sequence[str], root: Path) -> list[Path]:
    paths = [Path(a.split("::")[0]) for a in arguments if not a.startswith("-")]
    return [(root / p).resolve() for p in paths if (root / p).exists()]


def needs_services(arguments: Sequence[str], root: Path) -> bool:
    """Whether anything but unit tests is asked for; without a path, everything is."""
    targets = _targets(arguments, root)
    return not targets or not all(t.is_relative_to(root / UNIT_TESTS) for t in targets)


def needs_sharing(arguments: Sequence[str], root: Path) -> bool:
    """Whether there is enough for two workers: everything, or a folder."""
    targets = _targets(arguments, root)
    return not targets or any(t.is_dir() for t in targets)


def run_tests(settings: Settings, arguments: Sequence[str]) -> int:
    """Run pytest with its arguments and return its exit code.

    Its own options come last and win: `-n0` takes one worker.
    """
    services = needs_services(arguments, settings.root)
    install_for_tests(settings, services=services)
    if not services:
        return _pytest(settings, [*WITHOUT_CKAN, *arguments], {})
    shared = needs_sharing(arguments, settings.root)
    with ExitStack() as stack:
        each = [
            stack.enter_context(private_services(settings, "tests", number))
            for number in range(WORKERS if shared else 1)
        ]
        variables = {"PORTAL_TEST_SERVICES": json.dumps(each)}
        return _pytest(settings, [*(SHARED if shared else []), *arguments], variables)


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


def _pytest(settings: Settings, arguments: Sequence[str], variables: dict[str, str]) -> int:
    # A portal that a test brings up has a home and ports of its own.
    kept = {k: v for k, v in own_environment().items() if not k.startswith("PORTAL_")}
    kept |= {"PORTAL_TOOLS": str(settings.tools)}
    kept["PATH"] = f"{settings.venv / 'bin'}{os.pathsep}{kept['PATH']}"
    command = [str(settings.python), "-m", "pytest", *arguments]
    return subprocess.run(command, cwd=settings.root, env=kept | variables, check=False).returncode
