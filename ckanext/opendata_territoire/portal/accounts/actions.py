"""Inviting people into an organisation."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import schema

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.accounts import ROLES, account_name, masked
from ckanext.opendata_territoire.portal.territory.validators import may_administer

from .invitations import ask, waits
from .mails import send_invitation

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict

INVITED_BY = "opendata_territoire_invited_by"
"""Among the private extras of an account: ids of the organisations that gave its address."""
TOLD = ("dpo", "officer")
"""Of whom other slices write."""
UNSENT = "opendata_territoire_unsent"
"""Among the private extras of an account: whether the mail of its last invitation did not leave."""


def _add_schema() -> dict[str, Any]:
    required = [tk.get_validator("not_empty"), tk.get_validator("unicode_safe")]
    one_of: Any = tk.get_validator("one_of")
    return {
        "id": required,
        "email": [*required, tk.get_validator("strip_value"), tk.get_validator("email_validator")],
        "role": [*required, one_of(list(ROLES))],
    }


@tk.side_effect_free
def organization_account_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the accounts of an organisation, for its admins.

    :param id: id or name of the organisation
    :type id: string

    :returns: dictionaries with ``id``, ``name``, ``display_name``, ``email``, ``role`` (CKAN's:
        ``admin``, ``editor``, ``member``), ``pending`` (true until the person has accepted: until
        then ``name`` is the id and ``display_name`` the address, but for system administrators),
        ``unsent`` (pending, and the mail of the invitation did not leave) and ``invited`` (whether
        the organisation gave the address itself: otherwise ``email`` shows only its first letter
        and its domain)
    :rtype: list of dictionaries
    """
    organization = _organization(data_dict)
    tk.check_access("organization_account_list", context, {"id": organization.id})
    everything = may_administer(context)
    return [
        _account(user, role, organization.id, everything=everything)
        for user, role in store.accounts(organization.id)
    ]


