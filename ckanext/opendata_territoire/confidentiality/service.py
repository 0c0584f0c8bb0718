"""What the caller of an action sees: the one place that asks.

The answers come from `package_search` as the caller, so from the labels of governance: what a
search does not show, no other surface shows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import authz, model

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ckan.types import Context

_AT_ONCE = 500
"""Identifiers asked of Solr in one query, which allows 1 024 clauses."""


def sees_everything(context: Context) -> bool:
    """Tell whether nothing is hidden from the caller: a sysadmin, or the portal itself."""
    return bool(context.get("ignore_auth")) or authz.is_sysadmin(context.get("user"))


def is_readable(context: Context, reference: str) -> bool:
    """Tell whether there is a dataset of this id or name that the caller may read."""
    package = model.Package.get(reference)
    if package is None:
        return False
    try:
        tk.check_access("package_show", tk.fresh_context(context), {"id": package.id})
    except tk.NotAuthorized:
        return False
    return True


def is_of_group(context: Context, reference: str) -> bool:
    """Tell whether the caller has a role in a group or an organisation, whichever role."""
    group = model.Group.get(reference)
    user = context.get("user")
    return bool(group and user and authz.users_role_for_group_or_org(group.id, user))


def is_colleague(context: Context, reference: str) -> bool:
    """Tell whether this id or name is the caller's, or of somebody of the same organisation."""
    asked, user = model.User.get(reference), model.User.get(context.get("user"))
    if asked is None or user is None:
        return False
    return asked is user or bool(_organizations(asked) & _organizations(user))


def organizations_of(context: Context) -> set[str]:
    """Return the ids of the organisations in which the caller has a role, whichever role."""
    user = model.User.get(context.get("user"))
    return _organizations(user) if user else set()


def _organizations(user: model.User) -> set[str]:
    groups = user.get_groups("organization")
    return {group.id for group in groups if group.state == model.State.ACTIVE}


def values(context: Context, field: str) -> dict[str, int]:
    """Count the values of a field in the datasets that the caller sees, the most used first."""
    found = _search(context, **{"rows": 0, "facet.field": [field], "facet.limit": -1})
    items = found["search_facets"].get(field, {}).get("items", [])
    counted = {item["name"]: item["count"] for item in items}
    return dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))


def datasets(context: Context, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Return the datasets that the caller sees among these: `id`, `name` and `title`, by id."""
    wanted = sorted({dataset_id for dataset_id in ids if dataset_id})
    seen: dict[str, dict[str, Any]] = {}
    for start in range(0, len(wanted), _AT_ONCE):
        clause = " OR ".join(f'"{key}"' for key in wanted[start : start + _AT_ONCE])
        found = _search(
            context, rows=_AT_ONCE, fq_list=[f"id:({clause})"], fl=["id", "name", "title"]
        )
        seen |= {dataset["id"]: dataset for dataset in found["results"]}
    return seen


def _search(context: Context, **parameters: Any) -> dict[str, Any]:
    everything = {"include_private": True, "include_drafts": True}
    return tk.get_action("package_search")(tk.fresh_context(context), everything | parameters)
