"""CKAN's own actions, closed where they would publish, move, erase or reveal what is hidden.

Numbers refer to the list of doors and to the leak matrix of the project's notes on CKAN 2.12.
What edits a dataset is watched deeper, by the validators and `guard.after_update`.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import guard, refreshing, service
from ckanext.opendata_territoire.governance.domain.workflow import Action as Governed
from ckanext.opendata_territoire.governance.errors import HeldError, RefusedError
from ckanext.opendata_territoire.governance.logic import machine_fields, messages, refresh_words
from ckanext.opendata_territoire.governance.store import contents

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Action, ChainedAction, Context, DataDict

ALLOWED_TYPES = frozenset({"dataset"})


@tk.chained_action
def package_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Accept known types only, and no resource id from outside (closes door 1 and G4)."""
    tk.check_access("package_create", context, data_dict)
    if data_dict.get("type", "dataset") not in ALLOWED_TYPES:
        raise tk.ValidationError({"type": [tk._("This portal does not have this type of dataset")]})
    # A context used again would make this creation look like an update of another dataset.
    context.pop("package", None)
    _drop_unknown_ids(data_dict, set())
    _drop_relationships(data_dict)
    return next_(context, data_dict)


@tk.chained_action
def package_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Accept no resource id that is not of this dataset already (closes G4).

    All edits of resources pass here too: what machines write of them is kept.
    """
    package = model.Package.get(data_dict.get("id") or data_dict.get("name"))
    _drop_unknown_ids(data_dict, {r.id for r in package.resources_all} if package else set())
    if package:
        machine_fields.keep(context, data_dict, package)
    _drop_relationships(data_dict)
    return _without_revealing(partial(_refreshed, next_), context, data_dict, package)


def _refreshed(next_: Action, context: Context, data_dict: DataDict) -> Any:
    try:
        return refreshing.update(next_, context, data_dict)
    except HeldError as held:
        raise tk.ValidationError(refresh_words.errors(held)) from held
    except RefusedError as refused:
        errors = messages.errors(Governed.REVISE, refused.refusal, refused.review)
        raise tk.ValidationError(errors) from refused


def _drop_relationships(data_dict: DataDict) -> None:
    """Keep relationships to their own actions: CKAN would save these unchecked (A15)."""
    for key in ("relationships_as_subject", "relationships_as_object"):
        data_dict.pop(key, None)


def _drop_unknown_ids(data_dict: DataDict, known: set[str]) -> None:
    resources = data_dict.get("resources")
    for resource in resources if isinstance(resources, list) else []:
        if isinstance(resource, dict) and resource.get("id") not in known:
            resource.pop("id", None)


@tk.chained_action
def package_delete(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Delete drafts that were never public; anything else is taken back or withdrawn (door 6).

    A revision is a draft: deleting it abandons the revision.
    """
    package = model.Package.get(tk.get_or_bust(data_dict, "id"))
    if package is None:
        raise tk.ObjectNotFound
    _check("package_delete", context, package)
    contents.lock(package.id)
    service.abandon(package.id, guard.acting_user(context))
    return next_(context, data_dict)


