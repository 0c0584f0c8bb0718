"""Versions of a public dataset: what everybody could read, since when, and what changed."""

from __future__ import annotations

from dataclasses import asdict
from itertools import islice, zip_longest
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.difference import between
from ckanext.opendata_territoire.governance.store import reviews, versions

from . import schema_versions
from .common import readable_package

if TYPE_CHECKING:
    from ckan import model
    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model_versions import Version

__all__ = [
    "governance_version_difference",
    "governance_version_list",
    "governance_version_show",
]


@tk.side_effect_free
@tk.validate_action_data(schema_versions.listing)
def governance_version_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the versions of a public dataset, the last one first.

    What is suspended or withdrawn has none to show, nor has what was never public.

    :param id: id or name of the dataset
    :type id: string
    :param limit: at most 100 (optional, default: 20)
    :type limit: int
    :param offset: how many to leave out (optional)
    :type offset: int
    :returns: ``count``, and ``versions``, each as `governance_version_show` has it without its
        ``record``, and ``changes``, as `governance_difference`, since the version before; null for
        the first one and beside one that is withdrawn
    """
    package = _public(context, data_dict, "governance_version_list")
    limit, offset = data_dict["limit"], data_dict["offset"]
    found = versions.of(package.id, limit + 1, offset)
    return {
        "count": versions.count(package.id),
        "versions": [
            {**_dictized(package, version), "changes": _changes(earlier, version)}
            for version, earlier in islice(zip_longest(found, found[1:]), limit)
        ],
    }


@tk.side_effect_free
@tk.validate_action_data(schema_versions.one)
def governance_version_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return one version of a public dataset.

    :param id: id or name of the dataset
    :type id: string
    :param number: of the version; the first one is 1
    :type number: int
    :returns: ``number``, ``at``, ``what`` brought it (``publish``, ``merge``, ``refresh`` or
        ``found``), ``content``, its fingerprint, ``withdrawn``; unless it is, ``files``, each with
        ``resource``, ``name``, ``size``, ``sha256`` and ``url``, its permanent address, and
        ``record``, what the dataset said
    """
    package = _public(context, data_dict, "governance_version_show")
    version = _get(package, data_dict["number"])
    record = None if version.withdrawn_at else versions.record(version)
    return {**_dictized(package, version), "record": record}


@tk.side_effect_free
@tk.validate_action_data(schema_versions.two)
def governance_version_difference(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what changed between two versions of a public dataset.

    :param id: id or name of the dataset
    :type id: string
    :param since: number of the version before
    :type since: int
    :param number: number of the version after
    :type number: int
    :returns: ``fields`` and ``files``, as `governance_difference`
    """
    package = _public(context, data_dict, "governance_version_difference")
    before, after = (_get(package, data_dict[key]) for key in ("since", "number"))
    found = _changes(before, after)
    if found is None:
        raise tk.ObjectNotFound(tk._("This version is withdrawn."))
    return found


def _public(context: Context, data_dict: DataDict, auth: str) -> model.Package:
    package = readable_package(context, data_dict)
    tk.check_access(auth, context, {"id": package.id})
    if not reviews.is_published(package.id):
        raise tk.ObjectNotFound(tk._("There is no version here."))
    return package


def _get(package: model.Package, number: int) -> Version:
    found = versions.get(package.id, number)
    if found is None:
        raise tk.ObjectNotFound(tk._("There is no version here."))
    return found


def _changes(before: Version | None, after: Version) -> dict[str, Any] | None:
    if before is None or before.withdrawn_at or after.withdrawn_at:
        return None
    old, new = versions.record(before), versions.record(after)
    same = {resource["id"]: resource["id"] for resource in old["resources"]}
    return asdict(between(old, new, same))


def _dictized(package: model.Package, version: Version) -> dict[str, Any]:
    files = [] if version.withdrawn_at else version.files
    return {
        "number": version.number,
        "at": version.at.isoformat(),
        "what": version.what,
        "content": version.content,
        "withdrawn": version.withdrawn_at is not None,
        "files": [{**file, "url": _url(package.id, version.number, file)} for file in files],
    }


def _url(dataset_id: str, number: int, file: dict[str, Any]) -> str:
    return tk.url_for(
        "governance_versions.file",
        id=dataset_id,
        number=number,
        resource_id=file["resource"],
        filename=file["name"],
        qualified=True,
    )
