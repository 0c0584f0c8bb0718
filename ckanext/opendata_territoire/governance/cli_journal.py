"""`ckan governance journal`: verify it, note its head elsewhere, erase names."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ckanext.opendata_territoire.governance import anchors, config, service
from ckanext.opendata_territoire.governance.domain.journal import AnchorError
from ckanext.opendata_territoire.governance.logic import messages

__all__ = ["journal"]


@click.group()
def journal() -> None:
    """Journal : le vérifier, noter ailleurs où il en est, en effacer des noms."""


@journal.command()
@click.option(
    "--anchor",
    "path",
    metavar="FICHIER",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Ancres à comparer ; par défaut, celles du portail.",
)
def verify(path: Path | None) -> None:
    """Relire tout le journal et dire quelle ligne est la première fausse.

    Le nombre de lignes lues vient d’abord. Codes de sortie : 0 le journal est intact, 1 une ligne
    est fausse. Seules des ancres disent que la fin a été coupée, ou que tout a été récrit :
    donnez-en une copie gardée hors de portée de qui administre la base.
    """
    try:
        verdict = anchors.verify(path)
    except AnchorError as error:
        where = path or config.journal_anchors()
        raise click.ClickException(f"{where} : {messages.damaged(error)}") from error
    except OSError as error:
        raise click.ClickException(f"{error.filename} : {error.strerror}") from error
    lines = "lignes" if verdict.count > 1 else "ligne"
    click.echo(f"{verdict.count} {lines} ; empreinte de la dernière : {verdict.head}")
    if verdict.fault:
        click.echo(messages.fault(verdict))
        sys.exit(1)
    click.echo("Le journal est intact.")


@journal.command()
@click.option(
    "--file",
    "path",
    metavar="FICHIER",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Fichier où ajouter une ligne ; par défaut, celui du portail.",
)
@click.option(
    "--syslog",
    metavar="ADRESSE",
    is_flag=False,
    flag_value=anchors.SYSLOG,
    help=f"Envoyer plutôt la ligne au journal de la machine, {anchors.SYSLOG} par défaut.",
)
def anchor(path: Path | None, syslog: str | None) -> None:
    """Ancrer : noter hors de la base la date, le nombre de lignes et la dernière empreinte."""
    if path and syslog:
        raise click.UsageError("Choisissez --file ou --syslog, pas les deux.")
    found, where = anchors.now(), path or config.journal_anchors()
    try:
        if syslog:
            anchors.log(found, syslog)
        elif where:
            anchors.note(found, where)
        else:
            raise click.UsageError(
                "Précisez --file ou --syslog : ce portail n’a pas de dossier de stockage."
            )
    except OSError as error:
        raise click.ClickException(f"{syslog or where} : {error.strerror}") from error
    click.echo(found.line())


@journal.command("forget-names")
@click.argument("person", metavar="COMPTE")
def forget_names(person: str) -> None:
    """Effacer les noms de COMPTE (identifiant) ; les lignes et leur chaîne restent."""
    click.echo(f"{service.forget_names(person)} nom(s) effacé(s)")
