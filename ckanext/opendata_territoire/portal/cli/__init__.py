"""Commands of `ckan territoire`: one module per command, gathered here."""

from __future__ import annotations

import click

from ckanext.opendata_territoire.background import in_a_request
from ckanext.opendata_territoire.portal.cli.account import account
from ckanext.opendata_territoire.portal.cli.contours import contours
from ckanext.opendata_territoire.portal.cli.demo import demo
from ckanext.opendata_territoire.portal.cli.imports import import_
from ckanext.opendata_territoire.portal.cli.solr import solr_schema

__all__ = ["territoire"]


@click.group(short_help="Territoire, comptes et démonstration.")
@click.pass_context
def territoire(ctx: click.Context) -> None:
    """Territoire du portail : organisations, comptes, index, contours, démonstration."""
    ctx.with_resource(in_a_request())


territoire.add_command(account)
territoire.add_command(contours)
territoire.add_command(demo)
territoire.add_command(import_)
territoire.add_command(solr_schema)
