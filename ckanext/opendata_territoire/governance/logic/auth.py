"""Who may call the actions of governance.

Each function decides by itself on anonymous callers (a decorator does not protect the API) and on
sysadmins, who neither give opinions nor publish.
"""

from __future__ import annotations

from collections.abc import Callable

import ckan.plugins.toolkit as tk
from ckan import authz, model
from ckan.types import AuthResult, Context, DataDict

from ckanext.opendata_territoire.governance.domain import judgement, workflow
from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.store import people

from .common import caller, refuse
from .dictize import INSIDERS
from .messages import errors

_Auth = Callable[[Context, DataDict], AuthResult]


def _dataset_action(action: Action) -> _Auth:
    def auth(context: Context, data_dict: DataDict) -> AuthResult:
        package = model.Package.get(data_dict.get("id"))
        if package is None:
            return refuse(tk._("Package was not found."))
        actor = people.actor(caller(context), package.id, package.owner_org)
        if refusal := judgement.role_allows(action, actor):
            (message,) = next(iter(errors(action, refusal, workflow.Review()).values()))
            return refuse(message)
        return {"success": True}

    auth.__name__ = f"governance_{action.value}"
    auth.__doc__ = f"Whose roles open `{action.value}`, by the table of the domain."
    return tk.auth_sysadmins_check(auth)


governance_submit = _dataset_action(Action.SUBMIT)
governance_take_back = _dataset_action(Action.TAKE_BACK)
governance_return = _dataset_action(Action.RETURN)
governance_opinion = _dataset_action(Action.OPINION)
governance_publish = _dataset_action(Action.PUBLISH)
governance_refuse = _dataset_action(Action.REFUSE)
governance_withdraw = _dataset_action(Action.WITHDRAW)
governance_revise = _dataset_action(Action.REVISE)
governance_suspend = _dataset_action(Action.SUSPEND)
governance_restore = _dataset_action(Action.RESTORE)
governance_reply = _dataset_action(Action.REPLY)
governance_lift_condition = _dataset_action(Action.LIFT_CONDITION)
governance_ask_lifting = _dataset_action(Action.ASK_LIFTING)
governance_keep_conditions = _dataset_action(Action.KEEP_CONDITIONS)


@tk.auth_allow_anonymous_access
def governance_show(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset; what they get depends on their role."""
    return authz.is_authorized("package_show", context, data_dict)


@tk.auth_allow_anonymous_access
def governance_difference(context: Context, data_dict: DataDict) -> AuthResult:
    """The people of the dataset, its DPO and sysadmins: what was sent is not public."""
    package = model.Package.get(data_dict.get("id"))
    actor = people.actor(caller(context), package.id, package.owner_org) if package else None
    if actor and actor.roles & INSIDERS:
        return {"success": True}
    return refuse(tk._("Only the people of this organization see this"))


def governance_checklist(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever has an account; for one dataset, its people: what is answered is theirs."""
    if authz.auth_is_anon_user(context):
        return refuse(tk._("Sign in to do this"))
    package = model.Package.get(data_dict.get("id")) if data_dict.get("id") else None
    if package is None:
        return {"success": True}
    if people.actor(caller(context), package.id, package.owner_org).roles & INSIDERS:
        return {"success": True}
    return refuse(tk._("Only the people of this dataset see what is answered for it"))


def governance_queue(context: Context, data_dict: DataDict) -> AuthResult:
    """DPOs, each for the organisations that they serve."""
    if people.standing(caller(context)).served:
        return {"success": True}
    return refuse(tk._("Only DPOs have a queue"))


def governance_drafts(context: Context, data_dict: DataDict) -> AuthResult:
    """Agents, controllers and DPOs, each for their organisations."""
    who = people.standing(caller(context))
    if who.edited() or who.served:
        return {"success": True}
    return refuse(tk._("You have no organization to prepare data for"))


def governance_journal(context: Context, data_dict: DataDict) -> AuthResult:
    """Agents, controllers and DPOs, each for their organisations; sysadmins.

    The accompanying team sees statuses and figures, not what is done to drafts.
    """
    who = people.standing(caller(context))
    if who.edited() or who.served or who.sysadmin:
        return {"success": True}
    return refuse(tk._("Only the people of an organization and its DPO read its journal"))


def governance_journal_verify(context: Context, data_dict: DataDict) -> AuthResult:
    """DPOs, who answer for what was reviewed, and sysadmins."""
    who = people.standing(caller(context))
    if who.served or who.sysadmin:
        return {"success": True}
    return refuse(tk._("Only DPOs and administrators verify the journal"))


@tk.auth_allow_anonymous_access
def governance_content(context: Context, data_dict: DataDict) -> AuthResult:
    """Whoever may read the dataset."""
    return authz.is_authorized("package_show", context, data_dict)


def governance_statistics(context: Context, data_dict: DataDict) -> AuthResult:
    """The département's accompanying team: figures of all organisations, no dataset."""
    if people.standing(caller(context)).team:
        return {"success": True}
    return refuse(tk._("Only the team that accompanies the organizations sees these figures"))


def _own_mails(context: Context, data_dict: DataDict) -> AuthResult:
    if caller(context):
        return {"success": True}
    return refuse(tk._("Sign in to do this"))


def governance_mail_choice(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody who has an account, for themselves."""
    return _own_mails(context, data_dict)


def governance_mail_choose(context: Context, data_dict: DataDict) -> AuthResult:
    """Everybody who has an account, for themselves."""
    return _own_mails(context, data_dict)
