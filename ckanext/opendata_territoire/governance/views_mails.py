"""What somebody chooses about their mails, on their profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

mails = Blueprint("governance_mails", __name__, url_prefix="/governance/mails")


@mails.route("", methods=["POST"])
def choose() -> Response:
    """Keep the choice of the reader, and come back to the profile."""
    signed_in(tk.url_for("user.edit"))
    try:
        tk.get_action("governance_mail_choose")({}, {"choice": tk.request.form.get("choice", "")})
    except tk.ValidationError:
        tk.h.flash_error(tk._("Choose one of the three."))
    else:
        tk.h.flash_success(tk._("Your choice of mails is kept."))
    return tk.redirect_to("user.edit", id=tk.current_user.name, _anchor="mails")
