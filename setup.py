"""Packaging of ckanext-opendata_territoire; metadata is in pyproject.toml."""

from pathlib import Path

import polib
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithTranslations(build_py):
    """Compiles the translations on the way: CKAN reads the .mo, which are never committed."""

    def run(self) -> None:
        """Write the .mo beside the .po, then copy the package as usual."""
        for catalogue in Path("ckanext").rglob("*.po"):
            polib.pofile(str(catalogue)).save_as_mofile(str(catalogue.with_suffix(".mo")))
        super().run()


setup(cmdclass={"build_py": BuildWithTranslations})
