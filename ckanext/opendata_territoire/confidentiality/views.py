"""In front of every page and action: hostile values are refused, and no cache keeps secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from flask import Blueprint, Response, current_app, g, jsonify, request
from werkzeug.exceptions import BadRequest, Forbidden

import ckan.plugins.toolkit as tk

from . import service
from .domain.faults import Fault, fault, fault_of_path
from .domain.lists import is_beyond_lists
from .domain.parts import knotted, parts_of_call, parts_of_form
from .domain.shapes import (
    MAX_COUNT,
    missing,
    not_counts,
    not_objects,
    not_single,
    not_text,
    not_texts,
    saves,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context

opendata_confidentiality = Blueprint("opendata_confidentiality", __name__)

_ACTION = "api.action"
_OURS = "ckanext.opendata_territoire"
_EXPECTED = {"admin.config": "save", "user.edit": "email"}
"""Pages of CKAN that look for a field before they know whether there is one."""
_SHOWN = 40  # characters of a name that an answer repeats
_PUBLIC_FILES = ("static", "webassets.index", "api.i18n_js_translations")


@opendata_confidentiality.before_app_request
def refuse_hostile_values() -> Response | None:
    """Answer 400 or 409 to what would break further on."""
    found = fault_of_path(request.path)
    if request.endpoint in _PUBLIC_FILES and not found:
        return None
    try:
        found = found or next(filter(None, map(fault, _values())), None)
    except RecursionError:
        found = Fault.TOO_DEEP
    if found:
        return _bad_request(_message(found))
    if request.endpoint == _ACTION:
        return _misshapen()
    if wrong := _misshapen_form():
        message = tk._("This form holds what no page sends, in: {names}.")
        tk.abort(400, message.format(names=", ".join(name[:_SHOWN] for name in wrong)))
    return None


def _misshapen_form() -> list[str]:
    """Name the fields of a form that a page of CKAN would break on; ours read theirs one by one."""
    view = current_app.view_functions.get(request.endpoint or "")
    if request.method != "POST" or view is None or view.__module__.startswith(_OURS):
        return []
    form = {key: found if len(found) > 1 else found[0] for key, found in request.form.lists()}
    parts = parts_of_form(form)
    expected = _EXPECTED.get(request.endpoint or "")
    return [
        *knotted(form),
        *not_objects(parts),
        *not_text(parts),
        *not_counts(form),
        *([expected] if expected and expected not in form else []),
    ]


@opendata_confidentiality.before_app_request
def refuse_pages_of_no_list() -> None:
    """Answer 404 to the number of a page whose first row PostgreSQL and Solr cannot count."""
    if request.blueprint != "api" and is_beyond_lists(request.args.get("page", "")):
        tk.abort(404, tk._("No list has so many pages."))


def _values() -> Iterator[object]:
    """Yield all that a request holds beside its path, as the views will read it."""
    yield request.args.to_dict(flat=False)
    yield request.form.to_dict(flat=False)
    yield [file.filename for file in request.files.values()]
    yield _json()


def _json() -> Any:
    """Return the JSON of the body, or the one that CKAN reads from the name of a form's field."""
    if request.form:
        return _loads(next(iter(request.form))) if len(request.form) == 1 else None
    if not request.is_json:
        return None
    try:
        return request.get_json()
    except BadRequest:
        return None


def _loads(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _named() -> dict[str, Any]:
    """Return the parameters of an action by name; repeated, a parameter is a list."""
    data = _json()
    if isinstance(data, dict):
        return data
    given = request.form or request.args
    return {key: found if len(found) > 1 else found[0] for key, found in given.lists()}


def _message(found: Fault) -> str:
    return {
        Fault.NULL: tk._("The request holds a null character, which no text may hold."),
        Fault.SURROGATE: tk._("The request holds half a character, which no text may hold."),
        Fault.NOT_FINITE: tk._("The request holds a number that is not finite."),
        Fault.TOO_BIG: tk._("The request holds a whole number that is too big."),
        Fault.TOO_DEEP: tk._("The request holds values nested too deep."),
        Fault.CONTROL: tk._("The address holds an invisible character, such as a line break."),
    }[found]


def _bad_request(message: str) -> Response:
    if (request.blueprint or "") == "api" or request.is_json:
        error = {"__type": "Bad Request", "message": message}
        return _answer({"success": False, "error": error}, 400)
    return tk.abort(400, message)


def _misshapen() -> Response | None:
    """Answer 409 when a field has not the shape that CKAN takes for granted."""
    named = _named()
    action = (request.view_args or {})["logic_function"]
    count = tk._("This field takes a whole number from 0 to {largest}.").format(largest=MAX_COUNT)
    parts, composites = parts_of_call(named), _composites()
    objects = not_objects(parts, composites) if saves(action) else []
    checked = (
        (objects, tk._("This field takes a list of objects.")),
        (not_single(action, named), tk._("This field takes one value.")),
        (not_text(parts, composites), tk._("This field takes text.")),
        (not_texts(named), tk._("This field takes a text or a list of texts.")),
        (not_counts(named), count),
        (missing(action, named), tk._("Missing value")),
    )
    wrong = {key: message for keys, message in checked for key in keys}
    if not wrong:
        return None
    error = {"__type": "Validation Error", **{key: [message] for key, message in wrong.items()}}
    return _answer({"success": False, "error": error}, 409)


def _composites() -> set[str]:
    """Name the fields of a dataset that hold a list of objects."""
    fields = tk.h.scheming_get_dataset_schema("dataset")["dataset_fields"]
    return {field["field_name"] for field in fields if "repeating_subfields" in field}


def _answer(body: dict[str, Any], status: int) -> Response:
    response = jsonify(body)
    response.status_code = status
    return response


@opendata_confidentiality.before_app_request
def keep_people_among_colleagues() -> None:
    """Show who administers a group or an organisation as its members are shown (closes A11)."""
    if (request.endpoint or "").endswith(".admins"):
        context: Context = {"user": tk.current_user.name}
        reference = (request.view_args or {})["id"]
        if not (service.sees_everything(context) or service.is_of_group(context, reference)):
            tk.abort(403)


@opendata_confidentiality.before_app_request
def hide_views_of_files() -> None:
    """Answer 404 on the views of a hidden file: CKAN refuses them, and breaks on a missing one.

    Closes A5 and G1 on pages.
    """
    if (request.endpoint or "").endswith((".views", ".edit_view")):
        arguments = request.view_args or {}
        reference = arguments.get("id")
        context: Context = {"user": tk.current_user.name}
        if isinstance(reference, str) and not service.is_readable(context, reference):
            tk.abort(404)


@opendata_confidentiality.app_errorhandler(tk.NotAuthorized)
def forgotten_refusal(error: tk.NotAuthorized) -> Any:
    """Answer 403 where a view of CKAN lets an action's refusal become an error of the server."""
    return current_app.handle_http_exception(Forbidden())


@opendata_confidentiality.after_app_request
def keep_private(response: Response) -> Response:
    """Let no cache keep what is not everybody's, nor serve one person's answer to another."""
    if request.endpoint in _PUBLIC_FILES:
        return response
    response.vary.update(("Cookie", tk.config["apitoken_header_name"]))
    identified = g.get("userobj") or tk.config["apitoken_header_name"] in request.headers
    if identified or response.status_code >= 400 or request.method not in ("GET", "HEAD"):
        request.environ["__no_cache__"] = True  # CKAN, which comes last, would write `public`.
        response.cache_control.no_store = True
    return response
