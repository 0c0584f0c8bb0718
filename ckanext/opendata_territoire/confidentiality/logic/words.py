"""Keywords and formats: only those of datasets that the caller sees."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.confidentiality import service
from ckanext.opendata_territoire.confidentiality.domain.lists import page

from .common import window

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


def _seen(context: Context, data_dict: DataDict, tags: list[Any]) -> list[Any]:
    """Keep the keywords that the caller sees; a controlled vocabulary is everybody's."""
    if data_dict.get("vocabulary_id") or service.sees_everything(context):
        return tags
    visible = service.values(context, "tags")
    return [tag for tag in tags if (tag["name"] if isinstance(tag, dict) else tag) in visible]


@tk.chained_action
@tk.side_effect_free
def tag_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List the keywords of the datasets that the caller sees (closes A9)."""
    offset, limit = window(context, data_dict)
    return page(_seen(context, data_dict, next_(context, data_dict)), offset, limit)


@tk.chained_action
@tk.side_effect_free
def tag_search(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Find the keywords of the datasets that the caller sees, and count these only (closes A9)."""
    offset, limit = window(context, data_dict)
    tags = _seen(context, data_dict, next_(context, data_dict)["results"])
    return {"count": len(tags), "results": page(tags, offset, limit)}


@tk.chained_action
@tk.side_effect_free
def tag_autocomplete(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Complete with the keywords of the datasets that the caller sees (closes A9)."""
    offset, limit = window(context, data_dict)
    return page(_seen(context, data_dict, next_(context, data_dict)), offset, limit)


@tk.chained_action
@tk.side_effect_free
def tag_show(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Show a keyword of datasets that the caller sees, with these only (closes A10, G5)."""
    tag = next_(context, data_dict)
    if not tag.get("vocabulary_id") and not _seen(context, data_dict, [tag["name"]]):
        raise tk.ObjectNotFound
    if tag.get("packages"):
        seen = service.datasets(context, (package["id"] for package in tag["packages"]))
        tag["packages"] = [package for package in tag["packages"] if package["id"] in seen]
    return tag


@tk.chained_action
@tk.side_effect_free
def format_autocomplete(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Complete with the formats of the files that the caller sees (closes A8).

    CKAN's own answer is not asked: it is cut to a page before it could be filtered.
    """
    tk.check_access("format_autocomplete", context, data_dict)
    asked = str(tk.get_or_bust(data_dict, "q")).lower()
    offset, limit = window(context, data_dict)
    formats = dict.fromkeys(name.lower() for name in service.values(context, "res_format"))
    return page((name for name in formats if asked in name), offset, 5 if limit is None else limit)


ACTIONS: dict[str, Any] = {
    "tag_list": tag_list,
    "tag_search": tag_search,
    "tag_autocomplete": tag_autocomplete,
    "tag_show": tag_show,
    "format_autocomplete": format_autocomplete,
}
