"""`ckan governance notify`, `remind`, `forget`: what waits, is awaited, is erased."""

from __future__ import annotations

import click

from ckan import model

from ckanext.opendata_territoire.governance import config, mails, objections
from ckanext.opendata_territoire.governance.store import notices, reminders


@click.command()
@click.option("--again", is_flag=True, help="Réessayer aussi ceux qui ont été abandonnés.")
def notify(again: bool) -> None:
    """Envoyer les courriels qui attendent leur heure, ou un nouvel essai.

    Peut tourner à tout moment, et sur plusieurs machines : un courriel ne part qu’une fois.
    """
    if again:
        notices.revive()
        model.Session.commit()
    sent = mails.deliver()
    click.echo(f"{sent} courriel(s) parti(s), {notices.waiting()} en attente")


def dead() -> list[str]:
    """Return one line for each mail that was given up."""
    again = "« ckan governance notify --again » le réessaie"
    return [
        f"courriel {notice.kind} du {notice.posted_at:%d/%m/%Y} : abandonné après"
        f" {notice.attempts} essais ; {again}"
        for notice in notices.dead()
    ]


@click.command()
def remind() -> None:
    """Rappeler les avis et les décisions attendus, en jours ouvrés.

    Peut tourner à tout moment : un rappel n’est posté qu’une fois. Une seule machine à la fois.
    """
    number = reminders.post()
    model.Session.commit()
    click.echo("Déjà en cours ailleurs." if number is None else f"{number} rappel(s) posté(s)")


@click.command()
def forget() -> None:
    """Effacer qui a fait une demande de retrait, et ses textes, un temps après la réponse.

    Ce temps se règle (ckanext.opendata_governance.objection_months). Peut tourner à tout moment.
    """
    number = objections.erase(config.objection_months())
    click.echo(f"{number} demande(s) effacée(s) : il en reste la référence, les dates et la suite")
