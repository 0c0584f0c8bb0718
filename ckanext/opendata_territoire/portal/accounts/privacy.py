"""What CKAN's actions tell of an account to others than its owner."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.territory.validators import may_administer

from .invitations import without_name, without_names

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


def without_fingerprint(context: Context, user: dict[str, Any]) -> dict[str, Any]:
    """Take away the fingerprint (MD5) of an address: it tells whose an address is.

    Its owner and system administrators, who read the address itself, keep it.
    """
    if context.get("user") not in (user["name"], user["id"]) and not may_administer(context):
        user.pop("email_hash", None)
    return user


def people_without_fingerprint(context: Context, group: dict[str, Any]) -> dict[str, Any]:
    """Do so for the people of a group or of an organisation; hide who has not answered it."""
    if group.get("users") and not may_administer(context):
        without_names(group["users"], group["id"])
    for user in group.get("users", []):
        without_fingerprint(context, user)
    return group


@tk.chained_action
@tk.side_effect_free
def user_show(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Show an account, without the fingerprint of its address; no name before it has accepted."""
    shown = next_(context, data_dict)
    if not may_administer(context):
        without_name(shown, context.get("user") or "")
    return without_fingerprint(context, shown)


@tk.chained_action
@tk.side_effect_free
def user_followee_list(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List the accounts that one follows, without the fingerprints of their addresses."""
    return [without_fingerprint(context, user) for user in next_(context, data_dict)]


@tk.chained_action
@tk.side_effect_free
def group_show(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Show a group, without the fingerprints of the addresses of its people."""
    return people_without_fingerprint(context, next_(context, data_dict))
