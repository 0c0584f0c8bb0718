"""`ckan territoire import`: one organisation per commune, EPCI and département."""

from __future__ import annotations

import time
from pathlib import Path

import click

from ckan.lib.search.common import SearchError

from ckanext.opendata_territoire.portal import config
from ckanext.opendata_territoire.portal.domain.territory import TerritoryError
from ckanext.opendata_territoire.portal.domain.territory_reference import (
    build_territory,
    department_code,
)
from ckanext.opendata_territoire.portal.territory.importing import (
    dismiss_site_user,
    import_territory,
    index_pending,
)
from ckanext.opendata_territoire.portal.territory.reference import read_reference


@click.command("import")
@click.option(
    "--department", help="Code du département (34, 2A, 971) ; par défaut, celui du portail."
)
@click.option(
    "--source",
    type=click.Path(path_type=Path),
    help="Dossier du paquet @etalab/decoupage-administratif, ou de ses données.",
)
@click.option("--vintage", help="Millésime de la référence, si le paquet ne le dit pas (2026).")
@click.option("--dry-run", is_flag=True, help="Montrer les changements sans rien écrire.")
def import_(
    department: str | None, source: Path | None, vintage: str | None, dry_run: bool
) -> None:
    """Importer ou mettre à jour les organisations du territoire.

    Sans risque à relancer : rien ne change si rien n’a changé. Tout est écrit, ou rien.
    Codes de sortie : 0 fait, 1 refusé (rien d’écrit), 2 mauvaise option, 3 écrit mais pas indexé.
    """
    started = time.monotonic()
    folder = source or config.reference_folder()
    if folder is None:
        raise click.UsageError(
            f"Précisez --source DOSSIER, ou {config.REFERENCE} dans le fichier de configuration."
        )
    try:
        territory = build_territory(
            read_reference(folder, vintage),
            department_code(department or config.department()),
            config.department_siren(),
        )
        planned = import_territory(territory, dry_run=dry_run)
    except TerritoryError as error:
        raise click.ClickException(str(error)) from error
    click.echo(planned)
    if dry_run:
        return
    if left := dismiss_site_user():
        click.echo(f"Le compte du site n’est plus responsable de {left} organisation(s).")
    try:
        datasets = index_pending()
    except SearchError as error:
        click.echo(
            f"Organisations à jour, mais index non mis à jour ({error}) : relancez.", err=True
        )
        raise SystemExit(3) from error
    if datasets:
        click.echo(f"{datasets} jeux de données réindexés")
    click.echo(f"millésime {territory.vintage}, {time.monotonic() - started:.1f} s")
