"""Debian packages: what is missing, told from the programs and files themselves."""

from __future__ import annotations

import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

from launcher.console import PortalError
from launcher.postgres import programs as postgres_programs

Check = Callable[[], object]


def _program(name: str) -> Check:
    return lambda: shutil.which(name)


def _headers() -> bool:
    return Path(sysconfig.get_path("include"), "Python.h").exists()


RUNTIME: dict[str, Check] = {
    "python3-venv": lambda: importlib.util.find_spec("ensurepip"),
    "python3-dev": _headers,
    "gcc": _program("gcc"),
    "libpq-dev": _program("pg_config"),
    "libmagic1": lambda: ctypes.util.find_library("magic"),
    "postgresql": postgres_programs,
    "redis-server": _program("redis-server"),
    "default-jdk-headless": _program("javac"),
    "maven": _program("mvn"),
    "nodejs": _program("node"),
    "npm": _program("npm"),
}
TESTS: dict[str, Check] = {
    "chromium": _program("chromium"),
    "git": _program("git"),
}


def missing(*, tests: bool = False) -> list[str]:
    """Names of the Debian packages to install."""
    wanted = RUNTIME | (TESTS if tests else {})
    return [package for package, present in wanted.items() if not present()]


def install(*, tests: bool = False) -> str:
    """Install what is missing, as root or through sudo.

    Raises:
        PortalError: neither is possible, or apt-get failed; the message gives the command to run.
    """
    names = missing(tests=tests)
    if not names:
        return "présents"
    command = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(names)}"
    for prefix in _ways_to_be_root():
        done = subprocess.run(
            [*prefix, "sh", "-c", command],
            env=os.environ | {"DEBIAN_FRONTEND": "noninteractive"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if done.returncode == 0:
            return f"installés : {' '.join(names)}"
    raise PortalError(f"Paquets Debian manquants. À lancer en tant que root : {command}")


def _ways_to_be_root() -> list[list[str]]:
    if os.geteuid() == 0:
        return [[]]
    if not shutil.which("sudo"):
        return []
    return [["sudo"] if sys.stdin.isatty() else ["sudo", "-n"]]
