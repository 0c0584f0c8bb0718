"""The page of an organisation's accounts, in place of CKAN's pages of members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

from ckanext.opendata_territoire.background import later
from ckanext.opendata_territoire.portal.domain.accounts import ROLES

from .mails import forgotten_password

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

accounts = Blueprint("accounts", __name__, url_prefix="/organization/<id>/accounts")

LONGEST = 254
"""Characters of an address (RFC 5321)."""

# CKAN's pages for the same purpose lead to ours.
REPLACED = ("organization.manage_members", "organization.member_new", "organization.member_delete")


@accounts.before_app_request
def replace_pages_of_members() -> Response | None:
    """Lead from CKAN's pages of members to the accounts."""
    if tk.request.endpoint in REPLACED and tk.request.method == "GET":
        return tk.redirect_to("accounts.index", id=(tk.request.view_args or {})["id"])
    return None


@accounts.before_app_request
def forget_who_has_an_account() -> Response | None:
    """Answer about forgotten passwords the same, after the same work, for any account or none.

    CKAN looks for the account and writes the mail before it answers, and says which names exist.
    """
    if tk.request.endpoint == "user.request_reset" and tk.request.method == "POST":
        return _forgotten_password()
    if tk.request.endpoint == "user.perform_reset":
        user = model.User.get((tk.request.view_args or {})["id"])
        if user is None or not mailer.verify_reset_link(user, tk.request.args.get("key")):
            tk.h.flash_error(tk._("This link has been used or replaced: ask for another."))
            return tk.redirect_to("user.request_reset")
    return None


@accounts.before_app_request
def refuse_an_empty_login() -> str | None:
    """Answer a login without a name or a password as a bad one: CKAN's own breaks on it."""
    if tk.request.endpoint != "user.login" or tk.request.method != "POST":
        return None
    if all(tk.request.form.get(name) for name in ("login", "password")):
        return None
    tk.h.flash_error(tk._("Login failed. Bad username or password."))
    return tk.render("user/login.html", {})


def _forgotten_password() -> Response:
    reference = tk.request.form.get("user", "").strip()
    if not 0 < len(reference) <= LONGEST:
        tk.h.flash_error(tk._("Type your name of account or your e-mail address"))
        return tk.redirect_to("user.request_reset")
    later(forgotten_password, reference)
    tk.h.flash_success(
        tk._("If this account exists, a link to choose another password is on its way by mail.")
    )
    return tk.redirect_to("user.login")


@accounts.app_errorhandler(tk.NotAuthorized)
def refuse(error: Exception) -> tuple[str, int]:
    """Answer 403 where CKAN's view forgot that an action may refuse, as its search of accounts."""
    page = tk.render("error_document_template.html", {"code": 403, "content": str(error)})
    return page, 403


@accounts.get("")
def index(id: str) -> str:
    """List the accounts, with a form to invite."""
    return _page(id, {}, {})


@accounts.post("")
def add(id: str) -> str | Response | tuple[str, int]:
    """Invite somebody, or send the invitation again."""
    typed = {name: tk.request.form.get(name, "").strip() for name in ("email", "role")}
    try:
        done = _call("organization_account_add", {"id": id, **typed})
    except tk.ValidationError as error:
        return _page(id, typed, error.error_dict), 422
    _tell(typed["email"], done)
    return tk.redirect_to("accounts.index", id=id)


@accounts.post("/role")
def change_role(id: str) -> str | Response | tuple[str, int]:
    """Give an account another role."""
    role = ROLES.get(tk.request.form.get("role", ""))
    username = tk.request.form.get("user", "")
    if role is None:
        return _page(id, {}, {"role": [tk._("Choose a role")]}), 422
    return _change("organization_member_create", id, {"username": username, "role": role})


@accounts.post("/remove")
def remove(id: str) -> str | Response | tuple[str, int]:
    """Take an account out of the organisation; the account itself stays."""
    return _change("organization_member_delete", id, {"username": tk.request.form.get("user", "")})


def _change(action: str, id: str, data_dict: dict[str, str]) -> str | Response | tuple[str, int]:
    _call("organization_account_list", {"id": id})
    try:
        _call(action, {"id": id, **data_dict})
    except tk.ValidationError as error:
        return _page(id, {}, {"user": list(error.error_summary.values())}), 422
    tk.h.flash_success(tk._("Saved"))
    return tk.redirect_to("accounts.index", id=id)


def _page(id: str, typed: dict[str, str], errors: Any) -> str:
    people = _call("organization_account_list", {"id": id})
    group_dict = tk.get_action("organization_show")({}, {"id": id, "include_datasets": False})
    return tk.render(
        "organization/accounts.html",
        {
            "group_dict": group_dict,
            "group_type": "organization",
            "people": people,
            "data": {"role": "agent", **typed},
            "errors": errors,
        },
    )


def _call(action: str, data_dict: dict[str, str]) -> Any:
    try:
        return tk.get_action(action)({}, data_dict)
    except tk.ObjectNotFound:
        return tk.abort(404, tk._("Organization not found"))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))


def _tell(email: str, done: dict[str, Any]) -> None:
    """Say what happened: a mail that has not left is no success."""
    if done["outcome"] == "unchanged":
        tk.h.flash_notice(
            tk._("{email} has this role already: nothing changes.").format(email=email)
        )
    elif not done["mailed"]:
        tk.h.flash_error(
            tk._(
                "The role is given to {email}, but no mail could leave to say so. "
                "Send the invitation again later."
            ).format(email=email)
        )
    elif done["outcome"] == "invited_again":
        tk.h.flash_success(tk._("Invitation sent again to {email}").format(email=email))
    else:
        tk.h.flash_success(tk._("Invitation sent to {email}").format(email=email))
