"""Import of the territory: read, compare, write in one transaction, then index."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.territory import Territory, TerritoryError
from ckanext.opendata_territoire.portal.domain.territory_plan import plan

from .writer import Writer

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.territory_changes import Plan

# Any constant will do: it names the import among the advisory locks of the database.
LOCK = 7_221_301


def import_territory(territory: Territory, *, dry_run: bool = False) -> Plan:
    """Bring the organisations up to the reference.

    All or nothing: one transaction, under an advisory lock that ends with it. The search index
    follows the commit (`index_pending`); after an interruption in between, the next import resumes.

    Args:
        territory: The places of the reference.
        dry_run: Compare only.

    Returns:
        What was changed, or would be.

    Raises:
        TerritoryError: when another import runs, the portal is another département's, or the
            reference is older than the one already imported.
    """
    try:
        if not model.Session.scalar(sa.select(sa.func.pg_try_advisory_xact_lock(LOCK))):
            raise TerritoryError("Un autre import est en cours.")
        portal = store.load_portal()
        if portal.departments - {territory.department}:
            raise TerritoryError(
                "Ce portail porte déjà le territoire du département "
                f"{', '.join(sorted(portal.departments))}."
            )
        planned = plan(territory, portal.known, portal.found, portal.taken)
        if not dry_run and planned.changes:
            Writer(territory.department, portal.known).apply(planned.changes)
            model.Session.commit()
    finally:
        model.Session.rollback()
    return planned


def index_pending() -> int:
    """Index again the datasets of the organisations that changed; return how many there were.

    Raises:
        SearchIndexError: when Solr does not answer; the next import tries again.
    """
    organizations = store.to_reindex()
    if not organizations:
        return 0
    datasets = store.datasets_below(organizations)
    search.rebuild(package_ids=datasets)
    search.commit()
    store.reindexed(organizations)
    model.Session.commit()
    return len(datasets)


def dismiss_site_user() -> int:
    """Take the site's own account out of the organisations; return out of how many.

    It is nobody, and so in charge of nothing. CKAN put it in charge of what it created.
    """
    left = store.leave_organizations(tk.config["ckan.site_id"])
    model.Session.commit()
    return left
