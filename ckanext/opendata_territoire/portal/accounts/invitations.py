"""Invitations: what is known of somebody before they answer, and how they answer.

Whoever gives an address learns nothing from the portal that they did not write themselves, until
the person accepts: neither whether the address had an account, nor its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal import store

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

AWAITED = "opendata_territoire_awaited"
"""Among the private extras of an account: ids of the organisations that invited it, unanswered."""


def waits(user: model.User, organization: str) -> bool:
    """Say whether a person has still to answer the invitation of an organisation."""
    return user.state == model.State.PENDING or organization in awaited(user)


def awaited(user: Any) -> list[str]:
    """Return the ids of the organisations that a person has not answered."""
    return (getattr(user, "plugin_extras", None) or {}).get(AWAITED, [])


def ask(user: model.User, organization: str) -> None:
    """Note that a person who has an account already is invited, in the caller's transaction.

    Whoever has none yet answers by choosing a password.
    """
    if user.state == model.State.ACTIVE and organization not in awaited(user):
        _keep(user, [*awaited(user), organization])


def close(user: model.User, organization: str) -> None:
    """Note that there is no longer anything to answer, in the caller's transaction."""
    _keep(user, [other for other in awaited(user) if other != organization])


def _keep(user: model.User, organizations: list[str]) -> None:
    user.plugin_extras = {**(user.plugin_extras or {}), AWAITED: organizations}


def without_names(users: list[dict[str, Any]], organization: str) -> None:
    """Take away what tells of a person who has not answered an organisation yet."""
    for account in store.users(user["id"] for user in users):
        if waits(account, organization):
            _hide(next(user for user in users if user["id"] == account.id))


def without_name(shown: dict[str, Any], reader: str) -> None:
    """Take it away from an account that has accepted no organisation of the reader."""
    account, who = model.User.get(shown["id"]), model.User.get(reader)
    if account is None or who is None or account.id == who.id:
        return
    if account.state != model.State.PENDING and not awaited(account):
        return
    shared = {group.id for group in account.get_groups("organization")} & {
        group.id for group in who.get_groups("organization")
    }
    if all(waits(account, organization) for organization in shared):
        _hide(shown)


def _hide(shown: dict[str, Any]) -> None:
    kept = {key: shown[key] for key in ("id", "capacity") if key in shown}
    shown.clear()
    shown |= {**kept, "name": kept["id"], "display_name": tk._("Invited, has not answered yet")}


@tk.side_effect_free
def account_invitation_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the invitations that the caller has not answered.

    :returns: dictionaries with ``organization`` (``id``, ``name``, ``title``) and ``role``
        (CKAN's: ``admin``, ``editor``)
    :rtype: list of dictionaries
    """
    tk.check_access("account_invitation_list", context, data_dict)
    user = _caller(context)
    found = []
    for id in awaited(user):
        organization, role = model.Group.get(id), store.role_of(user.id, id)
        if organization and role and organization.state == model.State.ACTIVE:
            place = {key: getattr(organization, key) for key in ("id", "name", "title")}
            found.append({"organization": place, "role": role})
    return found


def account_invitation_answer(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Accept an invitation, and show one's name from now on; or refuse it, and lose the role.

    :param id: id or name of the organisation
    :type id: string
    :param accept: false to refuse
    :type accept: bool

    :returns: ``accepted``
    :rtype: dictionary
    """
    tk.check_access("account_invitation_answer", context, data_dict)
    user = _caller(context)
    organization = model.Group.get(str(tk.get_or_bust(data_dict, "id")))
    if organization is None or organization.id not in awaited(user):
        raise tk.ObjectNotFound(tk._("This invitation is answered already, or does not exist"))
    accepted = {"true": True, "false": False}.get(str(data_dict.get("accept")).lower())
    if accepted is None:
        raise tk.ValidationError({"accept": [tk._("Accept or refuse: true or false")]})
    close(user, organization.id)
    if accepted:
        model.Session.commit()
    else:
        # CKAN lets only those in charge take somebody out: the portal does it for them.
        portal = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        leaving = {"id": organization.id, "username": user.id}
        tk.get_action("organization_member_delete")({"user": portal}, leaving)
    return {"accepted": accepted}


def _caller(context: Context) -> model.User:
    user = model.User.get(context.get("user"))
    if user is None:
        raise tk.NotAuthorized(tk._("Log in to see this page"))
    return user
