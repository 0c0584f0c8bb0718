"""`ckan governance journal`: verify it, note its head elsewhere, erase names."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ckanext.opendata_territoire.governance import anchors, config, service
from ckanext.opendata_territoire.governance.logic import messages

__all__ = ["journal"]


@click.group(short_help="Verify and anchor the journal.")
def journal() -> None:
    """Verify the journal, note its head outside the database, erase names from it."""


@journal.command()
@click.option(
    "--anchor",
    "path",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Anchors to compare with; the portal's own file by default.",
)
def verify(path: Path | None) -> None:
    """Read the whole journal; name its first bad row.

    The status is 1 when there is one. Only anchors tell that the end was cut or that all was
    written anew: give a copy that is kept out of reach of whoever administers the database.
    """
    try:
        verdict = anchors.verify(path)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"{path or config.journal_anchors()}: {error}") from error
    click.echo(f"{verdict.count} {verdict.head}")
    if verdict.fault:
        click.echo(f"{verdict.fault.value}: {messages.fault(verdict)}")
        sys.exit(1)


@journal.command()
@click.option(
    "--file",
    "path",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to add a line to; the portal's own by default.",
)
@click.option(
    "--syslog",
    metavar="SOCKET",
    is_flag=False,
    flag_value=anchors.SYSLOG,
    help=f"Send the line to the machine's log instead, {anchors.SYSLOG} by default.",
)
def anchor(path: Path | None, syslog: str | None) -> None:
    """Note the date, the number of rows and the last hash, outside the database."""
    if path and syslog:
        raise click.UsageError("--file or --syslog, not both")
    found, where = anchors.now(), path or config.journal_anchors()
    try:
        if syslog:
            anchors.log(found, syslog)
        elif where:
            anchors.note(found, where)
        else:
            raise click.UsageError("--file or --syslog: CKAN has no storage here")
    except OSError as error:
        raise click.ClickException(f"{syslog or where}: {error.strerror}") from error
    click.echo(found.line())


@journal.command("forget-names")
@click.argument("person")
def forget_names(person: str) -> None:
    """Erase what PERSON (id or name of an account) was called; the rows and the chain stay."""
    click.echo(f"{service.forget_names(person)} names erased")
