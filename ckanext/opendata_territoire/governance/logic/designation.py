"""Actions on the DPOs that organisations designate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import service
from ckanext.opendata_territoire.governance.store import people

from . import dictize, schema
from .common import acting_user

if TYPE_CHECKING:
    from datetime import date, datetime

    from ckan.types import Context, DataDict

__all__ = [
    "governance_dpo_assign",
    "governance_dpo_confirm",
    "governance_dpo_list",
    "governance_dpo_revoke",
]


def _organization(data_dict: DataDict) -> model.Group:
    organization = model.Group.get(data_dict["organization"])
    if organization is None or not organization.is_organization:
        raise tk.ObjectNotFound(tk._("Organization was not found."))
    return organization


@tk.validate_action_data(schema.dpo_assign)
def governance_dpo_assign(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record the designation of a DPO. By a controller of the organisation it holds at once.

    :param organization: id or name of the organisation
    :type organization: string
    :param user: id, name or e-mail address of the person
    :type user: string
    :param starts: first day, today by default
    :type starts: iso date string
    :param ends: last day (optional)
    :type ends: iso date string
    :param reference: reference of the act of designation (optional)
    :type reference: string
    :returns: the designation
    """
    organization = _organization(data_dict)
    tk.check_access("governance_dpo_assign", context, {"organization": organization.id})
    person = model.User.get(data_dict["user"]) or model.User.by_email(data_dict["user"])
    if person is None or person.state != "active":
        raise tk.ValidationError({"user": [tk._("This person has no account")]})
    found = service.designate(
        organization.id,
        person,
        acting_user(context),
        starts=_day(data_dict.get("starts")) or people.today(),
        ends=_day(data_dict.get("ends")),
        reference=data_dict["reference"].strip(),
    )
    return dictize.designation(found, person)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@tk.validate_action_data(schema.show)
def governance_dpo_confirm(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Confirm, as a controller of the organisation, a designation that others prepared.

    :param id: id of the designation
    :type id: string
    :returns: the designation
    """
    tk.check_access("governance_dpo_confirm", context, data_dict)
    found = service.confirm(data_dict["id"], acting_user(context))
    return dictize.designation(found, model.User.get(found.user_id))


@tk.validate_action_data(schema.show)
def governance_dpo_revoke(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """End a designation now. Opinions given under it stand.

    :param id: id of the designation
    :type id: string
    :returns: the designation
    """
    tk.check_access("governance_dpo_revoke", context, data_dict)
    found = service.revoke(data_dict["id"], acting_user(context))
    return dictize.designation(found, model.User.get(found.user_id))


@tk.side_effect_free
@tk.validate_action_data(schema.dpo_list)
def governance_dpo_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the DPOs of an organisation, confirmed or to be confirmed.

    :param organization: id or name of the organisation
    :type organization: string
    :returns: the designations that are not ended
    """
    organization = _organization(data_dict)
    tk.check_access("governance_dpo_list", context, {"organization": organization.id})
    return [
        dictize.designation(found, user) for found, user in people.designations(organization.id)
    ]
