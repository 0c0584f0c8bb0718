"""Pages of the requests from outside: the form, open to all; the list and each request, to few."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint
from flask_wtf.csrf import CSRFError

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.opendata_territoire.governance.domain.objection import Status
from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

objection = Blueprint("governance_objection", __name__)

INVALID = 422
STALE = 400  # status of a form whose token no longer holds
ROWS = 20
FIELDS = ("subject", "resource", "place", "text", "name", "email", "website")
ACTS: Mapping[str, tuple[str, ...]] = {"advise": ("text",), "answer": ("answer", "text")}
"""Fields of each form of the page of a request, by the action that it calls."""
STATUSES = (Status.OPEN.value, Status.LATE.value, Status.ANSWERED.value)
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
}


@objection.after_request
def keep_to_its_reader(response: Response) -> Response:
    """Let no cache, no other site and no robot know of these pages."""
    tk.request.environ["__no_cache__"] = True  # CKAN, which comes last, would write `public`.
    response.headers.update(HEADERS)
    return response


def form(id: str) -> Any:
    """What anybody fills in to ask that data be taken down, or to object."""
    typed = {name: tk.request.args.get(name, "") for name in ("resource",)}
    return _form(id, {}, typed)


def send(id: str) -> Any:
    """File the request; on error show again all that was typed."""
    typed = _typed(FIELDS)
    try:
        done = tk.get_action("governance_objection_create")({}, {**typed, "id": id})
    except tk.ValidationError as error:
        return _form(id, error.error_dict, typed), INVALID
    except (tk.ObjectNotFound, tk.NotAuthorized):
        _not_there()
        raise
    variables = {"pkg": _public(id), "done": done, "email": typed["email"]}
    return tk.render("governance/objection_sent.html", variables)


def _typed(fields: tuple[str, ...]) -> dict[str, str]:
    return {name: tk.request.form.get(name, "").strip() for name in fields}


def _form(id: str, errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    variables = {"pkg": _public(id), "errors": errors, "data": typed}
    return tk.render("governance/objection_form.html", variables)


def _public(id: str) -> dict[str, Any]:
    """Return a public dataset; for whoever it is, no other has this page."""
    try:
        dataset = tk.get_action("package_show")({}, {"id": id})
        state = tk.get_action("governance_show")({}, {"id": id})["state"]
    except (tk.ObjectNotFound, tk.NotAuthorized):
        _not_there()
        raise
    if state != "published":
        _not_there()
    return dataset


def _not_there() -> None:
    tk.abort(404, tk._("This dataset is not there, or you may not see it."))


@objection.errorhandler(CSRFError)
def unsent(error: CSRFError) -> Any:
    """Show again what was written when the token of the form no longer holds: nothing is sent."""
    given = tk.request.view_args or {}
    message = tk._("Nothing is sent yet: this page had stayed open too long. Read it and send it.")
    if tk.request.endpoint == "governance_objection.act":
        typed = {**_typed(ACTS[given["action"]]), "action": given["action"]}
        return _request(given["reference"], {"form": [message]}, typed), STALE
    return _form(given["id"], {"form": [message]}, _typed(FIELDS)), STALE


def index() -> Any:
    """The requests made to the organisations of the reader."""
    signed_in()
    given = tk.request.args
    asked = {name: given.get(name, "").strip() for name in ("q", "organization")}
    status = given.get("status", STATUSES[0])
    asked["status"] = status if status in STATUSES else STATUSES[0]
    number = tk.h.get_page_number(given)
    cut = {"limit": ROWS, "offset": (number - 1) * ROWS}
    try:
        found = tk.get_action("governance_objection_list")({}, {**asked, **cut})
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
        raise
    page = Page(found["results"], number, ROWS, found["count"], presliced_list=True)
    return tk.render("governance/objections.html", {"found": found, "page": page, "asked": asked})


def read(reference: str) -> Any:
    """One request, with what may be done about it."""
    signed_in()
    return _request(reference, {}, {})


def act(reference: str, action: str) -> Any:
    """Advise or answer; on error show again all that was typed."""
    typed = _typed(ACTS[action])
    if not tk.current_user.is_authenticated:
        return _signed_out(reference, typed)
    try:
        tk.get_action(f"governance_objection_{action}")({}, {**typed, "id": reference})
    except tk.ValidationError as error:
        return _request(reference, error.error_dict, {**typed, "action": action}), INVALID
    except tk.NotAuthorized as error:
        page = _request(reference, {"form": [str(error)]}, {**typed, "action": action})
        return page, 403
    done = {
        "advise": tk._("Your advice is recorded. The controllers are told."),
        "answer": tk._("The answer is recorded, and on its way to the person who asked."),
    }
    tk.h.flash_success(done[action])
    return tk.redirect_to("governance_objection.read", reference=reference)


def _request(reference: str, errors: Mapping[str, Any], typed: Mapping[str, Any]) -> str:
    try:
        found = tk.get_action("governance_objection_show")({}, {"id": reference})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("This request is not there, or you may not see it."))
        raise
    variables = {"objection": found, "errors": errors, "data": typed}
    return tk.render("governance/objection.html", variables)


def _signed_out(reference: str, typed: Mapping[str, str]) -> Any:
    """Keep what was written in the page itself; what wrote nothing leads to the login."""
    written = [(name, value) for name, value in typed.items() if value]
    if not written:
        signed_in(tk.url_for("governance_objection.read", reference=reference))
    variables = {"typed": written, "pkg_dict": None}
    return tk.render("governance/signed_out.html", variables), INVALID


_ACTS = ", ".join(ACTS)
objection.add_url_rule("/dataset/<id>/objection", view_func=form)
objection.add_url_rule("/dataset/<id>/objection", view_func=send, methods=["POST"])
objection.add_url_rule("/governance/objections", view_func=index)
objection.add_url_rule("/governance/objections/<reference>", view_func=read)
objection.add_url_rule(
    f"/governance/objections/<reference>/<any({_ACTS}):action>", view_func=act, methods=["POST"]
)