@tk.chained_action
def dataset_purge(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Purge drafts that were never public, with their review (door 6)."""
    tk.check_access("dataset_purge", context, data_dict)
    package = model.Package.get(tk.get_or_bust(data_dict, "id"))
    if package:
        contents.lock(package.id)
        service.erase(package.id, guard.acting_user(context))
    return next_(context, data_dict)


@tk.chained_action
def package_owner_org_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Move no dataset behind its review: its organisation is edited as a field (door 3, G3).

    CKAN calls this from `package_update` itself, once the field has changed: that passes.
    """
    tk.check_access("package_owner_org_update", context, data_dict)
    package = model.Package.get(data_dict.get("id"))
    target = model.Group.get(data_dict.get("organization_id"))
    if package and package.owner_org != (target.id if target else None):
        message = tk._("To move a dataset, change its organization in its form")
        raise tk.ValidationError({"organization_id": [message]})
    return next_(context, data_dict)


def _no_bulk(name: str) -> ChainedAction:
    @tk.chained_action
    def bulk(next_: Action, context: Context, data_dict: DataDict) -> Any:
        tk.check_access(name, context, data_dict)
        message = tk._("Datasets are published, withdrawn and deleted one by one, by their review")
        raise tk.ValidationError({"datasets": [message]})

    bulk.__doc__ = "Refuse: CKAN would change visibility in bulk, by id, silently by name (door 3)."
    return bulk


@tk.chained_action
def package_collaborator_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse: rights come from the organisation and its DPO, never dataset by dataset (door 3)."""
    raise tk.NotAuthorized(tk._("This portal has no collaborators on a dataset"))


@tk.chained_action
def member_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """A group takes datasets that the caller may edit, an organisation none (G2)."""
    if data_dict.get("object_type") == "package":
        tk.check_access("member_create", context, data_dict)
        group = model.Group.get(data_dict.get("id"))
        if group and group.is_organization:
            message = tk._("To move a dataset, change its organization in its form")
            raise tk.ValidationError({"object": [message]})
        _check_editable(context, data_dict.get("object"))
    return next_(context, data_dict)


def _group_with_packages(name: str) -> ChainedAction:
    @tk.chained_action
    def group_save(next_: Action, context: Context, data_dict: DataDict) -> Any:
        if data_dict.get("packages"):
            tk.check_access(name, context, data_dict)
            for package in data_dict["packages"]:
                _check_editable(context, package.get("id") or package.get("name"))
        return next_(context, data_dict)

    group_save.__doc__ = "Put into a group only datasets that the caller may edit (G2)."
    return group_save


@tk.chained_action
def _no_relationship(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse: CKAN cannot index a dataset that has one, which shows the other's name (A15)."""
    message = tk._(
        "This portal has no relationships between datasets: give the address of the other"
    )
    raise tk.ValidationError({"type": [message]})


def _check_editable(context: Context, reference: object) -> None:
    package = model.Package.get(str(reference or ""))
    if package is None:
        raise tk.ObjectNotFound
    _check("package_update", context, package)


def _check(auth: str, context: Context, package: model.Package) -> None:
    """Check a right on a dataset; who may not even read it learns that it does not exist."""
    try:
        tk.check_access(auth, tk.fresh_context(context), {"id": package.id})
    except tk.NotAuthorized:
        if _readable(context, package):
            raise
        raise tk.ObjectNotFound from None


def _readable(context: Context, package: model.Package) -> bool:
    try:
        tk.check_access("package_show", tk.fresh_context(context), {"id": package.id})
    except tk.NotAuthorized:
        return False
    return True


def _without_revealing(
    next_: Action, context: Context, data_dict: DataDict, package: model.Package | None
) -> Any:
    try:
        return next_(context, data_dict)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        if package is not None and _readable(context, package):
            raise
        raise tk.ObjectNotFound from None


@tk.chained_action
@tk.side_effect_free
def _read(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """What the caller may not read does not exist (closes A4, A5, G1).

    CKAN's 403 carries the dataset's id, and its 404 says it in other words than ours would.
    """
    try:
        return next_(context, data_dict)
    except (tk.NotAuthorized, tk.ObjectNotFound):
        raise tk.ObjectNotFound from None


def _write(find: Callable[[DataDict], model.Package | None]) -> ChainedAction:
    @tk.chained_action
    def write(next_: Action, context: Context, data_dict: DataDict) -> Any:
        return _without_revealing(next_, context, data_dict, find(data_dict))

    write.__doc__ = "What the caller may not even read does not exist, word for word (closes G1)."
    return write


def _package_of(key: str) -> Callable[[DataDict], model.Package | None]:
    return lambda data_dict: model.Package.get(str(data_dict.get(key) or ""))


def _revised(data_dict: DataDict) -> model.Package | None:
    match = data_dict.get("match")
    match = match if isinstance(match, dict) else {}
    flat = {key: data_dict.get(f"match__{key}") for key in ("id", "name")}
    wanted = flat["id"] or match.get("id") or flat["name"] or match.get("name")
    return model.Package.get(str(wanted or ""))


def _package_of_resource(data_dict: DataDict) -> model.Package | None:
    resource = model.Resource.get(str(data_dict.get("id") or ""))
    return resource.package if resource else None


def _delete_resource(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Refuse in our own words: CKAN's action breaks on a fault that is not of a resource."""
    package = _package_of_resource(data_dict)
    if package is not None:
        _check("package_update", context, package)
        guard.refuse_if_frozen(package.id)
    return _without_revealing(next_, context, data_dict, package)


def _create_resource(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Accept no resource id from outside, and reveal no hidden dataset (closes G1 and G4)."""
    data_dict.pop("id", None)
    package = model.Package.get(data_dict.get("package_id"))
    return _without_revealing(next_, context, data_dict, package)


ACTIONS: dict[str, Any] = {
    "package_create": package_create,
    "package_update": package_update,
    "package_delete": package_delete,
    "dataset_purge": dataset_purge,
    "package_owner_org_update": package_owner_org_update,
    "package_collaborator_create": package_collaborator_create,
    "member_create": member_create,
    "resource_create": tk.chained_action(_create_resource),
    "resource_delete": tk.chained_action(_delete_resource),
    "package_patch": _write(_package_of("id")),
    "package_resource_reorder": _write(_package_of("id")),
    "package_revise": _write(_revised),
}
ACTIONS |= dict.fromkeys(
    ("package_show", "resource_show", "resource_view_show", "resource_view_list"), _read
)
ACTIONS |= {name: _write(_package_of_resource) for name in ("resource_update", "resource_patch")}
ACTIONS |= {
    f"bulk_update_{what}": _no_bulk(f"bulk_update_{what}")
    for what in ("public", "private", "delete")
}
ACTIONS |= {name: _group_with_packages(name) for name in ("group_create", "group_update")}
ACTIONS |= dict.fromkeys(
    ("package_relationship_create", "package_relationship_update"), _no_relationship
)
