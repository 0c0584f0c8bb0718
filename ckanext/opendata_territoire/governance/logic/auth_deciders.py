"""Who may send a mayor a link, and record who decides for an organisation without signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain import judgement
from ckanext.opendata_territoire.governance.domain.workflow import Role
from ckanext.opendata_territoire.governance.store import deciders, links, people

from .common import caller, refuse

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

_INSIDERS = frozenset({Role.AGENT, Role.CONTROLLER, Role.DPO, Role.SYSADMIN})


def _organization_roles(context: Context, data_dict: DataDict) -> frozenset[Role]:
    organization = model.Group.get(data_dict.get("organization"))
    return people.standing(caller(context)).roles(organization.id if organization else None)


@tk.auth_sysadmins_check
def governance_decision_link_create(context: Context, data_dict: DataDict) -> AuthResult:
    """An agent or a controller of the organisation; no administrator, who does not decide."""
    package = model.Package.get(data_dict.get("id"))
    who = people.standing(caller(context))
    if package and not who.sysadmin and package.owner_org in who.edited():
        return {"success": True}
    return refuse(tk._("Only the people of the organization ask its mayor to decide"))


def governance_decision_link_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Agents and controllers of the organisation, its DPO and sysadmins."""
    package = model.Package.get(data_dict.get("id"))
    roles = people.standing(caller(context)).roles(package.owner_org) if package else frozenset()
    if roles & _INSIDERS:
        return {"success": True}
    return refuse(tk._("Only the people of this organization see this"))


@tk.auth_sysadmins_check
def governance_decision_link_revoke(context: Context, data_dict: DataDict) -> AuthResult:
    """An agent or a controller of the organisation; sysadmins, in an emergency."""
    found = links.get(data_dict.get("id") or "")
    who = people.standing(caller(context))
    if who.sysadmin or (found and found.organization_id in who.edited()):
        return {"success": True}
    return refuse(tk._("Only the people of the organization cancel its links"))


@tk.auth_allow_anonymous_access
def governance_decision_link_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the token: it is the right itself."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def governance_decision_link_code(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the token; the code goes to the mailbox that the organisation recorded."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def governance_decision_link_decide(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the token and the code."""
    return {"success": True}


def governance_deciders_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Agents and controllers of the organisation, its DPO and sysadmins."""
    if _organization_roles(context, data_dict) & _INSIDERS:
        return {"success": True}
    return refuse(tk._("Only the people of this organization see this"))


governance_standing_act_list = governance_deciders_show


@tk.auth_sysadmins_check
def governance_mayor_record(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller of the organisation, or a sysadmin who sets it up."""
    roles = _organization_roles(context, data_dict)
    if roles & {Role.CONTROLLER, Role.SYSADMIN}:
        return {"success": True}
    return refuse(tk._("Only a controller of the organization records who decides for it"))


governance_mayor_change = governance_mayor_record


def _controller_alone(context: Context, organization_id: str | None) -> AuthResult:
    roles = people.standing(caller(context)).roles(organization_id)
    if judgement.speaks_for_organization(roles):
        return {"success": True}
    return refuse(tk._("Only a controller of the organization records who decides for it"))


@tk.auth_sysadmins_check
def governance_separation_choose(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller of the organisation, nobody else."""
    organization = model.Group.get(data_dict.get("organization"))
    return _controller_alone(context, organization.id if organization else None)


governance_standing_act_create = governance_separation_choose


@tk.auth_sysadmins_check
def governance_standing_act_end(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller of the organisation, nobody else."""
    found = deciders.act(data_dict.get("id") or "")
    return _controller_alone(context, found.organization_id if found else None)
