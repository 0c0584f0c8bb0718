"""Pages of an agent: deposit, files, drafts; the record has a module of its own.

They stand at CKAN's own addresses, before its views: CKAN's wizard ends by making a dataset active
and shows a permanent draft as unfinished.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response
from flask.views import MethodView
from flask_wtf.csrf import CSRFError

import ckan.plugins.toolkit as tk
from ckan.lib.pagination import Page

from ckanext.opendata_territoire.portal.datasets import access, downloads, forms, intake, meanwhile
from ckanext.opendata_territoire.portal.datasets.answers import (
    INVALID,
    STALE,
    Answer,
    answer,
    schema,
    signed_out,
)
from ckanext.opendata_territoire.portal.datasets.errors import Errors, by_field
from ckanext.opendata_territoire.portal.domain import titles

datasets = Blueprint("opendata_datasets", __name__)

DEPOSITED = ("owner_org", "title")
DRAFTS_SHOWN = 20


class DepositView(MethodView):
    """One page to begin: for whom, a title, perhaps a file."""

    def get(self) -> Answer:
        """Show the form, for the organisation named in the address if any."""
        asked = tk.request.args.get("organization") or tk.request.args.get("group") or ""
        return _deposit_page({"owner_org": asked}, {})

    def post(self) -> Answer:
        """Examine the file, then create the draft: a refused file leaves nothing behind."""
        if not tk.current_user.is_authenticated:
            return signed_out(list(_deposited().items()), file=True)
        organizations = access.organizations() or access.refuse()
        typed = _deposited()
        upload = tk.request.files.get("upload") or None
        names = {org["id"]: org["title"] or org["name"] for org in organizations}
        proposed, errors = _examine(upload, names.get(typed["owner_org"], ""))
        title = typed["title"] or proposed
        if not title and not errors:
            errors["title"] = [tk._("Give a title, or choose a file: the portal will propose one.")]
        if typed["owner_org"] not in names:
            errors["owner_org"] = [tk._("Choose for whom you deposit this dataset.")]
        if errors:
            return _deposit_page(typed, errors)
        try:
            dataset = tk.get_action("package_create")(
                {}, {"type": "dataset", "owner_org": typed["owner_org"], "title": title}
            )
        except tk.ValidationError as error:
            return _deposit_page(typed, by_field(error.error_dict))
        if upload and (refused := _store(dataset["id"], upload)):
            return _resource_page(dataset, {}, {}, refused)
        return tk.redirect_to("dataset.edit", id=dataset["name"], proposed=1)


class ResourceView(MethodView):
    """A file or a link of a dataset, new or already there."""

    def get(self, id: str, resource_id: str = "") -> Answer:
        """Show the form."""
        dataset = access.editable_dataset(id)
        resource = access.resource(dataset, resource_id)
        return _resource_page(dataset, resource, resource, {})

    def post(self, id: str, resource_id: str = "") -> Answer:
        """Store the file first, then the rest: a fault in the rest does not lose the file."""
        if not tk.current_user.is_authenticated:
            fields = tk.h.scheming_get_dataset_schema("dataset")["resource_fields"]
            return signed_out(forms.typed(fields, tk.request.form), file=True)
        dataset = access.editable_dataset(id)
        before = access.resource(dataset, resource_id)
        fields = schema(dataset)["resource_fields"]
        patch = forms.resource_patch(fields, tk.request.form, before)
        if chosen := tk.request.files.get(meanwhile.FILE):
            patch[meanwhile.FILE] = chosen
        patch, clashes = meanwhile.settle(fields, before, patch)
        upload = patch.pop(meanwhile.FILE, None)
        if clashes:
            told = meanwhile.told(fields, before, clashes)
            return _resource_page(dataset, before, {**before, **patch}, told, meanwhile.OVERTAKEN)
        if upload:
            patch.pop("url", None)
            if refused := _store(dataset["id"], upload, resource_id):
                return _resource_page(dataset, before, {**before, **patch}, refused)
            dataset = access.editable_dataset(id)
            before = access.resource(dataset, resource_id or dataset["resources"][-1]["id"])
        elif not before and not patch.get("url"):
            missing = {"upload": [tk._("Choose a file, or give the address of one.")]}
            return _resource_page(dataset, before, patch, missing)
        if patch and (refused := _write(dataset["id"], patch, before.get("id", ""))):
            return _resource_page(dataset, before, {**before, **patch}, refused)
        tk.h.flash_success(tk._("The file is saved."))
        return tk.redirect_to("dataset.edit", id=dataset["name"])


class ResourceDeletionView(MethodView):
    """Ask, then remove a file from a dataset."""

    def get(self, id: str, resource_id: str) -> Answer:
        """Ask."""
        dataset = access.editable_dataset(id)
        resource = access.resource(dataset, resource_id)
        return tk.render(
            "package/confirm_delete_resource.html", {"pkg_dict": dataset, "resource": resource}
        )

    def post(self, id: str, resource_id: str) -> Answer:
        """Remove."""
        dataset = access.editable_dataset(id)
        resource = access.resource(dataset, resource_id)
        try:
            tk.get_action("resource_delete")({}, {"id": resource["id"]})
        except tk.ValidationError as error:
            _flash(error)
        else:
            tk.h.flash_success(tk._("The file is removed."))
        return tk.redirect_to("dataset.edit", id=dataset["name"])


class DeletionView(MethodView):
    """Ask, then delete a draft."""

    def get(self, id: str) -> Answer:
        """Ask."""
        return tk.render("package/confirm_delete.html", {"pkg_dict": access.editable_dataset(id)})

    def post(self, id: str) -> Answer:
        """Delete, or say on the page of the dataset why not."""
        dataset = access.editable_dataset(id)
        try:
            tk.get_action("package_delete")({}, {"id": dataset["id"]})
        except tk.ValidationError as error:
            _flash(error)
            return tk.redirect_to("dataset.read", id=dataset["name"])
        done = tk._("The draft “{title}” is deleted.").format(title=dataset["title"])
        tk.h.flash_success(done)
        return tk.redirect_to("opendata_datasets.drafts")


@datasets.errorhandler(CSRFError)
def unsent(error: CSRFError) -> Answer:
    """Show again what was typed when the token of the form no longer holds: nothing is saved.

    It was made before somebody logged in again, or the page stayed open for too long.
    """
    given = dict(tk.request.view_args or {})
    message = tk._(
        "Nothing is saved yet: this page had stayed open too long."
        " Read it, choose your file again if there is one, and save."
    )
    if tk.request.endpoint == "opendata_datasets.deposit":
        return _deposit_page(_deposited(), {"form": [message]}, STALE)
    if tk.request.endpoint != "opendata_datasets.resource":
        return tk.render("error_document_template.html", {"code": STALE}), STALE
    dataset = access.editable_dataset(given["id"])
    before = access.resource(dataset, given.get("resource_id", ""))
    patch = forms.resource_patch(schema(dataset)["resource_fields"], tk.request.form, before)
    return _resource_page(dataset, before, {**before, **patch}, {"form": [message]}, STALE)


def drafts() -> Answer:
    """Drafts of the organisations that the reader works for, or of the one in the address."""
    access.signed_in()
    name, text = (tk.request.args.get(key, "") for key in ("organization", "q"))
    number = tk.h.get_page_number(tk.request.args)
    cut = {"limit": DRAFTS_SHOWN, "offset": (number - 1) * DRAFTS_SHOWN}
    asked = {key: value for key, value in {"organization": name, "q": text}.items() if value}
    try:
        organization = tk.get_action("organization_show")({}, {"id": name}) if name else None
        found = tk.get_action("governance_drafts")({}, {**asked, **cut})
    except (tk.NotAuthorized, tk.ObjectNotFound):
        return access.refuse()
    page = Page(found["results"], number, DRAFTS_SHOWN, found["count"], presliced_list=True)
    variables = {"drafts": found, "organization": organization, "page": page, "asked": {"q": text}}
    return tk.render("package/drafts.html", {**variables, "pkg_dict": None})


def to_record(id: str) -> Answer:
    """Lead from CKAN's page that lists the files to edit to the record, which lists them too."""
    return tk.redirect_to("dataset.edit", id=id)


