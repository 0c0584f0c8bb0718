"""Pages of the DPOs: those of an organisation, and services that several share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.logic.dictize_dpo import mail_told
from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

Answer = Any

dpo = Blueprint("governance_dpo", __name__, url_prefix="/governance")
INVALID = 422
TERM = ("reference", "starts", "ends")
CHOSEN = ("who", "user", "service", *TERM)


@dpo.before_request
def sign_in() -> None:
    """Lead to the login whoever is not signed in, and back here afterwards."""
    signed_in()


@dpo.get("/dpo/<organization>")
def index(organization: str) -> Answer:
    """The DPOs of an organisation."""
    return _page(organization, {}, {})


@dpo.post("/dpo/<organization>")
def assign(organization: str) -> Answer:
    """Record a designation; on error show again all that was typed."""
    typed = _typed(*CHOSEN)
    data = {key: typed[key] for key in TERM}
    chosen = "service" if typed["who"] == "service" else "user"
    return _change(
        "governance_dpo_assign",
        {**data, chosen: typed[chosen], "organization": organization},
        organization,
        typed,
    )


@dpo.post("/dpo/<organization>/<id>/<any(confirm, revoke, accept):action>")
def act(organization: str, id: str, action: str) -> Answer:
    """Confirm a designation that others prepared, end one, or accept one's own."""
    return _change(f"governance_dpo_{action}", {"id": id}, organization, {})


def _change(
    action: str, data: Mapping[str, Any], organization: str, typed: Mapping[str, Any]
) -> Answer:
    try:
        done = _call(action, data)
    except tk.ValidationError as error:
        return _page(organization, error.error_dict, typed), INVALID
    _say(tk._("The designation is recorded."), done)
    return tk.redirect_to("governance_dpo.index", organization=organization)


def _page(organization: str, errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    found = _call("governance_dpo_list", {"organization": organization})
    place = _call("organization_show", {"id": organization})
    may_assign = tk.h.governance_works("dpo_assign", organization=place["id"])
    variables = {
        "group_dict": place,
        "designations": found,
        "services": _call("governance_dpo_service_list", {}) if may_assign else [],
        "may_assign": may_assign,
        "errors": errors,
        "data": typed,
    }
    return tk.render("governance/dpo.html", variables)


@dpo.post("/dpo/<organization>/ask")
def ask(organization: str) -> Answer:
    """Ask the controllers for a DPO, in one click from a draft."""
    if _call("governance_dpo_ask", {"organization": organization})["asked"]:
        tk.h.flash_success(tk._("Asked by mail, once a day at most: the person in charge is told."))
    else:
        tk.h.flash_error(
            tk._("Nobody is in charge of your organization here: write to the administrators.")
        )
    return tk.redirect_to("governance_dpo.index", organization=organization)


@dpo.get("/dpo-services")
def services() -> Answer:
    """Services of DPO that organisations may designate."""
    return _services({}, {})


@dpo.post("/dpo-services")
def service_create() -> Answer:
    """Create a service."""
    typed = _typed("name", "email")
    try:
        made = _call("governance_dpo_service_create", typed)
    except tk.ValidationError as error:
        return _services(error.error_dict, typed), INVALID
    tk.h.flash_success(tk._("The service is created: add its officers."))
    return tk.redirect_to("governance_dpo.service", id=made["id"])


def _services(errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    found = _call("governance_dpo_service_list", {})
    variables = {"services": found, "errors": errors, "data": typed}
    return tk.render("governance/dpo_services.html", variables)


@dpo.get("/dpo-services/<id>")
def service(id: str) -> Answer:
    """One service: its officers, and the organisations that designate it."""
    return _service(id, {}, {})


@dpo.post("/dpo-services/<id>")
def service_update(id: str) -> Answer:
    """Change the name and the mailbox of a service."""
    typed = _typed("name", "email")
    data = {**typed, "service": id}
    return _keep(id, "governance_dpo_service_update", data, typed)


@dpo.post("/dpo-services/<id>/officers")
def officer_add(id: str) -> Answer:
    """Add an officer."""
    typed = _typed("user", "part", *TERM)
    part = typed["part"]
    data = {key: typed[key] for key in ("user", *TERM)}
    data |= {"service": id, "lead": part == "lead", "stand_in": part == "stand_in"}
    return _keep(id, "governance_dpo_service_officer_add", data, typed)


@dpo.post("/dpo-services/<id>/officers/<officer>/<any(remove, accept):action>")
def officer_act(id: str, officer: str, action: str) -> Answer:
    """Take an officer out, or accept one's own place."""
    name = "dpo_accept" if action == "accept" else "dpo_service_officer_remove"
    return _keep(id, f"governance_{name}", {"id": officer}, {})


def _keep(id: str, action: str, data: Mapping[str, Any], typed: Mapping[str, Any]) -> Answer:
    try:
        done = _call(action, data)
    except tk.ValidationError as error:
        return _service(id, error.error_dict, typed), INVALID
    _say(tk._("The service is up to date."), done)
    return tk.redirect_to("governance_dpo.service", id=id)


def _service(id: str, errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    found = _call("governance_dpo_service_show", {"service": id})
    variables = {"service": found, "errors": errors, "data": typed}
    return tk.render("governance/dpo_service.html", variables)


def _typed(*names: str) -> dict[str, Any]:
    return {name: tk.request.form.get(name, "") for name in names}


def _say(done: str, answer: Mapping[str, Any]) -> None:
    if "mailed" not in answer:
        tk.h.flash_success(done)
    elif answer["mailed"]:
        tk.h.flash_success(f"{done} {mail_told(True)}")
    else:
        tk.h.flash_error(f"{done} {mail_told(False)}")


def _call(action: str, data: Mapping[str, Any]) -> Any:
    try:
        return tk.get_action(action)({}, dict(data))
    except tk.ObjectNotFound as error:
        return tk.abort(404, str(error))
    except tk.NotAuthorized as error:
        return tk.abort(403, str(error))
