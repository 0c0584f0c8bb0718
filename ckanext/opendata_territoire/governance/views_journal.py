"""The journal: its page and its export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, stream_with_context

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.opendata_territoire.governance.domain import spreadsheet
from ckanext.opendata_territoire.governance.domain.canonical import canonical
from ckanext.opendata_territoire.governance.logic import common, messages
from ckanext.opendata_territoire.sign_in import signed_in

if TYPE_CHECKING:
    from collections.abc import Iterator

journal = Blueprint("governance_journal", __name__, url_prefix="/governance")

FILTERS = ("dataset", "organization", "person", "action", "from", "to")
INVALID = 422
ROWS = 50
EXPORTED_AT_ONCE = 1000
COLUMNS = (
    "number",
    "at",
    "action",
    "actor",
    "actor_name",
    "role",
    "dataset",
    "dataset_title",
    "organization",
    "organization_title",
    "from_state",
    "to_state",
    "content",
    "files",
    "detail",
    "previous",
    "hash",
)


@journal.before_request
def sign_in() -> None:
    """Send somebody who is not signed in to the login page, and back here afterwards."""
    signed_in()


def _asked() -> dict[str, str]:
    return {key: tk.request.args.get(key, "").strip() for key in FILTERS}


def _kept(asked: dict[str, str]) -> dict[str, str]:
    return {key: value for key, value in asked.items() if value}


def _read(asked: dict[str, str], **page: Any) -> dict[str, Any]:
    try:
        return tk.get_action("governance_journal")({}, {**asked, **page})
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
        raise


def page() -> Any:
    """Who did what, and when, for the organisations of the reader."""
    asked, errors = _asked(), {}
    number = tk.h.get_page_number(tk.request.args)
    found: dict[str, Any] = {"count": 0, "results": []}
    try:
        found = _read(asked, limit=ROWS, offset=(number - 1) * ROWS)
    except tk.ValidationError as error:
        errors = error.error_dict
    variables = {
        "found": found,
        "page": Page(found["results"], number, ROWS, found["count"], presliced_list=True),
        "asked": asked,
        "kept": _kept(asked),
        "errors": errors,
        "organizations": common.journal_organizations(tk.current_user),
        "acts": messages.acts(),
        "roles": messages.roles(),
        "verdict": _verdict() if "verify" in tk.request.args else None,
    }
    return tk.render("governance/journal.html", variables), INVALID if errors else 200


def _verdict() -> dict[str, Any]:
    try:
        return tk.get_action("governance_journal_verify")({}, {})
    except tk.NotAuthorized as error:
        tk.abort(403, str(error))
        raise
    except tk.ValidationError as error:
        return {"valid": False, "first_bad": {"message": error.error_summary["Anchors"]}}


def export() -> Any:
    """The same rows for a spreadsheet, all of them, sent as they are read."""
    asked = _asked()
    try:
        first = _read(asked, limit=EXPORTED_AT_ONCE)
    except tk.ValidationError:
        return tk.redirect_to("governance_journal.page", **_kept(asked))
    return Response(
        stream_with_context(_lines(asked, first["results"])),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": "attachment; filename=journal.csv"},
    )


def _lines(asked: dict[str, str], rows: list[dict[str, Any]]) -> Iterator[str]:
    yield spreadsheet.BOM + spreadsheet.line(COLUMNS)
    while rows:
        yield "".join(spreadsheet.line(_cells(row)) for row in rows)
        rows = _read(asked, limit=EXPORTED_AT_ONCE, before=rows[-1]["number"])["results"]


def _cells(row: dict[str, Any]) -> list[Any]:
    names = row["names"]
    named = {
        "actor_name": names.get(row["actor"]),
        "dataset_title": names.get(row["dataset"]),
        "organization_title": names.get(row["organization"]),
        "files": canonical(row["files"]).decode(),
        "detail": canonical(row["detail"]).decode(),
    }
    return [{**row, **named}[column] for column in COLUMNS]


journal.add_url_rule("/journal", view_func=page)
journal.add_url_rule("/journal.csv", view_func=export)
