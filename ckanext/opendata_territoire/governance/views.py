"""Pages of governance: the review of a dataset, the queue of a DPO, DPOs, the follow-up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Response
from flask_wtf.csrf import CSRFError

import ckan.plugins.toolkit as tk
from ckan.config.middleware.flask_app import csrf
from ckan.lib.pagination import Page

from ckanext.opendata_territoire.governance import config, forms
from ckanext.opendata_territoire.governance.domain.workflow import Action, State
from ckanext.opendata_territoire.governance.logic.schema import (
    BY_TITLE,
    QUEUE_SORTS,
    QUEUE_STATES,
)
from ckanext.opendata_territoire.sign_in import signed_in

Answer = Any
Errors = Mapping[str, Any]

governance = Blueprint("governance", __name__, url_prefix="/governance")
INVALID = 422
STALE = 400  # status of a form whose token no longer holds
ROWS = 20
BULK_PAGES = ("organization.bulk_process", "group.bulk_process")
STATES = tuple(state.value for state in State)


@governance.before_app_request
def refuse_when_unsafe() -> Answer:
    """Answer nothing but what to change while the configuration is unsafe."""
    if problems := config.problems():
        return Response("\n".join(problems), 503, mimetype="text/plain")
    return None


@governance.before_app_request
def refuse_forged_requests() -> None:
    """Check the form's token of whoever came by cookie, whatever CKAN has exempted.

    A single anonymous request, or one with an API token, makes CKAN exempt that view for all and
    for good. A token in a header needs no such check: no other site can add it.

    Raises:
        CSRFError: answered as 400.
    """
    by_cookie = tk.config["apitoken_header_name"] not in tk.request.headers
    if by_cookie and tk.current_user.is_authenticated and tk.config["WTF_CSRF_ENABLED"]:
        csrf.protect()


@governance.before_app_request
def hide_bulk_pages() -> None:
    """Publication in bulk does not exist here: nor do CKAN's pages for it."""
    if tk.request.endpoint in BULK_PAGES:
        tk.abort(404)


def review(id: str) -> Answer:
    """What is asked of the reader about a dataset, beside what it contains."""
    return _review_page(id, {}, {})


def act(id: str, action: str) -> Answer:
    """Take an action on a dataset; on error show again all that was typed."""
    typed = forms.typed(action)
    if not tk.current_user.is_authenticated:
        return _signed_out(id, typed)
    try:
        review = tk.get_action(f"governance_{action}")({}, {**forms.given(typed), "id": id})
    except tk.ValidationError as error:
        return _review_page(id, error.error_dict, typed), INVALID
    except tk.ObjectNotFound:
        return _gone(typed)
    except tk.NotAuthorized as error:
        if "allowed" not in tk.get_action("governance_show")({}, {"id": id}):
            tk.abort(403, str(error))
        return _review_page(id, {"state": [str(error)]}, typed), 403
    done = _sent(review) if action == Action.SUBMIT.value else _done(Action(action))
    onward = _onward(Action(action), review["id"])
    if onward == tk.url_for("governance.queue"):
        done = f"{done} {tk.h.governance_next(review)}"  # the page of a dataset says it by itself
    tk.h.flash_success(done)
    return tk.redirect_to(onward)


def more(id: str) -> Answer:
    """Show one more row for a remark, with all that was typed: nothing is sent."""
    typed = forms.typed("more")
    if not tk.current_user.is_authenticated:
        return _signed_out(id, typed)
    return _review_page(id, {}, typed)


def _onward(action: Action, dataset_id: str) -> str:
    """Return where somebody goes on after an action."""
    if action in (Action.OPINION, Action.RETURN, Action.KEEP_CONDITIONS):
        return tk.url_for("governance.queue")
    if action in (Action.LIFT_CONDITION, Action.ASK_LIFTING):
        return tk.url_for("governance.review", id=dataset_id)
    page = "dataset.edit" if action is Action.REVISE else "dataset.read"
    return tk.url_for(page, id=dataset_id)


def _signed_out(id: str, typed: Mapping[str, Any]) -> Answer:
    """Keep what was written in the page itself; a button that wrote nothing leads to the login."""
    if not forms.written(typed):
        signed_in(tk.url_for("governance.review", id=id))
    variables = {"typed": forms.kept(typed), "pkg_dict": None}
    return tk.render("governance/signed_out.html", variables), INVALID


def _gone(typed: Mapping[str, Any]) -> Answer:
    """Give back what was written about a dataset that its author may no longer see."""
    message = tk._("This dataset is not there, or you may not see it.")
    if not forms.written(typed):
        tk.abort(404, message)
    variables = {"message": message, "data": typed, "pkg_dict": None}
    return tk.render("governance/gone.html", variables), 404


