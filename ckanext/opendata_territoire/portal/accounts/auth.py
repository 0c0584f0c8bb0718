"""Who manages the accounts of an organisation: its admins, nobody from above or beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import authz

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def organization_account_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let the organisation's admins see its accounts."""
    return _admins(context, data_dict)


def organization_account_add(context: Context, data_dict: DataDict) -> AuthResult:
    """Let the organisation's admins invite."""
    return _admins(context, data_dict)


def account_open(context: Context, data_dict: DataDict) -> AuthResult:
    """Reserve it to system administrators, and to actions that have decided already."""
    return user_list(context, data_dict)


def account_tell(context: Context, data_dict: DataDict) -> AuthResult:
    """Do so for the mails too."""
    return user_list(context, data_dict)


def account_invitation_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everybody who is signed in read their own invitations."""
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to see this page")}
    return {"success": True}


def account_invitation_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """Let everybody who is signed in answer their own invitations."""
    return account_invitation_list(context, data_dict)


def user_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Reserve the names of all accounts to system administrators."""
    return {
        "success": False,
        "msg": tk._("Only the administrators of the portal see the list of accounts"),
    }


def user_autocomplete(context: Context, data_dict: DataDict) -> AuthResult:
    """Reserve the search of accounts too."""
    return user_list(context, data_dict)


def _admins(context: Context, data_dict: DataDict) -> AuthResult:
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to see this page")}
    allowed = authz.has_user_permission_for_group_or_org(
        data_dict["id"], context.get("user"), "membership"
    )
    if allowed:
        return {"success": True}
    return {
        "success": False,
        "msg": tk._("Only the people in charge of the organisation manage its accounts"),
    }
