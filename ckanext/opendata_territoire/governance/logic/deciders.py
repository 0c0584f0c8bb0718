"""Actions on who decides for an organisation: its mayor, its standing acts, its setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import deciders
from ckanext.opendata_territoire.governance.domain import standing
from ckanext.opendata_territoire.governance.store import deciders as rows
from ckanext.opendata_territoire.governance.store import people

from . import schema, schema_deciders
from .common import acting_user, organization_of

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model import StandingAct

__all__ = [
    "governance_deciders_show",
    "governance_mayor_change",
    "governance_mayor_record",
    "governance_separation_choose",
    "governance_standing_act_create",
    "governance_standing_act_end",
    "governance_standing_act_list",
]


@tk.side_effect_free
@tk.validate_action_data(schema_deciders.organization)
def governance_deciders_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return who decides for an organisation besides its controllers who sign in.

    :param organization: id or name of the organisation
    :type organization: string
    :returns: ``mayor`` (``name``, ``email``, ``sends``: whether the portal mails a link by itself),
        or ``None``; ``separation``, ``auto``, ``on`` or ``off``; ``two_persons``, whether whoever
        sends a dataset may not decide on it today
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_deciders_show", context, {"organization": organization.id})
    mayor = rows.mayor(organization.id)
    chosen = people.separation(organization.id)
    return {
        "mayor": mayor and {"name": mayor.name, "email": mayor.email, "sends": mayor.sends},
        "separation": ("on" if chosen.wanted else "off") if chosen else "auto",
        "two_persons": people.two_persons(organization.id),
    }


@tk.validate_action_data(schema_deciders.mayor)
def governance_mayor_record(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record the mailbox of the mayor, who then decides by link without an account.

    Another mailbox ends the links sent to the one before.

    :param organization: id or name of the organisation
    :type organization: string
    :param mayor_name: name
    :type mayor_name: string
    :param mayor_email: mailbox of their own, neither the DPO's nor an administrator's
    :type mayor_email: string
    :param sends: the portal mails a link by itself after each opinion
    :type sends: bool
    :returns: as `governance_deciders_show`
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_mayor_record", context, {"organization": organization.id})
    deciders.record_mayor(
        organization.id,
        acting_user(context),
        name=data_dict["mayor_name"],
        email=data_dict["mayor_email"],
        sends=data_dict["sends"],
    )
    return _shown(context, organization.id)


@tk.validate_action_data(schema_deciders.organization)
def governance_mayor_change(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Note that the mayor has changed: standing acts lapse, links are void, the mailbox is dropped.

    :param organization: id or name of the organisation
    :type organization: string
    :returns: as `governance_deciders_show`
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_mayor_change", context, {"organization": organization.id})
    deciders.change_mayor(organization.id, acting_user(context))
    return _shown(context, organization.id)


@tk.validate_action_data(schema_deciders.separation)
def governance_separation_choose(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say whether whoever sends a dataset to the DPO may decide on it.

    :param organization: id or name of the organisation
    :type organization: string
    :param separation: ``on`` (they may not), ``off`` (they may) or ``auto`` (they may not once
        the organisation has a second person)
    :type separation: string
    :returns: as `governance_deciders_show`
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_separation_choose", context, {"organization": organization.id})
    wanted = {"on": True, "off": False}.get(data_dict["separation"])
    deciders.choose_separation(organization.id, acting_user(context), wanted=wanted)
    return _shown(context, organization.id)


def _shown(context: Context, organization_id: str) -> dict[str, Any]:
    shown = tk.get_action("governance_deciders_show")
    return shown(tk.fresh_context(context), {"organization": organization_id})


@tk.validate_action_data(schema_deciders.standing_act)
def governance_standing_act_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record a standing act: from now on a favourable opinion publishes the data of its family.

    :param organization: id or name of the organisation
    :type organization: string
    :param number: of the act
    :type number: string
    :param adopted: day when it was adopted, its first day
    :type adopted: iso date string
    :param holder: name and function of who holds the delegation, or the council
    :type holder: string
    :param holder_account: their account, if they have one: id, name or e-mail address
    :type holder_account: string
    :param ends: last day; the act also lapses when the mayor changes (optional)
    :type ends: iso date string
    :param everything: it covers all data of the organisation
    :type everything: bool
    :param themes: addresses of European themes, apart by spaces: all those of a dataset must be
        among them
    :type themes: string
    :param schemas: addresses of schemas, with or without version, apart by spaces: all those of a
        dataset must be among them
    :type schemas: string
    :returns: the act
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_standing_act_create", context, {"organization": organization.id})
    terms = standing.Act(
        adopted=data_dict["adopted"],
        ends=data_dict.get("ends"),
        everything=data_dict["everything"],
        themes=frozenset(data_dict["themes"]),
        schemas=frozenset(data_dict["schemas"]),
    )
    if terms.everything == bool(terms.themes or terms.schemas):
        raise tk.ValidationError(
            {"everything": [tk._("Choose all data, or else themes or schemas")]}
        )
    found = deciders.record_act(
        organization.id,
        acting_user(context),
        number=data_dict["number"],
        holder=data_dict["holder"],
        account=_account(data_dict.get("holder_account")),
        terms=terms,
    )
    return _act(found)


def _account(reference: str | None) -> Any:
    if not reference:
        return None
    found = model.User.get(reference) or model.User.by_email(reference)
    if found is None or found.state != "active":
        raise tk.ValidationError({"holder_account": [tk._("No account has this name or address")]})
    return found


@tk.validate_action_data(schema.show)
def governance_standing_act_end(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """End a standing act now. What it published stays public.

    :param id: id of the act
    :type id: string
    :returns: the act
    """
    tk.check_access("governance_standing_act_end", context, data_dict)
    return _act(deciders.end_act(data_dict["id"], acting_user(context)))


@tk.side_effect_free
@tk.validate_action_data(schema_deciders.organization)
def governance_standing_act_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the standing acts of an organisation, ended ones too, the last recorded first.

    :param organization: id or name of the organisation
    :type organization: string
    :returns: the acts, each with ``in_force``, whether it decides today
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_standing_act_list", context, {"organization": organization.id})
    return [_act(found) for found in rows.acts(organization.id)]


def _act(found: StandingAct) -> dict[str, Any]:
    account = model.User.get(found.holder_account) if found.holder_account else None
    return {
        "id": found.id,
        "organization": found.organization_id,
        "number": found.number,
        "adopted": found.adopted.isoformat(),
        "ends": found.ends.isoformat() if found.ends else None,
        "ended_at": found.ended_at.isoformat() if found.ended_at else None,
        "holder": found.holder,
        "holder_account": account.name if account else None,
        "everything": found.everything,
        "themes": found.themes,
        "schemas": found.schemas,
        "in_force": standing.in_force(rows.terms(found), people.today()),
    }
