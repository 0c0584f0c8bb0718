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
@click.argument("organization")
@click.argument("email")
@click.option("--role", type=click.Choice(list(ROLES)), required=True, help="agent, ou controller.")
@click.pass_context
def add(ctx: click.Context, organization: str, email: str, role: str) -> None:
    """Ouvrir un compte à EMAIL dans ORGANIZATION (son adresse, comme montpellier), et l’inviter.

    La même commande renvoie l’invitation tant que la personne n’y a pas répondu.
    """
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    with ctx.meta["flask_app"].test_request_context():
        try:
            done = tk.get_action("organization_account_add")(
                {"user": site_user["name"]}, {"id": organization, "email": email, "role": role}
            )
        except tk.ObjectNotFound as error:
            raise click.ClickException(f"Organisation inconnue : {organization}.") from error
        except tk.ValidationError as error:
            reasons = " ; ".join(f"{key} : {value}" for key, value in error.error_summary.items())
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
        with ctx.meta["flask_app"].test_request_context():
            link = mailer.get_reset_link(user)
        click.echo(
            f"Ou remettez-lui ce lien, par lequel choisir son mot de passe : {link}", err=True
        )
