"""What the slices share about people who are not signed in."""

from __future__ import annotations

from flask import abort

import ckan.plugins.toolkit as tk


def signed_in(back: str = "") -> None:
    """Send somebody who is not signed in to the login page, and to `back` afterwards.

    Without it, back to the present address when it is one that a browser may ask for again.

    Raises:
        HTTPException: the redirection.
    """
    if tk.current_user.is_authenticated:
        return
    rule = tk.request.url_rule
    asked_again = rule is None or "GET" in (rule.methods or ())
    here = tk.request.full_path.rstrip("?") if asked_again else None
    abort(tk.redirect_to("user.login", next=back or here))
