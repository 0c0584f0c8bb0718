"""`bin/portal lint`: all the checks that read the sources, each run to its end."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from launcher.console import say
from launcher.shell import own_environment
from launcher.testing import install_for_tests

if TYPE_CHECKING:
    from launcher.settings import Settings


def checks(python: str) -> list[list[str]]:
    """Commands of the checks; pyright is told which interpreter has the packages."""
    return [
        ["ruff", "check", "."],
        ["ruff", "format", "--check", "."],
        ["pyright", "--pythonpath", python],
        ["python", "bin/lint_imports.py"],
        ["python", "bin/rights.py", "check"],
        ["djlint", "--lint", "--quiet", "ckanext"],
        ["python", "bin/catalogue.py", "check"],
    ]


def lint(settings: Settings) -> int:
    """Run every check; 0 when none complains."""
    install_for_tests(settings, services=False)
    failed = [check for check in checks(str(settings.python)) if not _passes(settings, check)]
    for check in failed:
        say(f"à corriger : {' '.join(check)}")
    return 1 if failed else 0


def _passes(settings: Settings, check: list[str]) -> bool:
    say(f"— {' '.join(check)}")
    programs = settings.venv / "bin"
    environment = own_environment() | {"PATH": f"{programs}:{own_environment()['PATH']}"}
    command = [str(programs / check[0]), *check[1:]]
    return subprocess.run(command, cwd=settings.root, env=environment, check=False).returncode == 0
