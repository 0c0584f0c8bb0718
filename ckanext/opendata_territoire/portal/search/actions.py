"""CKAN's search, bounded, and told apart from a search engine that is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SolrConnectionError

from ckanext.opendata_territoire.portal.domain.query import MAX_CHARACTERS, is_too_long
from ckanext.opendata_territoire.portal.look.outages import SearchDownError

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


@tk.chained_action
@tk.side_effect_free
def package_search(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Search, unless the words are too many; for a page, an engine that is away has its own error.

    A page finds nothing and says why: its words stay in the box.
    """
    tk.check_access("package_search", context, data_dict)
    query = data_dict.get("q")
    if isinstance(query, str) and is_too_long(query):
        if context.get("for_view"):
            return {"count": 0, "results": [], "search_facets": {}, "facets": {}, "sort": ""}
        raise tk.ValidationError({"q": [too_long_words()]})
    try:
        return next_(context, data_dict)
    except SolrConnectionError as error:
        if context.get("for_view"):
            raise SearchDownError from error
        raise


def too_long_words() -> str:
    """Say that a search is too long, and how long it may be."""
    return tk._(
        "Your search is too long: {number} characters at most. Keep the words that matter."
    ).format(number=MAX_CHARACTERS)
