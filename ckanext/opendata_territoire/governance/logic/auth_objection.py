"""Who files a request from outside (anybody), and who sees, advises on and answers it.

The organisation's controllers and its DPO, nobody else: neither its agents nor the administrators
of the portal. Whoever asks about a request that is none is told the same as about one of others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import objection as rules
from ckanext.opendata_territoire.governance.store import objections, people

from .common import caller, objection_places

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import AuthResult, Context, DataDict

    from ckanext.opendata_territoire.governance.domain.workflow import Role


def _answer(message: str, *, allowed: bool) -> AuthResult:
    return {"success": True} if allowed else {"success": False, "msg": message}


def _on(
    context: Context, data_dict: DataDict, may: Callable[[frozenset[Role]], bool], message: str
) -> AuthResult:
    row = objections.get(str(data_dict.get("id") or ""))
    who = people.standing(caller(context))
    return _answer(message, allowed=row is not None and may(who.roles(row.organization_id)))


@tk.auth_allow_anonymous_access
def governance_objection_create(context: Context, data_dict: DataDict) -> AuthResult:
    """Anybody, about what is public: the action itself looks at the dataset."""
    return {"success": True}


@tk.auth_sysadmins_check
def governance_objection_list(context: Context, data_dict: DataDict) -> AuthResult:
    """Controllers and DPOs, each for their organisations."""
    return _answer(
        tk._("Only the controllers of an organization and its DPO see the requests made to it"),
        allowed=bool(objection_places(caller(context))),
    )


@tk.auth_sysadmins_check
def governance_objection_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Controllers of the organisation and its DPO."""
    message = tk._("This request is not there, or you may not see it.")
    return _on(context, data_dict, rules.sees, message)


@tk.auth_sysadmins_check
def governance_objection_advise(context: Context, data_dict: DataDict) -> AuthResult:
    """The DPO of the organisation."""
    message = tk._("Only the DPO of the organization advises on a request")
    return _on(context, data_dict, rules.advises, message)


@tk.auth_sysadmins_check
def governance_objection_answer(context: Context, data_dict: DataDict) -> AuthResult:
    """A controller of the organisation, who is not its DPO."""
    message = tk._("Only a controller of the organization answers a request")
    return _on(context, data_dict, rules.answers, message)
