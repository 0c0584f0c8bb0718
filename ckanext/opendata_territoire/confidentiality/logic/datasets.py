"""What turns around a dataset: for who may not read it, there is no dataset, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.confidentiality import service
from ckanext.opendata_territoire.confidentiality.domain.lists import page

from .common import refuse_hidden, window

if TYPE_CHECKING:
    from ckan.types import Action, ChainedAction, Context, DataDict


@tk.chained_action
@tk.side_effect_free
def _read(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Answer on a dataset to who may read it (closes A16, G1)."""
    refuse_hidden(context, data_dict.get("id"))
    return next_(context, data_dict)


def _write(key: str) -> ChainedAction:
    @tk.chained_action
    def write(next_: Action, context: Context, data_dict: DataDict) -> Any:
        refuse_hidden(context, data_dict.get(key))
        return next_(context, data_dict)

    write.__doc__ = "Act on a dataset for who may read it (closes A17, G1)."
    return write


@tk.chained_action
def unfollow_dataset(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Let people stop following a dataset that has been hidden; else it is missing (closes A17)."""
    tk.check_access("unfollow_dataset", context, data_dict)
    package = model.Package.get(data_dict.get("id"))
    user = model.User.get(context.get("user"))
    if not (package and user and model.UserFollowingDataset.is_following(user.id, package.id)):
        refuse_hidden(context, data_dict.get("id"))
    return next_(context, data_dict)


@tk.chained_action
@tk.side_effect_free
def package_collaborator_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List collaborators to signed-in people: CKAN breaks on the others (closes A21)."""
    refuse_hidden(context, data_dict.get("id"))
    if not context.get("user"):
        raise tk.NotAuthorized
    return next_(context, data_dict)


@tk.chained_action
@tk.side_effect_free
def package_relationships_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List the relationships between datasets that the caller sees on both sides (closes A15)."""
    refuse_hidden(context, data_dict.get("id"), data_dict.get("id2"))
    return [
        found
        for found in next_(context, data_dict)
        if all(service.is_readable(context, found[side]) for side in ("subject", "object"))
    ]


@tk.chained_action
@tk.side_effect_free
def task_status_show(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Show how a task went to who may read what it worked on (closes A19)."""
    task = next_(context, data_dict)
    resource = model.Resource.get(task["entity_id"])
    dataset = resource.package_id if resource else task["entity_id"]
    if not service.sees_everything(context):
        refuse_hidden(context, dataset)
    return task


@tk.chained_action
@tk.side_effect_free
def resource_search(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Find the files of datasets that the caller sees, and count these only (closes A6)."""
    if service.sees_everything(context):
        return next_(context, data_dict)
    offset, limit = window(context, data_dict)
    files = next_(context, data_dict)["results"]
    seen = service.datasets(context, (file["package_id"] for file in files))
    files = [file for file in files if file["package_id"] in seen]
    return {"count": len(files), "results": page(files, offset, limit)}


ACTIONS: dict[str, Any] = {
    "package_collaborator_list": package_collaborator_list,
    "package_relationships_list": package_relationships_list,
    "task_status_show": task_status_show,
    "resource_search": resource_search,
    "unfollow_dataset": unfollow_dataset,
    "follow_dataset": _write("id"),
    "package_collaborator_delete": _write("id"),
    "package_relationship_delete": _write("subject"),
}
ACTIONS |= dict.fromkeys(
    (
        "dataset_follower_count",
        "dataset_follower_list",
        "am_following_dataset",
    ),
    _read,
)
