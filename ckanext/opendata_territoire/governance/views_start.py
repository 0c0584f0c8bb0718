"""The first page after signing in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import address
from ckanext.opendata_territoire.governance.store import people

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

start = Blueprint("governance_start", __name__)


@start.before_app_request
def refuse_tricked_addresses() -> None:
    """Refuse to sign in or out towards an address that CKAN and a browser read differently."""
    if tk.request.endpoint in ("user.login", "user.logout"):
        for name in ("next", "came_from"):
            target = tk.request.args.get(name, "")
            if target and not address.is_plain(target):
                tk.abort(400, tk._("The address to come back to is not one of this portal."))


@start.before_app_request
def lead_to_work() -> Response | None:
    """Lead from CKAN's list of one's own datasets, where it lands after signing in, to the work.

    That list calls draft all that is hidden, and shows nothing of what others have sent.
    """
    if tk.request.endpoint == "dashboard.datasets" and tk.current_user.is_authenticated:
        return tk.redirect_to(_first_page())
    return None


def _first_page() -> str:
    who = people.standing(tk.current_user)
    if who.served:
        return "governance.queue"
    if who.team:
        return "governance.organizations"
    return "opendata_datasets.drafts" if who.edited() else "home.index"