@tk.validate_action_data(_add_schema)
def organization_account_add(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give somebody a role in an organisation and tell them by mail, inviting whoever is new.

    Doing it again sends the mail again to whoever has not answered, and nothing to others. When the
    mail cannot leave, the account is there nevertheless. The role of whoever has one changes by
    ``organization_member_create``. Only system administrators are told whether the address had an
    account already.

    :param id: id or name of the organisation
    :type id: string
    :param email: address of the person
    :type email: string
    :param role: ``agent`` (prepares datasets) or ``controller`` (decides, manages accounts)
    :type role: string

    :returns: ``email``, ``role``, ``outcome`` (``invited``, ``invited_again``, or ``unchanged`` for
        whoever has the role already) and ``mailed`` (whether a mail left); for system
        administrators also ``user`` (``id``, ``name``), ``created`` (whether the account is new)
        and ``pending``
    :rtype: dictionary
    """
    organization = _organization(data_dict)
    tk.check_access("organization_account_add", context, {"id": organization.id})
    role = ROLES[data_dict["role"]]
    email = data_dict["email"]
    store.lock_email(email)
    user = store.user_by_email(email)
    created = user is None
    held = store.role_of(user.id, organization.id) if user else None
    title = organization.title or organization.name
    if held not in (None, role):
        raise tk.ValidationError({"email": [_has_another_role(held)]})
    try:
        if user is None:
            user = _create(context, email)
        _note_invitation(user, organization.id)
        if held is None:
            ask(user, organization.id)
            tk.get_action("organization_member_create")(
                tk.fresh_context(context),
                {"id": organization.id, "username": user.name, "role": role},
            )
        model.Session.commit()
    except Exception:
        model.Session.rollback()
        raise
    details = {
        "user": {"id": user.id, "name": user.name},
        "created": created,
        "pending": user.state == model.State.PENDING,
    }
    unanswered = held is None or waits(user, organization.id)
    told = (
        _tell(user, held, title, data_dict["role"])
        if unanswered
        else {"outcome": "unchanged", "mailed": False}
    )
    answer = {"email": email, "role": data_dict["role"], **told}
    return answer | details if may_administer(context) else answer


def _tell(user: model.User, held: str | None, title: str, role: str) -> dict[str, Any]:
    """Write to whoever has been given a role or has not answered yet; say what was done."""
    account = user.id
    page = tk.url_for("accounts_invitations.index", qualified=True)
    mailed = send_invitation(user, title, role, page)
    told = model.User.get(account)
    if told:
        told.plugin_extras = {**(told.plugin_extras or {}), UNSENT: not mailed}
        model.Session.commit()
    return {"outcome": "invited_again" if held else "invited", "mailed": mailed}


def _has_another_role(role: str | None) -> str:
    held = {
        "admin": tk._("This person is in charge of the organization already."),
        "editor": tk._("This person is an agent of the organization already."),
    }.get(role or "", tk._("This person is a reader of the organization already."))
    return " ".join([held, tk._("To change it, use the buttons of their line in the list.")])


def _open_schema() -> dict[str, Any]:
    return {"email": _add_schema()["email"]}


@tk.validate_action_data(_open_schema)
def account_open(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Find the account of an address, or open one that waits for its password, without a role.

    For other actions, which decide who may, and never tell their caller which of both it was.

    :param email: address of the person
    :type email: string

    :returns: ``id`` of the account
    :rtype: dictionary
    """
    tk.check_access("account_open", context, data_dict)
    store.lock_email(data_dict["email"])
    user = store.user_by_email(data_dict["email"]) or _create(context, data_dict["email"])
    if not context.get("defer_commit"):
        model.Session.commit()
    return {"id": user.id}


def _tell_schema() -> dict[str, Any]:
    required = [tk.get_validator("not_empty"), tk.get_validator("unicode_safe")]
    one_of: Any = tk.get_validator("one_of")
    return {
        "id": required,
        "role": [*required, one_of(list(TOLD))],
        "title": required,
        "page": required,
    }


@tk.validate_action_data(_tell_schema)
def account_tell(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Write to a person that somebody relies on them, with the link that chooses a password.

    :param id: id of the account
    :type id: string
    :param role: ``dpo`` of an organisation, or ``officer`` of a service of DPO
    :type role: string
    :param title: title of this organisation or service
    :type title: string
    :param page: address where the person acts once signed in
    :type page: string

    :returns: ``mailed``, whether the mail left
    :rtype: dictionary
    """
    tk.check_access("account_tell", context, data_dict)
    user = model.User.get(data_dict["id"])
    if user is None:
        raise tk.ObjectNotFound(tk._("User not found"))
    mailed = send_invitation(user, data_dict["title"], data_dict["role"], data_dict["page"])
    return {"mailed": mailed}


@tk.chained_action
def user_invite(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse: CKAN opens a second account at an address that has one; there is one way to invite.

    Invite with ``organization_account_add``.
    """
    tk.check_access("user_invite", context, data_dict)
    raise tk.ValidationError(
        {"email": [tk._("Invite people with organization_account_add, or on the page of accounts")]}
    )


def _account(user: model.User, role: str, organization: str, *, everything: bool) -> dict[str, Any]:
    invited = organization in _inviters(user)
    email = user.email or ""
    shown = email if invited or everything else masked(email)
    pending = waits(user, organization)
    told = everything or not pending
    return {
        "id": user.id,
        "name": user.name if told else user.id,
        "display_name": (user.fullname if told else "") or shown or user.name,
        "email": shown,
        "role": role,
        "pending": pending,
        "unsent": pending and bool((user.plugin_extras or {}).get(UNSENT)),
        "invited": invited,
    }


def _inviters(user: model.User) -> list[str]:
    return (user.plugin_extras or {}).get(INVITED_BY, [])


def _note_invitation(user: model.User, organization: str) -> None:
    inviters = _inviters(user)
    if organization not in inviters:
        extras = user.plugin_extras or {}
        user.plugin_extras = {**extras, INVITED_BY: [*inviters, organization]}


def _create(context: Context, email: str) -> model.User:
    """Create an account that waits for its password, in the transaction of the membership."""
    created = tk.get_action("user_create")(
        {
            "user": context.get("user", ""),
            "ignore_auth": True,
            "defer_commit": True,
            "schema": schema.create_user_for_user_invite_schema(),
        },
        {
            "name": account_name(email, secrets.token_hex(3)),
            "email": email,
            "state": model.State.PENDING,
        },
    )
    user = model.User.get(created["id"])
    if user is None:
        raise tk.ObjectNotFound(tk._("User not found"))
    return user


def _organization(data_dict: DataDict) -> model.Group:
    group = model.Group.get(tk.get_or_bust(data_dict, "id"))
    if group is None or not group.is_organization or group.state != model.State.ACTIVE:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    return group
