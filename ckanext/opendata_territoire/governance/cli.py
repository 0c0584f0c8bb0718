"""`ckan governance`: DPOs, checks, collection of files."""

from __future__ import annotations

import sys

import click

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import blobs, config, indexing, service
from ckanext.opendata_territoire.governance.cli_journal import journal
from ckanext.opendata_territoire.governance.store import contents, people

__all__ = ["governance"]


@click.group(short_help="Reviews, DPOs and immutable files.")
def governance() -> None:
    """Reviews, DPOs and immutable files."""


governance.add_command(journal)


@governance.command()
@click.option("--fix", is_flag=True, help="Repair what can be repaired.")
def check(fix: bool) -> None:
    """Compare what is public by decision, in CKAN's columns and in the search index.

    Prints one line for each difference and ends with their number; the status is 1 when some
    are left.
    """
    problems = config.problems()
    for problem in problems:
        click.echo(problem)
    unmarked = contents.unmarked_public()
    for dataset_id in unmarked:
        click.echo(f"{dataset_id}: public in CKAN's columns without a decision")
        if fix:
            service.hide(dataset_id)
    disagreements = indexing.differences()
    for dataset_id in sorted(disagreements):
        click.echo(f"{dataset_id}: the search index differs from the database")
        if fix:
            indexing.index(dataset_id)
    left = [*problems, *contents.unmarked_public(), *indexing.differences()] if fix else None
    number = len(left if left is not None else [*problems, *unmarked, *disagreements])
    click.echo(number)
    sys.exit(1 if number else 0)


@governance.command("collect-blobs")
@click.option("--yes", is_flag=True, help="Remove them; without it, only say which.")
def collect_blobs(yes: bool) -> None:
    """Remove the files that no dataset points to since more than a day."""
    number = freed = 0
    for path in blobs.unreferenced(contents.all_hashes()):
        number, freed = number + 1, freed + path.stat().st_size
        click.echo(path.name)
        if yes:
            path.unlink(missing_ok=True)
    click.echo(f"{number} files, {freed} bytes{'' if yes else ', nothing removed: add --yes'}")


@governance.group(short_help="The DPOs that organisations designate.")
def dpo() -> None:
    """The DPOs that organisations designate."""


@dpo.command()
@click.argument("organization")
@click.argument("user")
@click.option("--confirmed-by", metavar="USER", help="A controller of the organisation.")
@click.option("--reference", default="", help="Reference of the act of designation.")
@click.option("--starts", default="", metavar="DATE", help="First day; today by default.")
@click.option("--ends", default="", metavar="DATE", help="Last day.")
def assign(
    organization: str, user: str, confirmed_by: str | None, reference: str, starts: str, ends: str
) -> None:
    """Record that ORGANIZATION designates USER, to be confirmed unless --confirmed-by does.

    Run again, it confirms what was recorded or changes nothing.
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
    except (tk.NotAuthorized, tk.ObjectNotFound, tk.ValidationError) as error:
        raise click.ClickException(str(error)) from error
    click.echo("confirmed" if found["confirmed"] else "to be confirmed by the organisation")


def _open_designation(organization: str, user: str) -> dict[str, object] | None:
    group, person = model.Group.get(organization), model.User.get(user)
    found = people.open_designation(group.id, person.id) if group and person else None
    return found and {"id": found.id, "confirmed": found.confirmed_at is not None}
