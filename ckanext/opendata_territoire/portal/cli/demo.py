"""`ckan territoire demo`: accounts and content to try the portal with."""

from __future__ import annotations

from pathlib import Path

import click

from ckanext.opendata_territoire.portal.demo import accounts, journey, people
from ckanext.opendata_territoire.portal.territory.importing import dismiss_site_user


@click.command("demo")
@click.option(
    "--accounts",
    "accounts_file",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="Fichier privé (mode 600) qui garde le mot de passe et le jeton de chaque compte.",
)
@click.option("--only-accounts", is_flag=True, help="Les comptes, sans jeux de données.")
def demo(accounts_file: Path, only_accounts: bool) -> None:
    """Créer des comptes et des jeux de données de démonstration. Relancée, ne change rien.

    Les jeux du département sont réels : tirés du territoire importé, publiés par la voie ordinaire.
    Ceux de la commune fictive sont inventés et ne sont pas publiés.
    """
    try:
        department = journey.department_name()
    except journey.NoTerritoryError:
        raise click.ClickException(
            "Le territoire est vide : lancez d’abord « ckan territoire import »."
        ) from None
    changed = journey.ensure_fictional_communes(accounts.site_context)
    changed += dismiss_site_user()
    changed += accounts.ensure_accounts(people.people(department), accounts_file)
    if not only_accounts:
        changed += journey.ensure_designations(department)
        changed += sum(journey.walk(deposit) for deposit in journey.deposits())
    click.echo(f"{changed} changement{'s' if changed > 1 else ''}")
