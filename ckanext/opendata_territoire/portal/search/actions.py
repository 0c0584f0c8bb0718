"""CKAN's search, bounded, and told apart from a search engine that is away."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan.lib.search import SolrConnectionError

from ckanext.opendata_territoire.portal.domain.boxes import is_box
from ckanext.opendata_territoire.portal.domain.query import MAX_CHARACTERS, is_too_long
from ckanext.opendata_territoire.portal.look.outages import SearchDownError

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict

AREA = "ext_bbox"
"""Parameter of ckanext-spatial."""


@tk.chained_action
@tk.side_effect_free
def package_search(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Search, unless the words are too many; for a page, an engine that is away has its own error.

    A page finds nothing and says why: its words stay in the box. An area that is on no map is left
    out of the search of a page, which says so: ckanext-spatial would turn it around the Earth for
    ever.
    """
    tk.check_access("package_search", context, data_dict)
    data_dict = _with_a_real_area(data_dict, drop=bool(context.get("for_view")))
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


def _with_a_real_area(data_dict: DataDict, *, drop: bool) -> DataDict:
    extras = data_dict.get("extras") or {}
    if not isinstance(extras, dict):
        raise tk.ValidationError({"extras": [tk._("This field takes an object.")]})
    asked = (place.get(AREA) for place in (data_dict, extras))
    if all(is_box(area) for area in asked if area):
        return data_dict
    if not drop:
        raise tk.ValidationError({AREA: [no_area_words()]})
    kept = {key: value for key, value in extras.items() if key != AREA}
    return {**{key: value for key, value in data_dict.items() if key != AREA}, "extras": kept}


def no_area_words() -> str:
    """Say that an area of the map is none."""
    return tk._(
        "The area of the map in this address is not one: write west, south, east and north in "
        "degrees, as 3.2,43.4,3.6,43.8."
    )


def too_long_words() -> str:
    """Say that a search is too long, and how long it may be."""
    return tk._(
        "Your search is too long: {number} characters at most. Keep the words that matter."
    ).format(number=MAX_CHARACTERS)
