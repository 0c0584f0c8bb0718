"""Who may designate a DPO, confirm, end and accept a designation, and keep services of DPO."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain import designation as rules
from ckanext.opendata_territoire.governance.domain import judgement
from ckanext.opendata_territoire.governance.domain.designation import Tie
from ckanext.opendata_territoire.governance.domain.workflow import Role
from ckanext.opendata_territoire.governance.store import designations, people

from .common import caller, refuse

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict

__all__ = [
    "governance_dpo_accept",
    "governance_dpo_ask",
    "governance_dpo_assign",
    "governance_dpo_confirm",
    "governance_dpo_link_confirm",
    "governance_dpo_link_show",
    "governance_dpo_list",
    "governance_dpo_revoke",
    "governance_dpo_service_create",
    "governance_dpo_service_list",
    "governance_dpo_service_officer_add",
    "governance_dpo_service_officer_remove",
    "governance_dpo_service_show",
    "governance_dpo_service_update",
]


def _organization_roles(context: Context, data_dict: DataDict) -> frozenset[Role]:
    organization = model.Group.get(data_dict.get("organization"))
    return people.standing(caller(context)).roles(organization.id if organization else None)


def governance_dpo_list(context: Context, data_dict: DataDict) -> AuthResult:
    """The people of the organisation, whom it designates, and the accompanying team."""
    user, organization = caller(context), model.Group.get(data_dict.get("organization"))
    designated = (
        user is not None
        and organization is not None
        and people.standing(user).user
        and designations.open_one(organization.id, user_id=user.id)
    )
    if designated or _organization_roles(context, data_dict):
        return {"success": True}
    return refuse(tk._("Only the people of this organization see this"))


def governance_dpo_assign(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller; the team and sysadmins prepare a designation, still to be confirmed."""
    if _organization_roles(context, data_dict) & {Role.CONTROLLER, Role.TEAM}:
        return {"success": True}
    return refuse(tk._("Only the organization designates its DPO"))


@tk.auth_sysadmins_check
def governance_dpo_ask(context: Context, data_dict: DataDict) -> AuthResult:
    """The agents of the organisation, who cannot send anything without a DPO."""
    if Role.AGENT in _organization_roles(context, data_dict):
        return {"success": True}
    return refuse(tk._("Only the agents of the organization ask for its DPO"))


def _designation_roles(context: Context, data_dict: DataDict) -> tuple[frozenset[Role], bool]:
    found = designations.get(data_dict.get("id") or "")
    if found is None:
        return frozenset(), False
    roles = people.standing(caller(context)).roles(found.organization_id)
    return roles, found.confirmed_at is not None


@tk.auth_sysadmins_check
def governance_dpo_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller of the organisation, nobody else."""
    if judgement.speaks_for_organization(_designation_roles(context, data_dict)[0]):
        return {"success": True}
    return refuse(tk._("Only the organization confirms its DPO"))


@tk.auth_sysadmins_check
def governance_dpo_revoke(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller; before confirmation, also the team and sysadmins who prepared it."""
    roles, confirmed = _designation_roles(context, data_dict)
    prepared_it = not confirmed and roles & {Role.TEAM, Role.SYSADMIN}
    if judgement.speaks_for_organization(roles) or prepared_it:
        return {"success": True}
    return refuse(tk._("Only the organization ends the designation of its DPO"))


@tk.auth_sysadmins_check
def governance_dpo_accept(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever is designated, or in a service: it is their name that is shown from then on."""
    id, user = data_dict.get("id") or "", caller(context)
    place = designations.get(id) or designations.officer(id)
    if place is not None and user is not None and place.user_id == people.standing(user).user:
        return {"success": True}
    return refuse(tk._("Only the person concerned accepts"))


def _ties(user: Any, service: str | None) -> frozenset[Tie]:
    who = people.standing(user)
    found = {Tie.TEAM: who.team, Tie.SYSADMIN: who.sysadmin}
    found[Tie.WORKS] = bool(who.edited() or who.served)
    if service and who.user:
        kept = designations.service(service)
        place = designations.places_of(who.user).get(kept.id) if kept else None
        found |= {Tie.OFFICER: place is not None, Tie.LEAD: bool(place)}
    return frozenset(tie for tie, held in found.items() if held)


def _service(action: str, context: Context, data_dict: DataDict) -> AuthResult:
    service = data_dict.get("service")
    if officer := designations.officer(data_dict.get("id") or ""):
        service = officer.service_id
    if rules.may(action, _ties(caller(context), service)):
        return {"success": True}
    return refuse(tk._("Only those who keep this service of DPO do this"))


@tk.auth_sysadmins_check
def governance_dpo_service_create(context: Context, data_dict: DataDict) -> AuthResult:
    """The accompanying team and sysadmins."""
    return _service("create", context, data_dict)


@tk.auth_sysadmins_check
def governance_dpo_service_update(context: Context, data_dict: DataDict) -> AuthResult:
    """They, and the leads of the service."""
    return _service("update", context, data_dict)


@tk.auth_sysadmins_check
def governance_dpo_service_officer_add(context: Context, data_dict: DataDict) -> AuthResult:
    """They, and the leads of the service."""
    return _service("officer_add", context, data_dict)


@tk.auth_sysadmins_check
def governance_dpo_service_officer_remove(context: Context, data_dict: DataDict) -> AuthResult:
    """They, and the leads of the service."""
    return _service("officer_remove", context, data_dict)


@tk.auth_sysadmins_check
def governance_dpo_service_show(context: Context, data_dict: DataDict) -> AuthResult:
    """They, its officers, and the people of the organisations that designate it."""
    service = designations.service(data_dict.get("service"))
    places = people.standing(caller(context)).capacities
    served = designations.designating(service.id) if service and places else []
    insiders = {organization.id for _found, organization in served} & {
        place for place, role in places.items() if role in (Role.AGENT, Role.CONTROLLER)
    }
    return {"success": True} if insiders else _service("show", context, data_dict)


@tk.auth_sysadmins_check
def governance_dpo_service_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever works for an organisation, and whoever keeps the list."""
    return _service("list", context, data_dict)


@tk.auth_allow_anonymous_access
def governance_dpo_link_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link: its token is the right."""
    return {"success": True}


@tk.auth_allow_anonymous_access
def governance_dpo_link_confirm(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has the link: its token is the right."""
    return {"success": True}
