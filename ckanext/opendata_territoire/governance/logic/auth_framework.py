"""Who gives, sees and revokes framework opinions: DPOs; the organisations concerned see theirs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import Role
from ckanext.opendata_territoire.governance.store import frameworks, people

from .common import caller

if TYPE_CHECKING:
    from ckan.types import AuthResult, Context, DataDict


def _answer(allowed: object, message: str) -> AuthResult:
    return {"success": True} if allowed else {"success": False, "msg": message}


@tk.auth_sysadmins_check
def governance_framework_create(context: Context, data_dict: DataDict) -> AuthResult:
    """A DPO, for the organisations served; no sysadmin, who gives no opinion."""
    who = people.standing(caller(context))
    return _answer(
        who.served and not who.sysadmin,
        tk._("Only the DPO of an organization gives opinions on it"),
    )


@tk.auth_sysadmins_check
def governance_framework_list(context: Context, data_dict: DataDict) -> AuthResult:
    """DPOs, agents and controllers, each for their organisations."""
    who = people.standing(caller(context))
    return _answer(who.served or who.edited(), _only())


@tk.auth_sysadmins_check
def governance_framework_show(context: Context, data_dict: DataDict) -> AuthResult:
    """DPOs, agents and controllers of one of its organisations."""
    found = frameworks.get(str(data_dict.get("id") or ""))
    who = people.standing(caller(context))
    concerned = found and {*found.organizations} & {*who.served, *who.edited()}
    return _answer(concerned, _only())


@tk.auth_sysadmins_check
def governance_framework_revoke(context: Context, data_dict: DataDict) -> AuthResult:
    """Who signed it, while DPO of one of its organisations; or the DPO of them all today."""
    found = frameworks.get(str(data_dict.get("id") or ""))
    who = people.standing(caller(context))
    served = {*found.organizations} & who.served if found else set()
    signed = found is not None and found.author == who.user and served
    whole = found is not None and served == {*found.organizations}
    message = tk._("Only its DPO, or another DPO of all its organizations, revokes it")
    return _answer((signed or whole) and not who.sysadmin, message)


@tk.auth_sysadmins_check
def governance_framework_coverage(context: Context, data_dict: DataDict) -> AuthResult:
    """Agents, controllers and DPO of the dataset's organisation."""
    package = model.Package.get(data_dict.get("id"))
    roles = people.standing(caller(context)).roles(package.owner_org) if package else frozenset()
    return _answer(roles & {Role.AGENT, Role.CONTROLLER, Role.DPO}, _only())


def _only() -> str:
    return tk._("Only the organizations concerned and their DPO see framework opinions")