@datasets.after_request
def lead_script(response: Response) -> Response:
    """Tell a script where to go: a browser follows redirections without showing them to it."""
    if tk.request.headers.get("X-Requested-With") == "XMLHttpRequest" and response.location:
        response.headers["X-Location"] = response.headers.pop("Location")
        response.status_code = 204
        response.data = b""
    return response


def _flash(error: tk.ValidationError) -> None:
    for messages in by_field(error.error_dict).values():
        for message in messages:
            tk.h.flash_error(message)


def _store(dataset_id: str, upload: Any, resource_id: str = "") -> Errors:
    """Write a file as a new resource or in place of another; the errors, if it is refused."""
    return _write(dataset_id, {"upload": upload}, resource_id)


def _write(dataset_id: str, values: dict[str, Any], resource_id: str) -> Errors:
    try:
        if resource_id:
            tk.get_action("resource_patch")({}, {**values, "id": resource_id})
        else:
            tk.get_action("resource_create")({}, {**values, "package_id": dataset_id})
    except tk.ValidationError as error:
        return by_field(error.error_dict)
    return {}


def _examine(upload: Any, place: str) -> tuple[str, Errors]:
    """Title that a file of a place proposes, and why it is refused, if it is."""
    if not upload:
        return "", {}
    if len(tk.request.files.getlist("upload")) > 1:
        return "", {"upload": [tk._("Choose one file only; you will add the others next.")]}
    try:
        found = intake.examine(upload)
    except tk.ValidationError as error:
        return "", by_field(error.error_dict)
    name = intake.file_name(upload)
    stem = name.rsplit(".", 1)[0].strip()
    return titles.propose(name, found.columns, place) or stem or tk._("Untitled"), {}


