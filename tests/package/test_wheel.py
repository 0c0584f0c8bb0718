"""The wheel that somebody installs into their own CKAN."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "ckanext" / "opendata_territoire"
NOT_COPIED = shutil.ignore_patterns(
    "var", ".*", "__pycache__", "build", "dist", "node_modules", "*.egg-info", "*.mo"
)

ALEMBIC = ("alembic.ini", "env.py", "script.py.mako")


def _run(*command: str | Path, cwd: Path, python: Path = Path(sys.executable)) -> str:
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("CKAN_", "PYTHON"))}
    done = subprocess.run(  # noqa: S603 - our own words
        [python, *command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the sources, without anything compiled."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(ROOT, folder / "sources", ignore=NOT_COPIED, symlinks=True)
    _run("-m", "build", "--no-isolation", "--wheel", "-o", folder, cwd=folder / "sources")
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Names of the files of the wheel, from the package's folder."""
    with zipfile.ZipFile(wheel) as archive:
        return {n.removeprefix("ckanext/opendata_territoire/") for n in archive.namelist()}


@pytest.fixture(scope="module")
def other_ckan(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Interpreter of another environment: CKAN's packages, then our wheel by pip, no sources."""
    folder = tmp_path_factory.mktemp("other")
    _run("-m", "venv", "--without-pip", folder, cwd=folder)
    here = Path(sysconfig.get_path("purelib"))
    there = folder / here.relative_to(sys.prefix)
    (there / "ckanext").mkdir()
    for item in [*here.iterdir(), *(here / "ckanext").iterdir()]:
        link = there / item.relative_to(here)
        if not link.exists() and "opendata_territoire" not in item.name:
            link.symlink_to(item)
    python = folder / "bin" / "python"
    _run("-m", "pip", "--python", python, "install", "--quiet", "--no-deps", wheel, cwd=folder)
    return python


@pytest.mark.parametrize(
    "pattern",
    ["*.yaml", "*.json", "*.html", "*.css", "*.js", "*.svg", "*.txt", "*.py", "*.woff2", "*.md"],
)
def test_every_file_of_the_package_is_in_the_wheel(pattern: str, names: set[str]) -> None:
    """What the sources hold, the wheel holds: a forgotten file would only break elsewhere."""
    sources = {str(f.relative_to(PACKAGE)) for f in PACKAGE.rglob(pattern)}
    assert sources
    assert sources <= names


def test_migrations_are_real_files(names: set[str]) -> None:
    """The migrations reach the wheel through the link of the sources, with Alembic's own files."""
    for folder in (ROOT / "migrations").iterdir():
        expected = {f"migration/{folder.name}/{f}" for f in ALEMBIC}
        versions = {
            f"migration/{folder.name}/versions/{f.name}" for f in folder.glob("versions/*.py")
        }
        assert versions
        assert expected | versions <= names


def test_translations_are_compiled_by_the_build(names: set[str]) -> None:
    """CKAN reads .mo files, which are not in the sources: the build makes one of each .po."""
    wanted = {str(f.relative_to(PACKAGE).with_suffix(".mo")) for f in PACKAGE.rglob("*.po")}
    assert wanted
    assert wanted <= names


def test_plugins_load_from_the_wheel_with_their_migrations(other_ckan: Path) -> None:
    """In another CKAN the plugins come from the wheel, and `ckan db upgrade` finds their tables."""
    program = """
import sys
from importlib.metadata import entry_points
from ckan.cli import db
for point in entry_points(group="ckan.plugins"):
    if point.name.startswith("opendata_"):
        plugin = point.load()
        db.p.get_plugin = lambda name, plugin=plugin: plugin()  # without a running portal
        print(sys.modules[plugin.__module__].__file__)
        if point.name != "opendata_confidentiality":  # has no table of its own
            print(db._resolve_alembic_config(point.name))
"""
    paths = [Path(p) for p in _run("-c", program, cwd=Path("/"), python=other_ckan).split()]
    assert len(paths) >= 5
    assert all(path.is_file() and path.is_relative_to(other_ckan.parents[1]) for path in paths)


def test_installed_wheel_generates_the_solr_schema(other_ckan: Path, tmp_path: Path) -> None:
    """An administrator makes the Solr configuration from the installed package alone."""
    module = "ckanext.opendata_territoire.portal.cli"
    command = ("-m", module, "solr-schema", "--output", tmp_path)
    _run(*command, cwd=Path("/"), python=other_ckan)
    assert {f.name for f in tmp_path.iterdir()} >= {"schema.xml", "synonyms.txt", "stopwords.txt"}
