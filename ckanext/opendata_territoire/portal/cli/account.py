"""`ckan territoire account`: accounts of an organisation's people."""

from __future__ import annotations

import click

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

from ckanext.opendata_territoire.portal.domain.accounts import ROLES


@click.group()
def account() -> None:
    """Comptes des personnes d’une organisation."""


@account.command()
@click.argument("organization", metavar="ORGANISATION")
@click.argument("email", metavar="ADRESSE")
@click.option(
    "--role",
    type=click.Choice(list(ROLES)),
    required=True,
    help="agent : prépare les jeux de données ; controller : décide et gère les comptes.",
)
def add(organization: str, email: str, role: str) -> None:
    """Donner un rôle à ADRESSE dans ORGANISATION (son nom d’adresse, comme montpellier).

    Le compte est ouvert s’il n’existe pas, et un courriel part. La même commande le renvoie tant
    que la personne n’y a pas répondu.
    """
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    try:
        done = tk.get_action("organization_account_add")(
            {"user": site_user["name"]}, {"id": organization, "email": email, "role": role}
        )
    except tk.ObjectNotFound as error:
        raise click.ClickException(f"Organisation inconnue : {organization}.") from error
    except tk.ValidationError as error:
        reasons = " ".join(map(str, error.error_summary.values()))
        raise click.ClickException(reasons) from error
    name = done["user"]["name"]
    if done["outcome"] == "unchanged":
        click.echo(f"{email} a déjà ce rôle (compte {name}) : rien n’a changé.")
        return
    state = "créé" if done["created"] else "en attente" if done["pending"] else "existant"
    click.echo(f"Compte {name} ({state}) : rôle {role} dans {organization}")
    if done["mailed"]:
        click.echo(f"Courriel envoyé à {email}")
        return
    click.echo(
        "Le courriel n’a pas pu partir (voir smtp.server). Pour le renvoyer : "
        f"ckan territoire account add {organization} {email} --role {role}",
        err=True,
    )
    user = model.User.get(done["user"]["id"])
    if user and done["pending"]:
        link = mailer.get_reset_link(user)
        click.echo(
            f"Ou remettez-lui ce lien, par lequel choisir son mot de passe : {link}", err=True
        )
