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
    help="Private file (mode 600) that holds the password and the token of each account.",
)
@click.option("--only-accounts", is_flag=True, help="Accounts, without datasets.")
@click.pass_context
def demo(ctx: click.Context, accounts_file: Path, only_accounts: bool) -> None:
    """Create accounts and content of demonstration. Run again, it changes nothing.

    The datasets of the département are real, made from the imported territory and published by the
    real workflow. Those of the fictional commune are invented and stay unpublished.
    """
    with ctx.meta["flask_app"].test_request_context():
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
