"""Pages of the look that are not CKAN's."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal import config

from . import outages

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

places = Blueprint("places", __name__)
outages.watch(places)


@places.get("/")
def home() -> str:
    """Show the home page; CKAN's own view makes a search of no use here, and fails without it."""
    return tk.render("home/index.html")


@places.get("/mentions-legales")
def legal() -> str:
    """Say who edits, directs and hosts the portal."""
    titles = tk._("Editor"), tk._("Director of publication"), tk._("Host")
    said = zip(titles, config.legal_notice().items(), strict=True)
    return tk.render("home/legal.html", {"notice": [(title, *text) for title, text in said]})


@places.get("/find-place")
def find() -> Response:
    """Lead to the page of the place that was named, or to the list of those that match."""
    query = tk.request.args.get("q", "").strip()
    found = tk.get_action("territory_list")({}, {"q": query}) if query else []
    named = [place for place in found if place["title"].casefold() == query.casefold()]
    if len(found) == 1 or len(named) == 1:
        place = (named or found)[0]
        return tk.redirect_to("organization.read", id=place["name"])
    return tk.redirect_to("organization.index", q=query)
