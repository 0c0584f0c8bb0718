"""What answers at the addresses of what was public and is no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import service
from ckanext.opendata_territoire.governance.domain.workflow import State

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

gone = Blueprint("governance_gone", __name__)

GONE = 410
_ADDRESSES = (
    *(
        f"{view}.{page}"
        for view in ("dataset", "dataset_resource", "resource")
        for page in ("read", "download")
    ),
    *(f"governance_versions.{page}" for page in ("index", "show", "file")),
)


@gone.after_app_request
def say_that_it_was_public(response: Response) -> Response:
    """Answer 410 at the addresses of what was public and is no longer: robots then forget it."""
    missing = response.status_code in (403, 404) and tk.request.endpoint in _ADDRESSES
    if missing and (state := service.gone((tk.request.view_args or {})["id"])):
        anonymous = not tk.current_user.is_authenticated
        variables = {"code": GONE, "words": _words(state), "show_login_redirect_link": anonymous}
        response.set_data(tk.render("error_document_template.html", variables))
        response.status_code = GONE
        response.mimetype = "text/html"
    return response


def _words(state: State) -> dict[str, Any] | None:
    """Say what is suspended otherwise than what is withdrawn, without telling whose hand it was."""
    if state is not State.SUSPENDED:
        return None
    return {
        "code": GONE,
        "title": tk._("This page is suspended"),
        "advice": tk._(
            "Its publication is stopped while the data is checked. The organization publishes it "
            "again or withdraws it."
        ),
    }
