"""Actions of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.accounts.actions import (
    account_open,
    account_tell,
    organization_account_add,
    organization_account_list,
    user_invite,
)
from ckanext.opendata_territoire.portal.accounts.invitations import (
    account_invitation_answer,
    account_invitation_list,
)
from ckanext.opendata_territoire.portal.accounts.limits import user_create, user_update
from ckanext.opendata_territoire.portal.accounts.privacy import (
    group_show,
    user_followee_list,
    user_show,
)
from ckanext.opendata_territoire.portal.datasets.actions import (
    dataset_publication_check,
    organization_show,
    resource_file_facts,
)
from ckanext.opendata_territoire.portal.datasets.intake import package_create, package_update
from ckanext.opendata_territoire.portal.search.actions import package_search
from ckanext.opendata_territoire.portal.territory.actions import (
    group_create,
    group_update,
    organization_create,
    organization_update,
    territory_list,
    territory_show,
)

__all__ = [
    "account_invitation_answer",
    "account_invitation_list",
    "account_open",
    "account_tell",
    "dataset_publication_check",
    "group_create",
    "group_show",
    "group_update",
    "organization_account_add",
    "organization_account_list",
    "organization_create",
    "organization_show",
    "organization_update",
    "package_create",
    "package_search",
    "package_update",
    "resource_file_facts",
    "territory_list",
    "territory_show",
    "user_create",
    "user_followee_list",
    "user_invite",
    "user_show",
    "user_update",
]
