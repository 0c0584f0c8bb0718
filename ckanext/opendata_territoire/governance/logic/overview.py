"""Actions over many datasets: a DPO's queue, drafts, figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import workflow
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.store import listings, people

from . import schema
from .common import acting_user, only, seen_by

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["governance_drafts", "governance_queue", "governance_statistics"]


@tk.side_effect_free
@tk.validate_action_data(schema.queue)
def governance_queue(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what waits for the caller as DPO, over all organisations served, oldest first.

    :param state: ``in_review`` (default), ``returned`` or ``opinion_given``
    :type state: string
    :param organization: id or name of one organisation (optional)
    :type organization: string
    :param q: part of the title of the dataset or of the organisation (optional)
    :type q: string
    :param limit: rows in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count``, ``results``, ``counts`` by state over all organisations served, and
        ``organizations``, the number of these
    """
    tk.check_access("governance_queue", context, data_dict)
    served = people.standing(acting_user(context)).served
    count, results = listings.datasets(
        only(served, data_dict.get("organization")),
        [data_dict["state"]],
        text=data_dict["q"],
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    return {
        "count": count,
        "results": results,
        "counts": listings.counts_for(served),
        "organizations": len(served),
    }


@tk.side_effect_free
@tk.validate_action_data(schema.page)
def governance_drafts(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the unpublished datasets that the caller may see, oldest change first.

    :param organization: id or name of one organisation (optional)
    :type organization: string
    :param q: part of the title of the dataset or of the organisation (optional)
    :type q: string
    :param limit: rows in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count`` and ``results``, each with ``erasable``, whether the caller may delete it
    """
    tk.check_access("governance_drafts", context, data_dict)
    who = people.standing(acting_user(context))
    count, results = listings.datasets(
        only(seen_by(who), data_dict.get("organization")),
        text=data_dict["q"],
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    edited = who.edited()
    for entry in results:
        review = workflow.Review(State(entry["state"]), was_public=entry["was_public"])
        mine = who.sysadmin or entry["organization"]["id"] in edited
        entry["erasable"] = mine and workflow.erasable(review)
    return {"count": count, "results": results}


@tk.side_effect_free
def governance_statistics(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return how many datasets stand in each state, by organisation, without naming any.

    :returns: ``organizations``, each with ``id``, ``name``, ``title``, ``counts`` by state and
        ``dpo``, whether a DPO is confirmed; ``totals`` by state
    """
    tk.check_access("governance_statistics", context, data_dict)
    organizations = listings.counts()
    with_dpo = people.organizations_with_dpo()
    totals: dict[str, int] = {}
    for entry in organizations:
        entry["dpo"] = entry["id"] in with_dpo
        for state, number in entry["counts"].items():
            totals[state] = totals.get(state, 0) + number
    return {"organizations": organizations, "totals": totals}
