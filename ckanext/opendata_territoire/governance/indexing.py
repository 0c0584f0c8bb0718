"""Search follows the database: never before it, and never holding it back."""

from __future__ import annotations

import itertools
import json
import logging
from collections import defaultdict
from datetime import datetime
from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

from . import labels
from .store import outbox

if TYPE_CHECKING:
    import pysolr

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
    """Return the ids of datasets that wait, or of which Solr says something else than the database.

    Who may see each, whether it is there at all, and the moment of its last change are compared.

    Raises:
        SolrError: Solr does not answer.
    """
    indexed, stored = _indexed(), _stored()
    differ = {key for key in indexed.keys() | stored.keys() if indexed.get(key) != stored.get(key)}
    return differ | set(outbox.pending())


Said = tuple[frozenset[str], datetime]
"""Who may see a dataset, and the millisecond of its last change: Solr keeps no more."""


def _indexed() -> dict[str, Said]:
    """Return what Solr says of every dataset."""
    solr = search.make_connection(decode_dates=False)
    ours = [f'site_id:"{tk.config["ckan.site_id"]}"', "entity_type:package"]
    holders = _holders(solr.search("*:*", fq=ours, rows=0, **{"json.facet": _BY_LABEL}))
    said: dict[str, Said] = {}
    for start in itertools.count(0, _PAGE):
        page = {"fl": "id,metadata_modified", "start": start, "rows": _PAGE, "sort": "id asc"}
        found = solr.search("*:*", fq=ours, **page)
        for each in found:
            changed = datetime.fromisoformat(each["metadata_modified"].rstrip("Z"))
            said[each["id"]] = (frozenset(holders[each["id"]]), changed)
        if start + _PAGE >= found.hits:
            break
    return said


_IDS = {"type": "terms", "field": "id", "limit": -1}
_BY_LABEL = json.dumps(
    {"labels": {"type": "terms", "field": "permission_labels", "limit": -1, "facet": {"ids": _IDS}}}
)
"""CKAN's schema does not store labels: Solr only counts who has which."""


def _holders(answer: pysolr.Results) -> defaultdict[str, set[str]]:
    held: defaultdict[str, set[str]] = defaultdict(set)
    for label in answer.raw_response["facets"].get("labels", {}).get("buckets", ()):
        for dataset in label["ids"]["buckets"]:
            held[dataset["val"]].add(label["val"])
    return held


def _stored() -> dict[str, Said]:
    """Return what the database says of every dataset."""
    return {
        row.id: (
            frozenset(labels.given(row.owner_org, published=row.published)),
            _to_the_millisecond(row.metadata_modified),
        )
        for row in outbox.visible()
    }


def _to_the_millisecond(moment: datetime) -> datetime:
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