@governance.errorhandler(CSRFError)
def unsent(error: CSRFError) -> Answer:
    """Show again what was written when the token of the form no longer holds: nothing is sent.

    It was made before somebody logged in again, or the page stayed open for too long.
    """
    if tk.request.endpoint not in ("governance.act", "governance.more"):
        return tk.render("error_document_template.html", {"code": STALE}), STALE
    given = tk.request.view_args or {}
    message = tk._("Nothing is sent yet: this page had stayed open too long. Read it and send it.")
    return _review_page(
        given["id"], {"form": [message]}, forms.typed(given.get("action", "more"))
    ), STALE


def _sent(review: Mapping[str, Any]) -> str:
    """Say what became of a dataset that was just sent: a framework opinion may have followed."""
    opinion = next((each for each in review["opinions"] if each["current"]), None)
    if not opinion or not opinion["framework"]:
        return tk._("Sent to the DPO.")
    number = opinion["framework"]["number"]
    if review["state"] == State.PUBLISHED.value:
        words = tk._("Framework opinion no. {number} covers it: published, everybody can see it.")
    else:
        words = tk._("Framework opinion no. {number} covers it: the opinion is favourable.")
    return words.format(number=number)


def _done(action: Action) -> str:
    return {
        Action.TAKE_BACK: tk._("Taken back: you can edit it again."),
        Action.RETURN: tk._("Returned to the agent with your remarks."),
        Action.OPINION: tk._("Your opinion is recorded."),
        Action.PUBLISH: tk._("Published: everybody can see it."),
        Action.REFUSE: tk._("Sent back to the agent: it is not published."),
        Action.WITHDRAW: tk._("Withdrawn: the public no longer sees it."),
        Action.SUSPEND: tk._("Suspended: the public no longer sees it."),
        Action.LIFT_CONDITION: tk._("The condition is lifted."),
        Action.ASK_LIFTING: tk._("The DPO is asked to lift their conditions."),
        Action.KEEP_CONDITIONS: tk._("The conditions are kept: the organization reads your word."),
        Action.RESTORE: tk._("Restored: everybody can see it again."),
        Action.REPLY: tk._("Your replies are saved. Send the dataset once it is ready."),
        Action.REVISE: tk._("The revision is open. The public sees no change before the decision."),
    }[action]


def _review_page(id: str, errors: Errors, typed: Mapping[str, Any]) -> str:
    try:
        dataset = tk.get_action("package_show")({}, {"id": id})
        state = tk.get_action("governance_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        signed_in()
        tk.abort(404, tk._("This dataset is not there, or you may not see it."))
        raise
    if "allowed" not in state:
        signed_in()
        tk.abort(404, tk._("This dataset is not there, or you may not see it."))
    variables = {"pkg_dict": dataset, "review": state, "errors": errors, "data": typed}
    return tk.render("governance/review.html", variables)


def queue() -> Answer:
    """What waits for the reader as DPO."""
    signed_in()
    asked = _asked("q", "organization", "epci", "theme", state=QUEUE_STATES, sort=QUEUE_SORTS)
    found, page = _listing("governance_queue", "results", asked, facets=True)
    return tk.render("governance/queue.html", {"queue": found, "page": page, "asked": asked})


def organizations() -> Answer:
    """Statuses and counts of all organisations, for the team that accompanies them."""
    signed_in()
    asked = _asked("q", "epci", state=("", *STATES), dpo=("", "no"), sort=(BY_TITLE, *STATES))
    found, page = _listing("governance_statistics", "organizations", asked)
    variables = {"figures": found, "page": page, "asked": asked}
    return tk.render("governance/organizations.html", variables)


def _asked(*texts: str, **choices: Sequence[str]) -> dict[str, str]:
    """Return what the address asks of a list: texts, and choices whose first one is the default."""
    given = tk.request.args
    chosen = {name: given.get(name, "") for name in choices}
    return {name: given.get(name, "") for name in texts} | {
        name: value if value in choices[name] else choices[name][0]
        for name, value in chosen.items()
    }


def _listing(
    action: str, rows: str, asked: Mapping[str, str], **more: Any
) -> tuple[dict[str, Any], Page]:
    number = tk.h.get_page_number(tk.request.args)
    cut = {"limit": ROWS, "offset": (number - 1) * ROWS}
    try:
        given = {name: value for name, value in asked.items() if value}
        found = tk.get_action(action)({}, {**given, **cut, **more})
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
        raise
    return found, Page(found[rows], number, ROWS, found["count"], presliced_list=True)


ACTIONS = ", ".join(action.value for action in Action)
governance.add_url_rule("/review/<id>", view_func=review)
governance.add_url_rule(f"/review/<id>/<any({ACTIONS}):action>", view_func=act, methods=["POST"])
governance.add_url_rule("/review/<id>/more", view_func=more, methods=["POST"])
governance.add_url_rule("/queue", view_func=queue)
governance.add_url_rule("/organizations", view_func=organizations)
