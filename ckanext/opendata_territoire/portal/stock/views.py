"""Pages of CKAN that this portal leaves out: groups, followers, the feed of what one follows.

The actions of the API remain: what they answer is bounded by confidentiality, not by pages.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal.accounts.helpers import is_colleague

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

stock = Blueprint("stock", __name__)

LEFT_OUT = {
    "activity.dashboard_testing",
    "activity.group_activity",
    "activity.group_changes",
    "activity.group_changes_multiple",
    "dashboard.groups",
    "dataset.collaborator_delete",
    "dataset.collaborators_read",
    "dataset.new_collaborator",
    "dataset.groups",
    "user.read_groups",
    *(
        f"{kind}.{page}"
        for kind in ("dataset", "organization", "user")
        for page in ("follow", "followers", "unfollow")
    ),
}


@stock.before_app_request
def leave_out() -> Response | None:
    """Answer 404 for a page that has no use here; lead from the feed to one's datasets."""
    endpoint = tk.request.endpoint or ""
    if endpoint in LEFT_OUT or endpoint.startswith("group."):
        return tk.abort(404)
    if endpoint == "organization.members" and not _is_of(tk.request.view_args or {}):
        return tk.abort(403)
    if endpoint == "activity.dashboard":
        return tk.redirect_to("dashboard.datasets")
    return None


def _is_of(arguments: dict[str, Any]) -> bool:
    """Say whether the reader is of the organisation of a page; CKAN's refusal names nobody."""
    organization = model.Group.get(arguments.get("id"))
    return organization is None or is_colleague(organization.id)
