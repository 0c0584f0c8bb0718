"""A Solr of the portal's own: jars from Maven Central, one core, a schema that `ckan` generates."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from launcher.checks import get
from launcher.files import fingerprint
from launcher.shell import run

if TYPE_CHECKING:
    from launcher.settings import Settings

GENERATOR = "ckanext.opendata_territoire.portal.cli"


class Solr:
    """The search engine of one portal.

    Args:
        settings: the portal.
        fast: start sooner and run slower, for tests.
        stock: CKAN's own schema instead of ours, to compare both.
    """

    def __init__(self, settings: Settings, *, fast: bool = False, stock: bool = False) -> None:
        self._settings = settings
        self._fast = fast
        self._write_schema = self._stock_schema if stock else self._our_schema
        self._home = settings.home / "solr"
        self._base = f"http://127.0.0.1:{settings.ports.solr}/solr"
        self.conf = self._home / "ckan" / "conf"

    @property
    def url(self) -> str:
        """Address of the core."""
        return f"{self._base}/ckan"

    @property
    def command(self) -> list[str]:
        """The server in the foreground, compiled from its source as it starts."""
        return [
            "java",
            "-Xmx512m",
            "-XX:+UseSerialGC",
            *(["-XX:TieredStopAtLevel=1"] if self._fast else []),
            f"-Dsolr.port={self._settings.ports.solr}",
            f"-Dsolr.solr.home={self._home}",
            f"-Dsolr.log.dir={self._settings.logs}",
            "-cp",
            f"{self._settings.tools / 'solr'}/*",
            str(self._settings.root / "config" / "solr" / "SolrServer.java"),
        ]

    def prepare(self) -> None:
        """Lay the core's folder; its schema is computed from the installed CKAN."""
        self.conf.mkdir(parents=True, exist_ok=True)
        (self._home / "solr.xml").write_text("<solr/>\n")
        (self._home / "ckan" / "core.properties").write_text("name=ckan\n")
        for source in (self._settings.root / "config" / "solr" / "conf").iterdir():
            shutil.copy(source, self.conf)
        self._write_schema()

    def _our_schema(self) -> None:
        run(
            [self._settings.python, "-m", GENERATOR, "solr-schema", "--output", self.conf],
            self._settings.logs / "solr-schema.log",
            cwd=self._settings.root,
        )

    def _stock_schema(self) -> None:
        stock = next(
            self._settings.venv.glob("lib/python*/site-packages/ckan/config/solr/schema.xml")
        )
        shutil.copy(stock, self.conf)
        for words in ("protwords.txt", "stopwords.txt", "synonyms.txt"):
            (self.conf / words).touch()

    def fingerprint(self) -> str:
        """What the index depends on: the core's configuration."""
        return fingerprint(self.conf)

    def reload(self) -> None:
        """Make the running core read its configuration again."""
        get(f"{self._base}/admin/cores?action=RELOAD&core=ckan")
