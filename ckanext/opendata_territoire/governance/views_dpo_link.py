"""The page of a link that confirms a designation: no account is needed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

import ckan.plugins.toolkit as tk

dpo_link = Blueprint("governance_dpo_link", __name__, url_prefix="/governance/dpo-link")


@dpo_link.after_request
def keep_the_token_here(response: Response) -> Response:
    """Let neither a cache nor the next site know the address: it holds the token."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


@dpo_link.get("/<token>")
def show(token: str) -> Any:
    """Say what is confirmed; reading confirms nothing, since mail programs follow links."""
    return _page("governance_dpo_link_show", token)


@dpo_link.post("/<token>")
def confirm(token: str) -> Any:
    """Confirm."""
    return _page("governance_dpo_link_confirm", token)


def _page(action: str, token: str) -> Any:
    try:
        found, status = tk.get_action(action)({}, {"token": token}), 200
    except (tk.ObjectNotFound, tk.ValidationError):
        found, status = None, 404
    return tk.render("governance/dpo_link.html", {"designation": found}), status