def _deposited() -> dict[str, str]:
    return {name: tk.request.form.get(name, "").strip() for name in DEPOSITED}


def _deposit_page(typed: dict[str, str], errors: Errors, status: int = INVALID) -> Answer:
    organizations = access.organizations() or access.refuse()
    if typed["owner_org"] not in {org["id"] for org in organizations}:
        names = {org["name"]: org["id"] for org in organizations}
        typed["owner_org"] = names.get(typed["owner_org"], "")
    variables = {"organizations": organizations, "data": typed, "errors": errors}
    return answer("package/new.html", errors, status, pkg_dict=None, **variables)


def _resource_page(
    dataset: dict[str, Any],
    resource: dict[str, Any],
    data: dict[str, Any],
    errors: Errors,
    status: int = INVALID,
) -> Answer:
    seen = meanwhile.carried(schema(dataset)["resource_fields"], resource)
    if status == STALE:
        seen = tk.request.form.get(meanwhile.SEEN, seen)
    variables = {"resource": resource, "data": data, "errors": errors, "seen": seen}
    return answer("package/resource_edit.html", errors, status, pkg_dict=dataset, **variables)


_resource = ResourceView.as_view("resource")
datasets.add_url_rule("/dataset/new", view_func=DepositView.as_view("deposit"))
datasets.add_url_rule("/dataset/drafts", view_func=drafts)
datasets.add_url_rule("/dataset/delete/<id>", view_func=DeletionView.as_view("deletion"))
datasets.add_url_rule("/dataset/resources/<id>", view_func=to_record)
datasets.add_url_rule("/dataset/<id>/resource/new", view_func=_resource)
datasets.add_url_rule("/dataset/<id>/resource/<resource_id>/edit", view_func=_resource)
datasets.add_url_rule(
    "/dataset/<id>/resource/<resource_id>/delete",
    view_func=ResourceDeletionView.as_view("resource_deletion"),
)
datasets.after_app_request(downloads.secure)
