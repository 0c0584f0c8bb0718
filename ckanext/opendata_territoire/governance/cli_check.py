"""`ckan governance check`: what was decided, what is stored and what is found say the same."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from ckanext.opendata_territoire.governance import (
    blobs,
    cli_mails,
    config,
    indexing,
    service,
    versioning,
)
from ckanext.opendata_territoire.governance.store import contents, journal, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Collection


@dataclass(frozen=True)
class Comparison:
    """Two things that must agree.

    Attributes:
        find: returns what differs, ids of datasets most often.
        said: the line that is printed of each.
        mend: brings one to agree; `None` when a person has to look.
    """

    find: Callable[[], Collection[str]]
    said: str = "{}"
    mend: Callable[[str], object] | None = None


def _missing_files() -> list[str]:
    return [
        f"{dataset_id} : le fichier {sha256} manque"
        for dataset_id, sha256 in contents.files_in_use()
        if not blobs.path_of(sha256).is_file()
    ] + [
        f"une version publique demande le fichier {sha256}, qui manque"
        for sha256 in versions.hashes()
        if not blobs.path_of(sha256).is_file()
    ]


COMPARISONS = (
    Comparison(config.problems),
    Comparison(config.wrong_checklist),
    Comparison(cli_mails.dead),
    Comparison(contents.unmarked_public, "{} : public dans la base, sans décision", service.hide),
    Comparison(contents.hidden_published, "{} : publié par décision, caché dans la base"),
    Comparison(journal.strangers, "{} : le journal le dit dans un autre état"),
    Comparison(versions.missing, "{} : publié, sans version qui le garde", versioning.mend),
    Comparison(_missing_files),
    Comparison(
        indexing.differences,
        "{} : la recherche ne dit pas la même chose que la base",
        indexing.index,
    ),
)
"""In this order: what is hidden again is then indexed again."""


@click.command()
@click.option("--fix", is_flag=True, help="Réparer ce qui peut l’être.")
def check(fix: bool) -> None:
    """Comparer ce qui a été décidé, les fichiers, ce que montre la base et ce que trouve Solr.

    Une ligne par écart, puis une qui commence par leur nombre. Codes de sortie : 0 aucun écart,
    1 il en reste.
    """
    number = 0
    for comparison in COMPARISONS:
        found = sorted(comparison.find())
        for each in found:
            click.echo(comparison.said.format(each))
            if fix and comparison.mend:
                comparison.mend(each)
        number += len(comparison.find() if found and fix and comparison.mend else found)
    words = {
        0: "écart : les décisions, la base et la recherche disent la même chose.",
        1: "écart.",
    }
    click.echo(f"{number} {words.get(number, 'écarts.')}")
    sys.exit(1 if number else 0)
