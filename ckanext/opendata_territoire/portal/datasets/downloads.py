"""A file that leaves: under its own name, saved and never run in the portal's name."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from werkzeug.http import dump_options_header

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.munge import munge_filename

if TYPE_CHECKING:
    from flask import Response

_SERVED = {200, 206}  # the file, or the range of it that was asked for


def secure(response: Response) -> Response:
    """Keep an uploaded web page from running here: files are saved, not shown."""
    endpoint = tk.request.endpoint or ""
    if not endpoint.endswith("resource.download") or response.status_code not in _SERVED:
        return response
    resource = model.Resource.get((tk.request.view_args or {}).get("resource_id", ""))
    response.headers["Content-Disposition"] = _disposition(resource)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _disposition(resource: model.Resource | None) -> str:
    """Header that names the file, accents included (RFC 6266, RFC 8187).

    The name in the address is anybody's, and that of the author must be the one CKAN made safe:
    another extension would turn the file into something else on the reader's computer.
    """
    if not resource:
        return "attachment"
    stored = munge_filename((resource.url or "").rsplit("/", 1)[-1])
    options = {"filename": stored}
    name = str(resource.extras.get("file_name") or "")
    if munge_filename(name) == stored:
        options["filename*"] = "UTF-8''" + quote(name, safe="")
    return dump_options_header("attachment", options)
