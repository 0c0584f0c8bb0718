"""The page on which somebody answers the organisations that invited them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

invitations = Blueprint("accounts_invitations", __name__, url_prefix="/invitations")


@invitations.before_request
def sign_in() -> None:
    """Lead to the login whoever is not signed in, and back here afterwards."""
    signed_in(tk.url_for("accounts_invitations.index"))


@invitations.get("")
def index() -> str:
    """List the invitations not answered yet."""
    found = tk.get_action("account_invitation_list")({}, {})
    return tk.render("user/invitations.html", {"invitations": found})


@invitations.post("/<id>/<any(accept, refuse):answer>")
def answer(id: str, answer: str) -> Response:
    """Accept or refuse one."""
    accept = answer == "accept"
    try:
        tk.get_action("account_invitation_answer")({}, {"id": id, "accept": accept})
    except tk.ObjectNotFound as error:
        tk.h.flash_notice(str(error))
    else:
        tk.h.flash_success(
            tk._("Accepted: the organization sees your name from now on.")
            if accept
            else tk._("Refused: you no longer have a role in this organization.")
        )
    return tk.redirect_to("accounts_invitations.index")
