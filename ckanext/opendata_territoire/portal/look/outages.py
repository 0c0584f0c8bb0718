"""What a reader sees while PostgreSQL or Solr does not answer."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from flask import Response
from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk
from ckan.lib.search import SolrConnectionError

from .middleware import HEADERS, LAST_RESORT, RETRY_AFTER

if TYPE_CHECKING:
    from flask import Blueprint

    from ckan.types import Action, Context, DataDict

log = logging.getLogger(__name__)

UNAVAILABLE = 503


class SearchDownError(Exception):
    """The search engine does not answer; CKAN's pages do not catch this one to call it 500."""


@tk.chained_action
@tk.side_effect_free
def package_search(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Search; for a page, make a search engine that does not answer an error of its own."""
    try:
        return next_(context, data_dict)
    except SolrConnectionError as error:
        if context.get("for_view"):
            raise SearchDownError from error
        raise


def database_down(error: Exception) -> Response:
    """Answer without the database, which every other page reads."""
    log.error("The database does not answer: %s", error)
    return Response(LAST_RESORT, status=UNAVAILABLE, headers=HEADERS)


def search_down(error: Exception) -> Response:
    """Say that the search is away, on a page that does without it."""
    log.error("The search engine does not answer: %s", error)
    page = tk.render("error_document_template.html", {"code": UNAVAILABLE, "content": None})
    return Response(page, status=UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})


def watch(blueprint: Blueprint) -> None:
    """Let a blueprint answer for the whole application when a service is away."""
    blueprint.app_errorhandler(OperationalError)(database_down)
    for kind in (SearchDownError, SolrConnectionError):
        blueprint.app_errorhandler(kind)(search_down)
