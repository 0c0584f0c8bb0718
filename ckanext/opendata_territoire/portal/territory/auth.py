"""Who may do what with organisations. No right comes down the hierarchy."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

if TYPE_CHECKING:
    from ckan.types import AuthFunction, AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def territory_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Let anybody read the territory."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def territory_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Let anybody read a place."""
    return {"success": True}


def organization_create(context: Context, data_dict: DataDict | None = None) -> AuthResult:
    """Reserve new organisations to the import and to system administrators."""
    return _refused()


def organization_delete(context: Context, data_dict: DataDict) -> AuthResult:
    """Reserve deletion to system administrators, whatever the settings."""
    return _refused()


def organization_purge(context: Context, data_dict: DataDict) -> AuthResult:
    """Reserve purge to system administrators."""
    return _refused()


@tk.chained_auth_function
def group_delete(next_: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Refuse to delete an organisation as if it were a group."""
    return _refused() if _is_organization(data_dict) else next_(context, data_dict or {})


@tk.chained_auth_function
def member_create(next_: AuthFunction, context: Context, data_dict: DataDict | None) -> AuthResult:
    """Let an organisation's admin add and remove people only: no dataset, and no parent."""
    kind = (data_dict or {}).get("object_type", "user")
    if kind != "user" and _is_organization(data_dict):
        return _refused()
    return next_(context, data_dict or {})


def _is_organization(data_dict: DataDict | None) -> bool:
    reference = (data_dict or {}).get("id")
    group = model.Group.get(reference) if isinstance(reference, str) else None
    return bool(group and group.is_organization)


def _refused() -> AuthResult:
    return {
        "success": False,
        "msg": tk._("Only the administrators of the portal can do this to an organisation"),
    }
