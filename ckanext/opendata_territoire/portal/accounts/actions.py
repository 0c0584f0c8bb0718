"""Inviting people into an organisation."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.logic import schema

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.accounts import ROLES, account_name

from .mails import send_invitation

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


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
        ``admin``, ``editor``, ``member``) and ``pending`` (true until the person has chosen a
        password)
    :rtype: list of dictionaries
    """
    organization = _organization(data_dict)
    tk.check_access("organization_account_list", context, {"id": organization.id})
    return [
        {
            "id": user.id,
            "name": user.name,
            "display_name": user.fullname or user.email or user.name,
            "email": user.email,
            "role": role,
            "pending": user.state == model.State.PENDING,
        }
        for user, role in store.accounts(organization.id)
    ]


@tk.validate_action_data(_add_schema)
def organization_account_add(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give somebody a role in an organisation, and invite them by mail if they have no account yet.

    Doing it again sends the invitation again, as long as the person has not answered it. When the
    mail cannot leave, the account is there nevertheless.

    :param id: id or name of the organisation
    :type id: string
    :param email: address of the person
    :type email: string
    :param role: ``agent`` (prepares datasets) or ``controller`` (decides, manages accounts)
    :type role: string

    :returns: ``user`` (``id``, ``name``), ``role``, ``created`` (whether the account is new),
        ``invited`` (whether an invitation was due) and ``mailed`` (whether it left)
    :rtype: dictionary
    """
    organization = _organization(data_dict)
    tk.check_access("organization_account_add", context, {"id": organization.id})
    role = ROLES[data_dict["role"]]
    user = store.user_by_email(data_dict["email"])
    created = user is None
    title = organization.title or organization.name
    try:
        if user is None:
            user = _create(context, data_dict["email"])
        tk.get_action("organization_member_create")(
            tk.fresh_context(context), {"id": organization.id, "username": user.name, "role": role}
        )
    except Exception:
        model.Session.rollback()
        raise
    answer = {
        "user": {"id": user.id, "name": user.name},
        "role": data_dict["role"],
        "created": created,
        "invited": user.state == model.State.PENDING,
        "mailed": False,
    }
    if answer["invited"]:
        answer["mailed"] = send_invitation(user, title, data_dict["role"])
    return answer


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
