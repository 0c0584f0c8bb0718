"""Groups and organisations: their datasets and their people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.confidentiality import service

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


@tk.chained_action
@tk.side_effect_free
def member_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List the datasets that the caller sees, and people to their colleagues (closes A11).

    CKAN itself refuses people to outsiders when they are asked for by name of type only.
    """
    members = next_(context, data_dict)
    if service.sees_everything(context):
        return members
    seen = service.datasets(context, (key for key, kind, _ in members if kind == "package"))
    colleague = service.is_of_group(context, data_dict["id"])
    return [
        member
        for member in members
        if (member[1] != "package" or member[0] in seen) and (member[1] != "user" or colleague)
    ]


ACTIONS: dict[str, Any] = {"member_list": member_list}
