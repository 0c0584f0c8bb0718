"""Who reads the versions of a dataset: whoever may read it. Nothing else is in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import authz

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


@tk.auth_allow_anonymous_access
def governance_version_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset."""
    return authz.is_authorized("package_show", context, data_dict)


@tk.auth_allow_anonymous_access
def governance_version_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset."""
    return authz.is_authorized("package_show", context, data_dict)


@tk.auth_allow_anonymous_access
def governance_version_difference(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset."""
    return authz.is_authorized("package_show", context, data_dict)
