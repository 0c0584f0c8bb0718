"""Former addresses of organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint
from werkzeug.utils import redirect

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal import store

if TYPE_CHECKING:
    from werkzeug.wrappers import Response

former_addresses = Blueprint("former_addresses", __name__)


@former_addresses.before_app_request
def lead_to_present_address() -> Response | None:
    """Answer 301 at any page of an organisation under an address that it no longer has."""
    endpoint = tk.request.endpoint or ""
    if tk.request.method not in ("GET", "HEAD"):
        return None
    if endpoint.partition(".")[0] not in ("organization", "accounts"):
        return None
    arguments = tk.request.view_args or {}
    name = store.current_name(arguments["id"]) if "id" in arguments else None
    if name is None:
        return None
    address = tk.url_for(endpoint, **{**tk.request.args.to_dict(flat=False), "id": name})
    return redirect(address, code=301)
