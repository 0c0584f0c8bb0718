"""The record of a dataset: its page, what follows its saving, and the care of what was typed."""

from __future__ import annotations

from typing import Any

from flask import Blueprint
from flask.views import MethodView
from flask_wtf.csrf import CSRFError

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.datasets import access, forms, meanwhile
from ckanext.opendata_territoire.portal.datasets.answers import (
    INVALID,
    STALE,
    Answer,
    answer,
    schema,
    signed_out,
)
from ckanext.opendata_territoire.portal.datasets.errors import Errors, by_field

record = Blueprint("opendata_record", __name__)

saved = tk.signals.ckanext.signal("opendata_territoire:record_saved")
"""Sent once a record is saved and its author asked for more, with `dataset` as it now is.

The sender is the value of the button, `then`. A receiver listens to one value: it does what the
button says and returns the address where to go on. It may raise `ValidationError`: the page then
shows the reasons, with the record as it was saved.
"""

_FILE_PAGES = {
    "add-file": "dataset_resource.new",
    "edit-file": "dataset_resource.edit",
    "remove-file": "dataset_resource.delete",
}


class RecordView(MethodView):
    """The record of a dataset: everything except its files."""

    def get(self, id: str) -> Answer:
        """Show the form, filled with what is stored."""
        dataset = access.editable_dataset(id)
        return _page(dataset, dataset, {})

    def post(self, id: str) -> Answer:
        """Save, then go on as asked; on error show again all that was typed."""
        if not tk.current_user.is_authenticated:
            fields = tk.h.scheming_get_dataset_schema("dataset")["dataset_fields"]
            return signed_out(forms.typed(fields, tk.request.form))
        dataset = access.editable_dataset(id)
        then = tk.request.form.get("then", "")
        fields = schema(dataset)["dataset_fields"]
        patch, clashes = meanwhile.settle(fields, dataset, _patch(dataset))
        if clashes:
            return _overtaken(dataset, patch, meanwhile.told(fields, dataset, clashes))
        try:
            if patch:
                dataset = tk.get_action("package_patch")({}, {**patch, "id": dataset["id"]})
        except tk.ValidationError as error:
            return _page(dataset, _typed(dataset, patch), by_field(error.error_dict))
        try:
            onward = _onward(dataset, then)
        except tk.ValidationError as error:
            dataset = access.editable_dataset(id)
            heading = tk._("The record is saved. Before going on:")
            return _page(dataset, dataset, by_field(error.error_dict), heading=heading)
        if not onward:
            tk.h.flash_success(tk._("The record is saved."))
        return tk.redirect_to(onward or tk.url_for("dataset.edit", id=dataset["name"]))


@record.errorhandler(CSRFError)
def unsaved(error: CSRFError) -> Answer:
    """Show again what was typed when the token of the form no longer holds: nothing is saved.

    It was made before somebody logged in again, or the page stayed open for too long.
    """
    dataset = access.editable_dataset((tk.request.view_args or {})["id"])
    message = tk._("Nothing is saved yet: this page had stayed open too long. Read it and save it.")
    return _page(dataset, _typed(dataset, _patch(dataset)), {"form": [message]}, status=STALE)


def _overtaken(dataset: dict[str, Any], patch: dict[str, Any], errors: Errors) -> Answer:
    """Show what was typed and what somebody else wrote; sent again, it is saved."""
    data = _typed(dataset, patch)
    data.pop(meanwhile.SEEN)
    if "tags" not in patch:
        data.pop("tag_string")
    heading = tk._("Nothing is saved yet: somebody else changed this record while you were typing.")
    return _page(dataset, data, errors, heading=heading, status=meanwhile.OVERTAKEN)


def _onward(dataset: dict[str, Any], then: str) -> str:
    """Address where to go on; empty to stay on the record.

    Args:
        dataset: as it was saved.
        then: a word of our own pages, `edit-file:ID` for a file of the dataset, or a word to which
            another slice listens. Never an address: it comes from outside.
    """
    step, _, file = then.partition(":")
    if step in _FILE_PAGES and bool(file) == (step != "add-file"):
        found = access.resource(dataset, file)
        arguments = {"resource_id": found["id"]} if found else {}
        return tk.url_for(_FILE_PAGES[step], id=dataset["name"], **arguments)
    return next((address for _receiver, address in saved.send(then, dataset=dataset)), "")


def _patch(dataset: dict[str, Any]) -> dict[str, Any]:
    return forms.dataset_patch(schema(dataset)["dataset_fields"], tk.request.form, dataset)


def _typed(dataset: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    posted = {name: tk.request.form.get(name, "") for name in ("tag_string", meanwhile.SEEN)}
    return {**dataset, **patch, **posted}


def _page(
    dataset: dict[str, Any],
    data: dict[str, Any],
    errors: Errors,
    *,
    heading: str = "",
    status: int = INVALID,
) -> Answer:
    words = ", ".join(tag["name"] for tag in dataset.get("tags", []))
    seen = meanwhile.carried(schema(dataset)["dataset_fields"], dataset)
    variables = {
        "pkg_dict": dataset,
        "data": {"tag_string": words, meanwhile.SEEN: seen, **data},
        "errors": errors,
        "heading": heading,
        "lacking": tk.get_action("dataset_publication_check")({}, {"id": dataset["id"]}),
        "proposed": "proposed" in tk.request.args,
    }
    return answer("package/edit.html", errors, status, **variables)


record.add_url_rule("/dataset/edit/<id>", view_func=RecordView.as_view("record"))
