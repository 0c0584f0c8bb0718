"""The mayor's page, opened by a mailed link without an account; links sent from the review page.

The token is the right itself: the page is kept by nobody (`no-store`), named to nobody
(`no-referrer`) and indexed by nobody. Nothing else of the portal opens with it. Reading it changes
nothing, so that the robots of mail servers, which follow links, decide nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask import Response

decision = Blueprint("governance_decision", __name__, url_prefix="/governance")

INVALID = 422
GONE = 410
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
}
TOKEN_PAGES = ("governance_decision.read", "governance_decision.decide")


@decision.after_app_request
def keep_to_its_reader(response: Response) -> Response:
    """Let no cache, no other site and no robot know of the page of a link."""
    if tk.request.endpoint in TOKEN_PAGES:
        response.headers.update(HEADERS)
    return response


def read(token: str) -> Any:
    """What is to be decided, on one page."""
    return _page(token, {}, {})


def decide(token: str) -> Any:
    """Send a code, or take the decision; on error show again all that was typed, but the code."""
    form = tk.request.form
    typed = {"text": form.get("text", "")}
    wanted = form.get("decision", "")
    try:
        if wanted == "code":
            sent = tk.get_action("governance_decision_link_code")({}, {"token": token})
            return _page(token, {}, typed, code_sent_to=sent["sent_to"])
        data = {"token": token, "code": form.get("code", ""), "decision": wanted, **typed}
        done = tk.get_action("governance_decision_link_decide")({}, data)
    except tk.ValidationError as error:
        return _page(token, error.error_dict, typed)
    return tk.render("governance/decided.html", {"done": done})


def _page(
    token: str, errors: Mapping[str, Any], typed: Mapping[str, Any], *, code_sent_to: str = ""
) -> Any:
    try:
        shown = tk.get_action("governance_decision_link_show")({}, {"token": token})
    except tk.ValidationError as error:
        message = " ".join(error.error_summary.values())
        return tk.render("governance/link_ended.html", {"message": message}), GONE
    variables = {
        "shown": shown,
        "token": token,
        "errors": errors,
        "data": typed,
        "code_sent_to": code_sent_to,
    }
    page = tk.render("governance/decide.html", variables)
    return page, INVALID if errors else 200


def send(id: str) -> Any:
    """Mail the mayor a link to decide on a dataset."""
    return _from_review(id, "governance_decision_link_create", id, tk._("The link is on its way."))


def revoke(id: str, link: str) -> Any:
    """Make a link void."""
    done = tk._("The link is cancelled: it opens nothing any more.")
    return _from_review(id, "governance_decision_link_revoke", link, done)


def _from_review(dataset: str, action: str, subject: str, done: str) -> Any:
    try:
        tk.get_action(action)({}, {"id": subject})
    except tk.ValidationError as error:
        for message in error.error_summary.values():
            tk.h.flash_error(message)
    except tk.ObjectNotFound:
        tk.abort(404, tk._("This dataset is not there, or you may not see it."))
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
    else:
        tk.h.flash_success(done)
    return tk.redirect_to("governance.review", id=dataset)


decision.add_url_rule("/decision/<token>", view_func=read)
decision.add_url_rule("/decision/<token>", view_func=decide, methods=["POST"])
decision.add_url_rule("/review/<id>/link", view_func=send, methods=["POST"])
decision.add_url_rule("/review/<id>/link/<link>/revoke", view_func=revoke, methods=["POST"])
