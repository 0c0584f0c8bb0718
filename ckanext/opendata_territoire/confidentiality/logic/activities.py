"""Activity streams. CKAN keeps with each row who could read its object on that day, not today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.confidentiality import service
from ckanext.opendata_territoire.confidentiality.domain.lists import is_about_dataset, reduced

from .common import refuse_hidden
from .people import refuse_strangers

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


def _readable(context: Context, activities: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Keep what is about objects that the caller reads today, and only their names."""
    about = {a["object_id"] for a in activities if is_about_dataset(a["activity_type"])}
    seen = service.datasets(context, about)
    hidden = set() if service.sees_everything(context) else about - seen.keys()
    return [
        {**activity, "data": reduced(activity["data"] or {}, seen.get(activity["object_id"]))}
        for activity in activities
        if activity["object_id"] not in hidden
    ]


@tk.chained_action
@tk.side_effect_free
def _stream(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List what happened to what the caller reads today, by name only (closes C1, C2, C4, C5)."""
    return _readable(context, next_(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def user_activity_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List what somebody did to their colleagues, by name only (closes C3, G7)."""
    refuse_strangers(context, data_dict.get("id"))
    return _readable(context, next_(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def package_activity_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List what happened to a dataset to who may read it, by name only (closes C6, G1)."""
    refuse_hidden(context, data_dict.get("id"))
    return _readable(context, next_(context, data_dict))


@tk.chained_action
@tk.side_effect_free
def _show(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """An activity that the caller may not read does not exist (closes C7, C8, G1)."""
    try:
        return next_(context, {"include_data": False, **data_dict})
    except tk.NotAuthorized:
        raise tk.ObjectNotFound from None


ACTIONS: dict[str, Any] = {
    "package_activity_list": package_activity_list,
    "user_activity_list": user_activity_list,
}
ACTIONS |= dict.fromkeys(
    (
        "group_activity_list",
        "organization_activity_list",
        "recently_changed_packages_activity_list",
        "dashboard_activity_list",
    ),
    _stream,
)
ACTIONS |= dict.fromkeys(("activity_show", "activity_data_show", "activity_diff"), _show)
