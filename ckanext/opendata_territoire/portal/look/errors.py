"""Words of the error pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from werkzeug.exceptions import default_exceptions

import ckan.plugins.toolkit as tk
from ckan import model

LIBRARY_WORDS = {error.description for error in default_exceptions.values()} | {
    "Internal server error"
}
"""What Werkzeug and CKAN say, in English, when nobody gave a reason."""

NO_PAGE = '"page" parameter must be a positive integer'


@dataclass(frozen=True)
class ErrorWords:
    """What an error page says.

    Attributes:
        code: HTTP status.
        title: what happened.
        detail: the reason given by the part that refused, if any.
        advice: what to do.
    """

    code: int
    title: str
    detail: str | None
    advice: str


def error_words(code: Any, reason: Any) -> ErrorWords:
    """Say what happened and what to do.

    A fault may have left the transaction broken, and the rest of the page reads the database: it is
    rolled back first.

    Args:
        code: HTTP status; CKAN gives ``[500]`` for an exception that nobody caught.
        reason: what the view gave to ``abort``.
    """
    status = code[0] if isinstance(code, list) else code
    if status >= 500:
        model.Session.rollback()
    title, advice = _words(status)
    told = reason and reason not in LIBRARY_WORDS and status != 500
    return ErrorWords(status, title, _said(str(reason)) if told else None, advice)


def _said(reason: str) -> str:
    """Translate the reason that CKAN gives without translating it."""
    if reason == NO_PAGE:
        return tk._("The number of a page is a whole number, from 1.")
    return reason


def search_down_words() -> ErrorWords:
    """Say that the search engine is away; other pages are not."""
    return ErrorWords(
        503,
        tk._("The search is being restarted"),
        None,
        tk._("The data is safe and comes back with it. Try again in a moment."),
    )


def _whom_to_ask() -> str:
    if tk.current_user.is_authenticated:
        return tk._(
            "You are signed in as {name}, and this account does not have the role that the page "
            "asks for. Somebody in charge of your organization can give it; for the rest, ask the "
            "team that runs the portal."
        ).format(name=tk.g.userobj.display_name)
    return tk._("It is kept for the people of an organization. Log in with an account that has it.")


def _words(status: int) -> tuple[str, str]:
    _ = tk._
    known = {
        400: (
            _("The request could not be read"),
            _("The page may have stayed open too long: go back, reload it and try again."),
        ),
        403: (_("You do not have access to this page"), _whom_to_ask()),
        404: (
            _("This page does not exist"),
            _("The address may be incomplete, or the page moved or withdrawn."),
        ),
        410: (
            _("This page was withdrawn"),
            _("The organization that published it has taken it back."),
        ),
        413: (
            _("This file is too large"),
            _("Go back and choose a smaller file, or cut it into several."),
        ),
        500: (
            _("The portal could not answer"),
            _("The fault is ours and was recorded. Try again in a moment."),
        ),
        503: (
            _("The portal does not answer for the moment"),
            _("The fault is ours and was recorded. Try again in a moment."),
        ),
    }
    return known.get(status) or (
        _("The portal refused this request"),
        _("Go back to the page before and check what was sent."),
    )
