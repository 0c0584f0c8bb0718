"""Search follows the database: never before it, and never holding it back."""

from __future__ import annotations

import itertools
import logging

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from .store import outbox

log = logging.getLogger(__name__)
_PAGE = 1000


def index(dataset_id: str) -> bool:
    """Bring a dataset's search document up to date; say whether it worked.

    Call it after the commit. When it fails, the request stays in the outbox: neither a transition
    already committed nor the other datasets pay for a dead Solr or for one dataset's fault.
    """
    try:
        asked = outbox.asked_at(dataset_id)
        if model.Package.get(dataset_id) is None:
            search.clear(dataset_id)
        else:
            search.rebuild(dataset_id)
    except Exception:
        model.Session.rollback()
        log.exception("Dataset %s is not indexed yet", dataset_id)
        return False
    outbox.done(dataset_id, asked)
    model.Session.commit()
    return True


def drain() -> tuple[int, int]:
    """Index all that waits; return how many datasets were done and how many still wait."""
    waiting = outbox.pending()
    done = sum(index(dataset_id) for dataset_id in waiting)
    return done, len(waiting) - done


def differences() -> set[str]:
    """Return the ids of datasets that wait, or that only one of database and Solr calls public.

    Raises:
        SolrError: Solr does not answer.
    """
    solr = search.make_connection()
    ours = f'site_id:"{tk.config["ckan.site_id"]}"'
    public: set[str] = set()
    for start in itertools.count(0, _PAGE):
        filters = [ours, "permission_labels:public"]
        found = solr.search("*:*", fq=filters, fl="id", start=start, rows=_PAGE, sort="id asc")
        public.update(document["id"] for document in found)
        if start + _PAGE >= found.hits:
            break
    return (public ^ outbox.published_ids()) | set(outbox.pending())
