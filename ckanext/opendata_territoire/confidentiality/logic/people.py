"""Accounts: for who is neither its owner nor a colleague, there is no account, word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.confidentiality import service

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


def refuse_strangers(context: Context, reference: object) -> None:
    """Answer on the account of a stranger as on one that does not exist.

    Raises:
        NotAuthorized: the caller is not signed in.
        ObjectNotFound: the account is a stranger's, or there is none.
    """
    if not isinstance(reference, str) or service.sees_everything(context):
        return
    if not context.get("user"):
        raise tk.NotAuthorized(tk._("Log in to see this page"))
    if not service.is_colleague(context, reference):
        raise tk.ObjectNotFound(tk._("User not found"))


def _guard(key: str, *, free: bool) -> Any:
    def guarded(next_: Action, context: Context, data_dict: DataDict) -> Any:
        refuse_strangers(context, data_dict.get(key))
        return next_(context, data_dict)

    guarded.__doc__ = "Tell colleagues only that an account exists (closes G7)."
    return tk.chained_action(tk.side_effect_free(guarded) if free else guarded)


@tk.chained_action
@tk.side_effect_free
def organization_list_for_user(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """List somebody's organisations to them; to a colleague, those that they share (closes G7)."""
    reference = data_dict.get("id")
    refuse_strangers(context, reference)
    found = next_(context, data_dict)
    if not isinstance(reference, str) or service.sees_everything(context):
        return found
    shared = service.organizations_of(context)
    return [organization for organization in found if organization["id"] in shared]


ACTIONS: dict[str, Any] = dict.fromkeys(
    (
        "am_following_user",
        "dataset_followee_count",
        "followee_count",
        "followee_list",
        "group_followee_count",
        "organization_followee_count",
        "user_followee_count",
        "user_follower_count",
        "user_show",
    ),
    _guard("id", free=True),
)
ACTIONS |= dict.fromkeys(
    ("follow_user", "unfollow_user", "user_patch", "user_update"), _guard("id", free=False)
)
ACTIONS["api_token_create"] = _guard("user", free=False)
ACTIONS["organization_list_for_user"] = organization_list_for_user
