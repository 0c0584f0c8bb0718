"""Search follows the database: never before it, and never holding it back."""

from __future__ import annotations

import logging

import pysolr

from ckan import model
from ckan.lib import search
from ckan.lib.search import SearchError, SearchIndexError

from .store import outbox

log = logging.getLogger(__name__)
_SOLR_TROUBLE = (SearchError, SearchIndexError, pysolr.SolrError, OSError)


def index(dataset_id: str) -> bool:
    """Bring a dataset's search document up to date; say whether it worked.

    Call it after the commit. When Solr does not answer, the request stays in the outbox.
    """
    try:
        asked = outbox.asked_at(dataset_id)
        if model.Package.get(dataset_id) is None:
            search.clear(dataset_id)
        else:
            search.rebuild(dataset_id)
    except _SOLR_TROUBLE:
        model.Session.rollback()
        log.warning("Dataset %s is not indexed yet: Solr does not answer", dataset_id)
        return False
    outbox.done(dataset_id, asked)
    model.Session.commit()
    return True


def drain() -> tuple[int, int]:
    """Index all that waits; return how many datasets were done and how many still wait."""
    waiting = outbox.pending()
    done = sum(index(dataset_id) for dataset_id in waiting)
    return done, len(waiting) - done


def disagreements() -> set[str]:
    """Return the ids of datasets that the database and Solr do not both call public.

    Raises:
        pysolr.SolrError: Solr does not answer.
    """
    solr = search.make_connection()
    found: set[str] = set()
    start, page = 0, 1000
    while True:
        results = solr.search(
            "*:*", fq="permission_labels:public", fl="id", start=start, rows=page, sort="id asc"
        )
        found.update(document["id"] for document in results)
        start += page
        if start >= results.hits:
            return found ^ outbox.published_ids()
