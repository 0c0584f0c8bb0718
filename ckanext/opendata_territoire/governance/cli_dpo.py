"""`ckan governance dpo import`: many designations from one file."""

from __future__ import annotations

from typing import IO

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import dpo_links
from ckanext.opendata_territoire.governance.designations import Term
from ckanext.opendata_territoire.governance.domain import dpo_import
from ckanext.opendata_territoire.governance.domain.dpo_import import Fault, Row
from ckanext.opendata_territoire.governance.model_dpo import DpoService
from ckanext.opendata_territoire.governance.store import designations, people

Wanted = list[tuple[str, DpoService, Term]]


@click.command("import")
@click.argument("file", metavar="FICHIER.csv", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Dire ce qui serait fait, sans rien faire.")
def import_file(file: IO[bytes], dry_run: bool) -> None:
    """Préparer les désignations de FICHIER.csv : SIREN ; service ; début ; fin ; référence.

    Tout ou rien : une erreur, et rien n’est enregistré. Chaque désignation reste à confirmer par
    l’organisation, à qui part un courriel. Relancée, la commande ne change rien à ce qui est là.
    """
    rows, faults = dpo_import.read(file.read(dpo_import.MAX_BYTES + 1))
    wanted, unknown = _wanted(rows)
    faults = sorted([*faults, *unknown], key=lambda fault: fault.line)
    if faults:
        for fault in faults:
            click.echo(str(fault), err=True)
        raise click.ClickException(f"{len(faults)} erreur(s) : rien n’a été enregistré.")
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    done = dpo_links.prepare(wanted, model.User.get(site_user["name"]), dry=dry_run)
    click.echo(f"{done.recorded} désignation(s) à confirmer, {done.known} déjà là.")
    click.echo(f"Courriels : {done.controllers} responsable(s), {len(done.contacts)} contact(s).")
    for title in done.unreachable:
        click.echo(f"Sans responsable ni adresse de contact : {title}")
    if dry_run:
        click.echo("Essai : rien n’a été enregistré.")


def _wanted(rows: list[Row]) -> tuple[Wanted, list[Fault]]:
    places: dict[str, list[str]] = {}
    for place in tk.get_action("territory_list")({"ignore_auth": True}, {}):
        places.setdefault(place["siren"] or "", []).append(place["id"])
    services = {service.name.lower(): service for service in designations.services()}
    wanted: Wanted = []
    faults = []
    for row in rows:
        found = places.get(row.siren, [])
        service = services.get(row.service.lower())
        if len(found) != 1:
            number = "plusieurs organisations ont" if found else "aucune organisation n’a"
            faults.append(Fault(row.line, f"{number} le SIREN {row.siren}"))
        if service is None:
            faults.append(Fault(row.line, f"le service « {row.service} » n’existe pas : créez-le"))
        if len(found) == 1 and service:
            term = Term(row.starts or people.today(), row.ends, row.reference)
            if term.ends and term.ends < term.starts:
                faults.append(Fault(row.line, "la fin est déjà passée"))
            wanted.append((found[0], service, term))
    return wanted, faults
