"""Who decides for an organisation: its mayor by link, its standing acts, two persons or one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

deciders = Blueprint("governance_deciders", __name__, url_prefix="/governance/deciders")

INVALID = 422
FIELDS = {
    "mayor_record": ("mayor_name", "mayor_email"),
    "mayor_change": (),
    "separation_choose": ("separation",),
    "standing_act_create": ("number", "adopted", "holder", "holder_account", "ends"),
}
"""Texts of each form of the page, by the action that it calls."""


@deciders.before_request
def sign_in() -> None:
    """Send somebody who is not signed in to the login page, and back here afterwards."""
    signed_in(tk.url_for("governance_deciders.page", **_organization()))


def _organization() -> dict[str, str]:
    return {"organization": (tk.request.view_args or {})["organization"]}


def page(organization: str) -> Any:
    """Who decides for an organisation."""
    return _page(organization, {}, {})


def save(organization: str, action: str) -> Any:
    """Save one form of the page; on error show again all that was typed."""
    typed = _typed(action)
    return _do(organization, action, {**typed, "organization": organization}, typed)


def end(organization: str, id: str) -> Any:
    """End a standing act."""
    return _do(organization, "standing_act_end", {"id": id}, {})


def _typed(action: str) -> dict[str, Any]:
    form = tk.request.form
    typed: dict[str, Any] = {name: form.get(name, "").strip() for name in FIELDS[action]}
    if action == "mayor_record":
        typed["sends"] = "sends" in form
    if action == "standing_act_create":
        typed["everything"] = "everything" in form
        typed["themes"] = " ".join(form.getlist("themes"))
        typed["schemas"] = form.get("schemas", "")
    return typed


def _do(organization: str, action: str, data: dict[str, Any], typed: Mapping[str, Any]) -> Any:
    try:
        tk.get_action(f"governance_{action}")({}, data)
    except tk.ValidationError as error:
        return _page(organization, error.error_dict, {**typed, "action": action}), INVALID
    except tk.ObjectNotFound:
        tk.abort(404)
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
    tk.h.flash_success(tk._("Recorded, and written in the journal."))
    return tk.redirect_to("governance_deciders.page", organization=organization)


def _page(organization: str, errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    asked = {"organization": organization}
    try:
        place = tk.get_action("organization_show")({}, {"id": organization})
        found = tk.get_action("governance_deciders_show")({}, dict(asked))
        acts = tk.get_action("governance_standing_act_list")({}, dict(asked))
    except tk.ObjectNotFound:
        tk.abort(404)
        raise
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
        raise
    variables = {
        "group_dict": place,
        "deciders": found,
        "acts": acts,
        "errors": errors,
        "data": typed,
    }
    return tk.render("governance/deciders.html", variables)


ACTIONS = ", ".join(FIELDS)
deciders.add_url_rule("/<organization>", view_func=page)
deciders.add_url_rule(f"/<organization>/<any({ACTIONS}):action>", view_func=save, methods=["POST"])
deciders.add_url_rule("/<organization>/act/<id>/end", view_func=end, methods=["POST"])
