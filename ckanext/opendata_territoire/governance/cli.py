"""`ckan governance`: DPOs, checks, collection of files."""

from __future__ import annotations

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.background import in_a_request
from ckanext.opendata_territoire.governance import blobs
from ckanext.opendata_territoire.governance.cli_check import check
from ckanext.opendata_territoire.governance.cli_dpo import import_file
from ckanext.opendata_territoire.governance.cli_journal import journal
from ckanext.opendata_territoire.governance.cli_mails import forget, notify, remind
from ckanext.opendata_territoire.governance.store import contents, designations, versions

__all__ = ["governance"]


@click.group(short_help="Revue, DPO, fichiers et journal.")
@click.pass_context
def governance(ctx: click.Context) -> None:
    """Revue des jeux de données, DPO, fichiers déposés, journal."""
    ctx.with_resource(in_a_request())


governance.add_command(check)
governance.add_command(journal)
governance.add_command(notify)
governance.add_command(forget)
governance.add_command(remind)


@governance.command("collect-blobs")
@click.option("--yes", is_flag=True, help="Les supprimer ; sinon, dire seulement lesquels.")
def collect_blobs(yes: bool) -> None:
    """Supprimer les fichiers qu’aucun jeu de données ne désigne depuis plus d’un jour."""
    number = freed = 0
    for path in blobs.unreferenced(contents.all_hashes() | versions.hashes()):
        number, freed = number + 1, freed + path.stat().st_size
        click.echo(path.name)
        if yes:
            path.unlink(missing_ok=True)
    click.echo(
        f"{number} fichier(s), {freed} octets{'' if yes else ' : rien de supprimé, ajoutez --yes'}"
    )


@governance.group()
def dpo() -> None:
    """DPO désignés par les organisations."""


dpo.add_command(import_file)


@dpo.command()
@click.argument("organization", metavar="ORGANISATION")
@click.argument("user", metavar="COMPTE")
@click.option(
    "--confirmed-by", metavar="COMPTE", help="Responsable de l’organisation, qui confirme."
)
@click.option("--reference", default="", help="Référence de l’acte de désignation.")
@click.option(
    "--starts",
    default="",
    metavar="DATE",
    help="Premier jour (2026-12-31) ; aujourd’hui par défaut.",
)
@click.option("--ends", default="", metavar="DATE", help="Dernier jour ; sans fin par défaut.")
def assign(
    organization: str, user: str, confirmed_by: str | None, reference: str, starts: str, ends: str
) -> None:
    """Enregistrer que ORGANISATION désigne COMPTE (son identifiant, ou son adresse) comme DPO.

    Reste à confirmer par l’organisation, sauf avec --confirmed-by. La même commande, relancée,
    confirme ce qui était enregistré, ou ne change rien.
    """
    try:
        found = _open_designation(organization, user) or tk.get_action("governance_dpo_assign")(
            {"user": tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]},
            {
                "organization": organization,
                "user": user,
                "reference": reference,
                "starts": starts,
                "ends": ends,
            },
        )
        if confirmed_by and not found["confirmed"]:
            found = tk.get_action("governance_dpo_confirm")(
                {"user": confirmed_by}, {"id": found["id"]}
            )
    except tk.ValidationError as error:
        reasons = " ".join(map(str, error.error_summary.values()))
        raise click.ClickException(reasons) from error
    except (tk.NotAuthorized, tk.ObjectNotFound) as error:
        raise click.ClickException(str(error)) from error
    click.echo("Confirmé." if found["confirmed"] else "À confirmer par l’organisation.")


def _open_designation(organization: str, user: str) -> dict[str, object] | None:
    group = model.Group.get(organization)
    person = model.User.get(user) or model.User.by_email(user)
    found = designations.open_one(group.id, user_id=person.id) if group and person else None
    return found and {"id": found.id, "confirmed": found.confirmed_at is not None}
