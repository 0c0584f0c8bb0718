"""Actions of whoever follows the link of a mail to confirm a designation."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import dpo_links
from ckanext.opendata_territoire.governance.store import designations as store

from . import dictize_dpo, schema_dpo

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model_dpo import Designation

__all__ = ["governance_dpo_link_confirm", "governance_dpo_link_show"]


@tk.validate_action_data(schema_dpo.by_link)
def governance_dpo_link_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the designation that a link confirms. Whoever has the link may.

    :param token: what came by mail
    :type token: string
    :returns: the designation, with ``organization_title``
    """
    tk.check_access("governance_dpo_link_show", context, {})
    return _shown(dpo_links.read(data_dict["token"]))


@tk.validate_action_data(schema_dpo.by_link)
def governance_dpo_link_confirm(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Confirm a designation, in the name of the organisation, by its link. It serves once.

    :param token: what came by mail
    :type token: string
    :returns: the designation, with ``organization_title``
    """
    tk.check_access("governance_dpo_link_confirm", context, {})
    return _shown(dpo_links.confirm(data_dict["token"]))


def _shown(found: Designation) -> dict[str, Any]:
    organization = model.Group.get(found.organization_id)
    title = organization.title or organization.name if organization else ""
    shown = dictize_dpo.designation(found, store.service(found.service_id))
    return {**shown, "organization_title": title}
