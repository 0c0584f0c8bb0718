"""Actions over many datasets: a DPO's queue, drafts, figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import deadlines, judgement, turns, workflow
from ckanext.opendata_territoire.governance.domain.turns import Turn
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.store import figures, frameworks, listings, people

from . import common, dictize, schema
from .common import acting_user, only, seen_by

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckan.types import Context, DataDict

__all__ = ["governance_drafts", "governance_queue", "governance_statistics"]


@tk.side_effect_free
@tk.validate_action_data(schema.queue)
def governance_queue(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what waits for the caller as DPO, over all organisations served.

    :param state: ``in_review`` (default), ``lifting`` (the organisation asks to lift conditions),
        ``returned`` or ``opinion_given``
    :type state: string
    :param organization: id or name of one organisation (optional)
    :type organization: string
    :param epci: id or name of an EPCI, for its datasets and those of its communes (optional)
    :type epci: string
    :param theme: address of a European theme (optional)
    :type theme: string
    :param q: part of the title of the dataset or of the organisation (optional)
    :type q: string
    :param sort: ``deadline`` (default: the longest there first), ``recent`` (the last come first)
        or ``organization``
    :type sort: string
    :param facets: also return by what the list may be filtered
    :type facets: bool
    :param limit: rows in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count``; ``results``, each with ``organization``, ``epci``, ``themes``, ``files``,
        ``rows`` (when they were counted), ``sample``, the number of the framework opinion of whose
        sample it is, or null, and, in review, ``due``, the day when the opinion is
        awaited, and ``overdue``; ``counts`` by state over all organisations served;
        ``organizations``, the number of these; ``expected``, how many opinions are awaited
        ``by_today`` and ``by_end_of_week``, this being the day ``end_of_week``; ``facets`` when
        asked
    """
    tk.check_access("governance_queue", context, data_dict)
    served = people.standing(acting_user(context)).served
    filters = {key: data_dict[name] for key, name in _FILTERS.items()}
    asked = _waiting(only(served, data_dict.get("organization")), data_dict["state"])
    wanted = replace(asked, **filters)
    count, results = listings.datasets(
        wanted,
        sort=data_dict["sort"],
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    samples = frameworks.samples([row["id"] for row in results])
    queue = {
        "count": count,
        "results": [_with_sample(_with_deadline(row), samples) for row in results],
        "counts": figures.counts(served)
        | {schema.LIFTING: listings.number(listings.lifting(served))},
        "organizations": len(served),
        "expected": _expected(served),
    }
    if data_dict["facets"]:
        queue["facets"] = listings.facets(_waiting(served, data_dict["state"]))
    return queue


def _waiting(organizations: Collection[str] | None, state: str) -> listings.Wanted:
    if state == schema.LIFTING:
        return listings.lifting(organizations)
    return listings.Wanted(organizations, (state,))


def _with_sample(row: dict[str, Any], samples: Mapping[str, Any]) -> dict[str, Any]:
    found = samples.get(row["id"])
    return {**row, "sample": found and frameworks.called(found)}


_FILTERS = {"text": "q", "epci": "epci", "theme": "theme"}


def _with_deadline(row: dict[str, Any]) -> dict[str, Any]:
    sent, changed = (
        row[key] and datetime.fromisoformat(row[key]) for key in ("submitted_at", "changed_at")
    )
    due = dictize.due(row["state"], sent) or dictize.decide_by(row["state"], changed)
    overdue = due is not None and due < people.today()
    return {**row, "due": due and due.isoformat(), "overdue": overdue}


def _expected(served: Collection[str]) -> dict[str, Any]:
    waiting = listings.Wanted(served, (State.IN_REVIEW.value,))
    today = people.today()
    friday = deadlines.end_of_week(today)
    limits = [people.end_of(deadlines.last_sending_due_by(day)) for day in (today, friday)]
    by_today, by_friday = listings.sent_before(waiting, *limits)
    return {
        "by_today": by_today,
        "by_end_of_week": by_friday,
        "end_of_week": friday.isoformat(),
    }


@tk.side_effect_free
@tk.validate_action_data(schema.page)
def governance_drafts(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the unpublished datasets that the caller may see, what awaits them first.

    :param organization: id or name of one organisation (optional)
    :type organization: string
    :param q: part of the title of the dataset or of the organisation (optional)
    :type q: string
    :param limit: rows in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count``; ``turns``, how many of them the caller is to ``decide``, ``correct`` and
        ``prepare``, and how many ``wait`` for others; ``results`` in this order, each with its
        ``turn``, its ``opinion`` if one was given (``kind`` and ``given_at``), ``due``, the day
        when an opinion or a decision is awaited, ``overdue``, ``revision``, whether it revises a
        public dataset, and ``erasable``, whether the caller may delete it
    """
    tk.check_access("governance_drafts", context, data_dict)
    who = people.standing(acting_user(context))
    seen = only(seen_by(who), data_dict.get("organization"))
    wanted = listings.Wanted(seen, text=data_dict["q"])
    count, results = listings.datasets(
        wanted,
        first=_turns_first(who),
        sort="recent",
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    edited = who.edited()
    for entry in results:
        review = workflow.Review(State(entry["state"]), was_public=entry["was_public"])
        mine = who.sysadmin or entry["organization"]["id"] in edited
        entry["erasable"] = mine and judgement.erasable(review)
        entry["turn"] = turns.turn_of(review.state, who.roles(entry["organization"]["id"])).value
    counted = common.turns_of(who, wanted)
    return {
        "count": count,
        "turns": {turn.value: counted[turn] for turn in Turn},
        "results": [_with_deadline(row) for row in results],
    }


def _turns_first(who: people.Standing) -> list[listings.Place]:
    return [
        (states, [place for place in who.capacities if turns.takes(turn, who.roles(place))])
        for turn, states in turns.STATES.items()
    ]


@tk.side_effect_free
@tk.validate_action_data(schema.statistics)
def governance_statistics(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return how many datasets stand in each state, by organisation, without naming any.

    :param q: part of the title of the organisation (optional)
    :type q: string
    :param epci: id or name of an EPCI, for itself and its communes (optional)
    :type epci: string
    :param dpo: only with, or only without, a confirmed DPO (optional)
    :type dpo: bool
    :param state: only those with a dataset in this state (optional)
    :type state: string
    :param sort: ``title`` (default), or a state, those with most datasets there first
    :type sort: string
    :param limit: rows in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count``; ``organizations``, each with ``id``, ``name``, ``title``, ``epci``,
        ``counts`` by state and ``dpo``, whether a DPO is confirmed; over all organisations,
        ``totals`` by state, ``organizations_total`` and ``without_dpo``, numbers, and ``epcis``
    """
    tk.check_access("governance_statistics", context, data_dict)
    wanted = figures.Wanted(
        data_dict["q"], data_dict["epci"], data_dict.get("dpo"), data_dict["state"]
    )
    count, rows = figures.organizations(
        wanted,
        sort=data_dict["sort"],
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    total, without_dpo = figures.coverage()
    return {
        "count": count,
        "organizations": rows,
        "totals": figures.counts(),
        "organizations_total": total,
        "without_dpo": without_dpo,
        "epcis": figures.epcis(),
    }
