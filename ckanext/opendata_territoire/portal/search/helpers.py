"""Template helpers of the search page."""

from __future__ import annotations

import html
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.boxes import is_box
from ckanext.opendata_territoire.portal.domain.query import MAX_CHARACTERS, is_too_long, marked
from ckanext.opendata_territoire.portal.map import areas
from ckanext.opendata_territoire.portal.search import facets
from ckanext.opendata_territoire.portal.search.actions import AREA, no_area_words, too_long_words
from ckanext.opendata_territoire.portal.search.tree import Branch, territory_tree
from ckanext.opendata_territoire.portal.solr import STOP_WORDS

if TYPE_CHECKING:
    from markupsafe import Markup

_EXCERPT = 180
_SEVERAL = ("theme", "res_format", "tags")
"""Facets of which a dataset may have several values: choosing another narrows. Of the others, two
values would find nothing: choosing another replaces."""


@dataclass(frozen=True)
class ActiveFilter:
    """A filter of the search being read."""

    facet: str
    value: str
    label: str
    without: str


def active_filters(facet_titles: dict[str, str]) -> list[ActiveFilter]:
    """List the filters of the address being read, each with the address of the page without it."""
    chosen = [
        (facet, value)
        for facet, value in tk.request.args.items(multi=True)
        if value and (facet in facet_titles or facet == AREA)
    ]
    filters = []
    for facet, value in dict.fromkeys(chosen):
        label = tk._("Area of the map") if facet == AREA else _label(facet, value)
        without = tk.h.remove_url_param(facet, value=value)
        filters.append(ActiveFilter(facet, value, label, without))
    return filters


def facet_items(facet: str, search_facets: dict[str, Any]) -> list[dict[str, Any]]:
    """Give the values of a facet: those with most datasets first, periods by length."""
    items = tk.h.get_facet_items_dict(facet, search_facets)
    if facet == "updated":
        order = list(facets.PERIODS)
        items.sort(key=lambda item: order.index(item["name"]))
    return items


def facet_url(facet: str, value: str, here: str, *, active: bool) -> str:
    """Give the address of the search with a value of a facet chosen, or no longer.

    Args:
        facet: name of the facet.
        value: value of the facet.
        here: address of the page, see `page_address`.
        active: the value is chosen now.
    """
    if active:
        return tk.h.remove_url_param(facet, value, alternative_url=here)
    if facet in _SEVERAL:
        return tk.h.add_url_param(new_params={facet: value}, alternative_url=here)
    return tk.h.remove_url_param(facet, replace=value, alternative_url=here)


def page_address() -> str:
    """Give the address of the page being read, without parameters: made once for all its links."""
    arguments = tk.request.view_args or {}
    return tk.url_for(tk.request.endpoint, **{k: v for k, v in arguments.items() if k == "id"})


def facet_tree(search_facets: dict[str, Any]) -> list[Branch]:
    """Arrange the territory of a search as a tree."""
    items = search_facets.get("territory", {}).get("items", [])
    return territory_tree(items, tk.request.args.get("territory"))


def search_params(*left_out: str) -> list[tuple[str, str]]:
    """List the parameters of the address being read, without its page and without some."""
    return [
        (name, value)
        for name, value in tk.request.args.items(multi=True)
        if value and name != "page" and name not in left_out
    ]


def search_api_url() -> str:
    """Give the address of the API that answers the search being read."""
    args = tk.request.args.items(multi=True)
    known = set(facets.titles())
    fq = " ".join(f'{name}:"{value}"' for name, value in args if value and name in known)
    query = {key: value for key in ("q", "sort") if (value := tk.request.args.get(key))}
    extra = {"fq": fq} if fq else {}
    return tk.url_for("api.action", ver=3, logic_function="package_search", **query, **extra)


def search_max_length() -> int:
    """Give how many characters a search box takes."""
    return MAX_CHARACTERS


def search_too_long(query: str) -> str:
    """Say that a search is too long; nothing when it is not."""
    return too_long_words() if is_too_long(query) else ""


def search_no_area() -> str:
    """Say that the area of the map in the address is none; nothing when it is one."""
    asked = [area for area in tk.request.args.getlist(AREA) if area]
    return "" if all(map(is_box, asked)) and len(asked) < 2 else no_area_words()


def search_area_unknown() -> str:
    """Say why a search in an area of the map finds little; nothing when outlines are known."""
    if not any(tk.request.args.getlist(AREA)) or search_no_area() or areas.known():
        return ""
    return tk._(
        "The outlines of the communes are not on this portal: an area of the map finds only the "
        "datasets that say themselves where they are."
    )


def found_words(text: str | None) -> Markup:
    """Mark in a plain text the words that the reader searched for."""
    return marked(text or "", tk.request.args.get("q", ""), STOP_WORDS)


def found_excerpt(notes: str | None) -> Markup:
    """Give the beginning of a description in Markdown as plain text, words found marked."""
    return found_words(html.unescape(str(tk.h.markdown_extract(notes or "", _EXCERPT))))


def places_named(query: str) -> list[dict[str, Any]]:
    """Give a few places whose name has these words: a reader may be looking for a commune."""
    return tk.get_action("territory_list")({}, {"q": query, "limit": 3}) if query.strip() else []


def broader_territory() -> dict[str, str] | None:
    """Give `title` and `url` of the same search in the place above the chosen one, if any."""
    chosen = tk.request.args.get("territory")
    above = store.parents([chosen]).get(chosen) if chosen else None
    if not above:
        return None
    return {
        "title": _label("territory", above),
        "url": tk.h.remove_url_param("territory", replace=above),
    }


def _label(facet: str, value: str) -> str:
    return facets.labels(facet, [value])[value]
