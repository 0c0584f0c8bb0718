"""`ckan territoire solr-schema`: write the Solr configuration that the portal needs."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import click

from ckanext.opendata_territoire.portal.solr import word_list
from ckanext.opendata_territoire.portal.solr.schema import SchemaChangedError, french_schema


@click.command("solr-schema", short_help="Configuration Solr, d’après le CKAN installé.")
@click.option(
    "--output",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Dossier qui reçoit les fichiers (par défaut le dossier courant).",
)
def solr_schema(output: Path) -> None:
    """Écrire schema.xml, synonyms.txt et stopwords.txt, d’après le CKAN installé.

    À copier dans le dossier « conf » du cœur Solr (ou à envoyer à SolrCloud) ; recharger le cœur,
    puis lancer « ckan search-index rebuild ».
    """
    ckan_schema = files("ckan").joinpath("config/solr/schema.xml").read_bytes()
    try:
        written = {"schema.xml": french_schema(ckan_schema)}
    except SchemaChangedError as error:
        raise click.ClickException(
            f"Le schéma Solr du CKAN installé n’est pas celui qui est attendu : {error}"
        ) from error
    for name in ("synonyms.txt", "stopwords.txt"):
        written[name] = word_list(name).encode()
    output.mkdir(parents=True, exist_ok=True)
    for name, content in written.items():
        (output / name).write_bytes(content)
        click.echo(output / name)
