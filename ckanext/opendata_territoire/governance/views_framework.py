"""Pages of framework opinions: the list, a new one, one with what relied on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.opendata_territoire.governance import forms
from ckanext.opendata_territoire.governance.logic import framework_words as words
from ckanext.opendata_territoire.governance.store import contents, people
from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

framework = Blueprint("governance_framework", __name__, url_prefix="/governance/frameworks")

INVALID = 422
ROWS = 50
LISTS = ("organizations", "themes", "checks", "licences")
TEXTS = ("title", "text", "schemas", "columns", "reference", "starts", "ends", "sampling")


@framework.before_request
def sign_in() -> None:
    """Lead to the login whoever is not signed in, and back here afterwards."""
    signed_in()


@framework.get("")
def index() -> Any:
    """The framework opinions on the organisations of the reader."""
    asked = tk.request.args.get("organization", "")
    found = _call("governance_framework_list", {"organization": asked})
    variables = {"frameworks": found, "conditions": words.conditions(), "asked": asked}
    return tk.render("governance/frameworks.html", variables)


@framework.get("/new")
def new() -> Any:
    """The form of a framework opinion."""
    today = people.today().isoformat()
    return _form({}, {"starts": today, "sampling": "10", "checks": ["readable", "nothing_found"]})


@framework.post("/new")
def create() -> Any:
    """Give a framework opinion; on error show again all that was typed."""
    sent = tk.request.form
    typed: dict[str, Any] = forms.typed("framework")
    typed |= {name: sent.get(name, "").strip() for name in TEXTS}
    typed |= {name: sent.getlist(name) for name in LISTS}
    data = {name: typed[name] for name in TEXTS} | {name: " ".join(typed[name]) for name in LISTS}
    if "everywhere" in sent:
        data["organizations"] = " ".join(place.id for place in _served())
    data["answers"] = forms.answers(typed)
    try:
        found = _call("governance_framework_create", data)
    except tk.ValidationError as error:
        return _form(error.error_dict, typed), INVALID
    tk.h.flash_success(tk._("Your framework opinion is given, and written in the journal."))
    return tk.redirect_to("governance_framework.show", id=found["id"])


@framework.get("/<id>")
def show(id: str) -> Any:
    """A framework opinion, and what relied on it."""
    return _page(id, {}, {})


@framework.post("/<id>/revoke")
def revoke(id: str) -> Any:
    """Revoke a framework opinion; on error show again what was typed."""
    typed = {"reason": tk.request.form.get("reason", "")}
    try:
        _call("governance_framework_revoke", {**typed, "id": id})
    except tk.ValidationError as error:
        return _page(id, error.error_dict, typed), INVALID
    tk.h.flash_success(tk._("Revoked: it gives no opinion any more. Those given stand."))
    return tk.redirect_to("governance_framework.show", id=id)


def _page(id: str, errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    number = tk.h.get_page_number(tk.request.args)
    found = _call(
        "governance_framework_show", {"id": id, "limit": ROWS, "offset": (number - 1) * ROWS}
    )
    page = Page(found["relied"], number, ROWS, found["relied_count"], presliced_list=True)
    variables = {
        "framework": found,
        "conditions": words.conditions(),
        "page": page,
        "errors": errors,
        "data": typed,
        "may_revoke": tk.h.governance_works("framework_revoke", id=id),
    }
    return tk.render("governance/framework.html", variables)


def _form(errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    if not tk.h.governance_works("framework_create"):
        tk.abort(403, tk._("Only the DPO of an organization gives opinions on it"))
    asked = tk.get_action("governance_checklist")({}, {})["items"]
    variables = {
        "served": _served(),
        "checks": words.chosen_by_name(),
        "items": [item for item in asked if item["owner"] == "dpo"],
        "errors": errors,
        "data": typed,
    }
    return tk.render("governance/framework_new.html", variables)


def _served() -> list[Any]:
    found = contents.organizations(people.standing(tk.current_user).served)
    return sorted(found.values(), key=lambda place: place.display_name)


def _call(action: str, data: Mapping[str, Any]) -> Any:
    try:
        return tk.get_action(action)({}, dict(data))
    except tk.ObjectNotFound:
        tk.abort(404)
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
