"""Authorisation functions of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.accounts.auth import (
    account_invitation_answer,
    account_invitation_list,
    account_open,
    account_tell,
    organization_account_add,
    organization_account_list,
    user_autocomplete,
    user_list,
)
from ckanext.opendata_territoire.portal.datasets.auth import (
    dataset_publication_check,
    resource_file_facts,
)
from ckanext.opendata_territoire.portal.territory.auth import (
    group_delete,
    member_create,
    organization_create,
    organization_delete,
    organization_purge,
    territory_list,
    territory_show,
)

__all__ = [
    "account_invitation_answer",
    "account_invitation_list",
    "account_open",
    "account_tell",
    "dataset_publication_check",
    "group_delete",
    "member_create",
    "organization_account_add",
    "organization_account_list",
    "organization_create",
    "organization_delete",
    "organization_purge",
    "resource_file_facts",
    "territory_list",
    "territory_show",
    "user_autocomplete",
    "user_list",
]
