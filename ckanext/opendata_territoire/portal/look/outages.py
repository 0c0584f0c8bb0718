"""What a reader sees while PostgreSQL or Solr does not answer."""

from __future__ import annotations

import json
import logging
from typing import TYPE_CHECKING

import sqlalchemy as sa
from flask import Response
from sqlalchemy.exc import OperationalError

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.search import SolrConnectionError

from .errors import search_down_words
from .middleware import HEADERS, LAST_RESORT, RETRY_AFTER

if TYPE_CHECKING:
    from flask import Blueprint

log = logging.getLogger(__name__)

FAILED, UNAVAILABLE = 500, 503


class SearchDownError(Exception):
    """The search engine does not answer; CKAN's pages do not catch this one to call it 500."""


def database_down(error: Exception) -> Response:
    """Answer without the database, which every other page reads."""
    log.error("The database does not answer: %s", error)
    return _database_down()


def search_down(error: Exception) -> Response:
    """Say that the search is away, on a page that does without it."""
    log.error("The search engine does not answer: %s", error)
    page = tk.render("error_document_template.html", {"words": search_down_words()})
    return Response(page, status=UNAVAILABLE, headers={"Retry-After": str(RETRY_AFTER)})


def api_down(response: Response) -> Response:
    """Turn into 503, in French, the 500 of an action of which the API has caught the outage."""
    if response.status_code != FAILED or tk.request.endpoint != "api.action":
        return response
    kind = ((response.get_json(silent=True) or {}).get("error") or {}).get("__type")
    if kind == "Search Connection Error":
        return _api_answer(kind, search_down_words().title)
    try:
        model.Session.rollback()
        model.Session.execute(sa.text("SELECT 1"))
    except OperationalError:
        return _database_down()
    return response


def _database_down() -> Response:
    if tk.request.endpoint == "api.action":
        return _api_answer("Database Error", tk._("The portal does not answer for the moment"))
    return Response(LAST_RESORT, status=UNAVAILABLE, headers=HEADERS)


def _api_answer(kind: str, message: str) -> Response:
    answer = {"success": False, "error": {"__type": kind, "message": message}}
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    body = json.dumps(answer, ensure_ascii=False)
    return Response(body, UNAVAILABLE, headers, content_type="application/json; charset=utf-8")


def watch(blueprint: Blueprint) -> None:
    """Let a blueprint answer for the whole application when a service is away."""
    blueprint.app_errorhandler(OperationalError)(database_down)
    for kind in (SearchDownError, SolrConnectionError):
        blueprint.app_errorhandler(kind)(search_down)
    blueprint.after_app_request(api_down)
