"""Facets of a search: which ones, what they filter, the names of their values."""

from __future__ import annotations

import datetime as dt
import re
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import has_request_context

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal import vocabularies

PERIODS = {"month": 1, "quarter": 3, "year": 12}
"""Values of the facet `updated`, in months before today; each includes the ones before."""

_PERIOD = re.compile(rf'(?<!\w)updated:"?({"|".join(PERIODS)})\b"?')


def titles(*, organizations: bool = True) -> dict[str, str]:
    """Give the facets in the order of the page, with their titles.

    Args:
        organizations: include the facets that tell organisations apart.
    """
    _ = tk._
    who = {
        "territory": _("Territory"),
        "organization_kind": _("Who publishes"),
        "organization": _("Organization"),
    }
    what = {
        "theme": _("Theme"),
        "res_format": _("Format"),
        "license_id": _("License"),
        "updated": _("Updated"),
    }
    return (who if organizations else {}) | what


def kinds() -> dict[str, str]:
    """Give the kinds of organisations with their names."""
    _ = tk._
    return {
        "commune": _("Commune"),
        "epci": _("Intercommunality"),
        "department": _("Département"),
        "other": _("Other organisation"),
    }


def periods() -> dict[str, str]:
    """Give the values of the facet `updated` with their names."""
    _ = tk._
    return {
        "month": _("Within a month"),
        "quarter": _("Within three months"),
        "year": _("Within a year"),
    }


def first_day(period: str, today: dt.date) -> str:
    """Give the first day of a period of `PERIODS`, as the index writes it: "2026-10-24"."""
    return (today - relativedelta(months=PERIODS[period])).isoformat()


def search_parameters(params: dict[str, Any]) -> dict[str, Any]:
    """Make the parameters of a search fit our facets.

    `updated:"month"` in `fq` becomes a range of days. The values of `territory` and `updated` are
    all counted: the tree and the periods need them, and CKAN's limit of 50 would falsify both.
    """
    today = dt.datetime.now(dt.timezone.utc).date()
    if isinstance(params.get("fq"), str):
        params["fq"] = _PERIOD.sub(
            lambda found: f'updated:["{first_day(found[1], today)}" TO *]', params["fq"]
        )
    if {"territory", "updated"} & set(params.get("facet.field") or ()):
        params.setdefault("facet.limit", -1)
    return params


def name_values(search_facets: dict[str, Any]) -> None:
    """Name the values of our facets in a result; count periods rather than days."""
    if "updated" in search_facets:
        today = dt.datetime.now(dt.timezone.utc).date()
        days = search_facets["updated"]["items"]
        search_facets["updated"]["items"] = _count_periods(days, today)
    for facet in ("territory", "organization_kind", "theme"):
        if items := search_facets.get(facet, {}).get("items"):
            names = labels(facet, [item["name"] for item in items])
            for item in items:
                item["display_name"] = names[item["name"]]


def labels(facet: str, values: list[str]) -> dict[str, str]:
    """Give the names of values of a facet; a value that has none is its own name."""
    known: dict[str, str] = {}
    if facet in ("territory", "organization"):
        known = organization_titles(values)
    elif facet == "organization_kind":
        known = kinds()
    elif facet == "updated":
        known = periods()
    elif facet == "theme":
        language = tk.h.lang() if has_request_context() else "fr"
        known = {value: vocabularies.label("theme", value, language) for value in values}
    elif facet == "license_id":
        register = model.Package.get_license_register()
        known = {key: licence.title for key, licence in register.items()}
    return {value: known.get(value) or value for value in values}


def organization_titles(names: list[str]) -> dict[str, str]:
    """Give the titles of organisations by name, in one query."""
    if not names:
        return {}
    rows = model.Session.query(model.Group.name, model.Group.title)
    return {row.name: row.title for row in rows.filter(model.Group.name.in_(names))}


def _count_periods(days: list[dict[str, Any]], today: dt.date) -> list[dict[str, Any]]:
    counted = []
    for period, label in periods().items():
        start = first_day(period, today)
        count = sum(day["count"] for day in days if day["name"] >= start)
        if count:
            counted.append({"name": period, "display_name": label, "count": count})
    return counted
