"""Who may do what with datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import authz

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def dataset_publication_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset may know what it lacks; nobody else."""
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to see what this dataset lacks.")}
    return authz.is_authorized("package_update", context, data_dict)
