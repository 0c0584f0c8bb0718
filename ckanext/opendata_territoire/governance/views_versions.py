"""Pages and files of the versions of a public dataset, under addresses that do not change."""

from __future__ import annotations

import mimetypes
from typing import Any

from flask import Blueprint, send_file

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.opendata_territoire.governance import blobs, wording

Answer = Any

versions = Blueprint("governance_versions", __name__, url_prefix="/dataset/<id>")
ROWS = 20
GONE = 410


def _asked(action: str, **asked: Any) -> dict[str, Any]:
    try:
        return tk.get_action(action)({}, asked)
    except (tk.ObjectNotFound, tk.NotAuthorized, tk.ValidationError):
        tk.abort(404, tk._("There is no version here."))
        raise


def index(id: str) -> Answer:
    """List the versions, the last one first, with what changed in each."""
    number = tk.h.get_page_number(tk.request.args)
    cut = {"limit": ROWS, "offset": (number - 1) * ROWS}
    found = _asked("governance_version_list", id=id, **cut)
    dataset = tk.get_action("package_show")({}, {"id": id})
    shown = [{**version, "said": wording.version(version)} for version in found["versions"]]
    page = Page(shown, number, ROWS, found["count"], presliced_list=True)
    variables = {"pkg_dict": dataset, "versions": shown, "page": page}
    return tk.render("governance/versions.html", variables)


def show(id: str, number: int) -> Answer:
    """Show what a version said, its files, and what changed since another one."""
    version = _asked("governance_version_show", id=id, number=number)
    if version["withdrawn"]:
        tk.abort(GONE, tk._("This version is withdrawn."))
    dataset = tk.get_action("package_show")({}, {"id": id})
    last = _asked("governance_version_list", id=id, limit=1)["count"]
    since = tk.request.args.get("since", number - 1, type=int)
    compared = 1 <= since <= last and since != number
    variables = {
        "pkg_dict": dataset,
        "version": version,
        "last": last,
        "since": since,
        "difference": _difference(id, since, number) if compared else None,
    }
    return tk.render("governance/version.html", variables)


def _difference(id: str, since: int, number: int) -> dict[str, Any] | None:
    """Return what changed, in words; nothing beside a version that is withdrawn."""
    asked = {"id": id, "since": since, "number": number}
    try:
        return wording.difference(tk.get_action("governance_version_difference")({}, asked))
    except tk.ObjectNotFound:
        return None


def file(id: str, number: int, resource_id: str, filename: str) -> Answer:
    """Give a file as it was: saved and never run in the portal's name."""
    version = _asked("governance_version_show", id=id, number=number)
    if version["withdrawn"]:
        tk.abort(GONE, tk._("This version is withdrawn."))
    wanted = (resource_id, filename)
    found = [each for each in version["files"] if (each["resource"], each["name"]) == wanted]
    path = blobs.path_of(found[0]["sha256"] if found else "")
    if not path.is_file():
        tk.abort(404, tk._("This file is not there."))
    media_type = mimetypes.guess_type(filename)[0] or "application/octet-stream"
    answer = send_file(
        path, media_type, as_attachment=True, download_name=filename, etag=found[0]["sha256"]
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return answer


versions.add_url_rule("/versions", view_func=index)
versions.add_url_rule("/version/<int:number>", view_func=show)
versions.add_url_rule("/version/<int:number>/<resource_id>/<filename>", view_func=file)
