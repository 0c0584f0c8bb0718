"""Forged requests: CKAN stops checking a view for good once a token has been used on it."""

from __future__ import annotations

from flask import g

import ckan.plugins.toolkit as tk
from ckan.config.middleware.flask_app import csrf


def check_csrf() -> None:
    """Check the form's token, unless the request carries an API token instead of a cookie.

    CKAN exempts a view from its own check, for the whole life of the process, as soon as one
    request with an API token reaches it (ckan/config/middleware/flask_app.py).
    """
    if tk.config["WTF_CSRF_ENABLED"] and not g.get("login_via_auth_header"):
        csrf.protect()
