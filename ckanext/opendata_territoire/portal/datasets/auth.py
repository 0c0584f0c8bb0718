"""Who may do what with datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import authz, model

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def dataset_publication_check(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset may know what it lacks; nobody else."""
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to see what this dataset lacks.")}
    return authz.is_authorized("package_update", context, data_dict)


def resource_file_facts(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may edit the dataset; before it is public, whoever may read it, its DPO included.

    What is public says nothing of its own flaws to the public.
    """
    if authz.auth_is_anon_user(context):
        return {"success": False, "msg": tk._("Log in to see what the portal read in this file.")}
    resource = model.Resource.get(data_dict["id"])
    if not resource:
        raise tk.ObjectNotFound(tk._("This file is not there."))
    dataset = {"id": resource.package_id}
    may_edit = authz.is_authorized("package_update", context, dataset)
    if may_edit.get("success") or not resource.package.private:
        return may_edit
    return authz.is_authorized("package_show", context, dataset)
