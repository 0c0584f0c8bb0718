"""`ckan territoire solr-schema`: write the Solr configuration that the portal needs."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from ckanext.opendata_territoire.portal.solr.schema import (
    SchemaChangedError,
    folded,
    french_schema,
)


@click.command("solr-schema")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder that receives the files (by default the current one).",
)
def solr_schema(output: Path) -> None:
    """Write schema.xml, synonyms.txt and stopwords.txt, computed from the installed CKAN.

    Needs neither the database, nor Solr, nor Redis. Copy the files into `conf/` of the Solr core
    (or upload them to SolrCloud), reload it, then run `ckan search-index rebuild`.
    """
    ckan_schema = files("ckan").joinpath("config/solr/schema.xml").read_bytes()
    try:
        written = {"schema.xml": french_schema(ckan_schema)}
    except SchemaChangedError as error:
        raise click.ClickException(
            f"Le schéma Solr du CKAN installé n’est pas celui qui est attendu : {error}"
        ) from error
    words = files("ckanext.opendata_territoire.portal.solr")
    for name in ("synonyms.txt", "stopwords.txt"):
        lines = words.joinpath(name).read_text("utf-8").splitlines()
        written[name] = folded(lines).encode()
    output.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (output / name).write_bytes(content)
        click.echo(output / name)
