"""Actions on datasets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.accounts.privacy import people_without_fingerprint
from ckanext.opendata_territoire.portal.datasets import facts
from ckanext.opendata_territoire.portal.domain import publication

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


LOCAL_AUTHORITY = "http://purl.org/adms/publishertype/LocalAuthority"
_AUTHORITIES = {"commune", "epci", "department"}


@tk.chained_action
@tk.side_effect_free
def organization_show(next_: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say the type of a publisher, under the name that ckanext-dcat reads."""
    organization = people_without_fingerprint(context, next_(context, data_dict))
    if organization.get("kind") in _AUTHORITIES:
        organization["dcat_type"] = LOCAL_AUTHORITY
    return organization


@tk.side_effect_free
def dataset_publication_check(context: Context, data_dict: DataDict) -> list[dict[str, str]]:
    """List what a dataset lacks before it can be sent for publication.

    You must be allowed to edit the dataset.

    :param id: id or name of the dataset
    :type id: string

    :returns: one dictionary for each field to fill, with ``field``, ``label``, ``message`` and
        ``url`` (where to fill it); an empty list when nothing is missing
    :rtype: list of dictionaries
    """
    # Read first: a refusal names the dataset, and what one may not read does not exist.
    dataset = tk.get_action("package_show")(
        tk.fresh_context(context), {"id": tk.get_or_bust(data_dict, "id")}
    )
    tk.check_access("dataset_publication_check", context, {"id": dataset["id"]})
    schema = tk.h.scheming_get_dataset_schema(dataset["type"])
    return [_answer(dataset, missing) for missing in publication.missing(schema, dataset)]


@tk.side_effect_free
def resource_file_facts(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say what the portal reads in an uploaded file: its layout, and what it may show unawares.

    Read anew from the file, stored nowhere. You must be allowed to edit the dataset or, before it
    is public, to read it.

    :param id: id of the resource
    :type id: string
    :param whole: read a long table to its end (optional; otherwise by its beginning)
    :type whole: bool

    :returns: ``format``; ``sheet``, the one read in a workbook; ``columns``, their titles, 200 at
        most, of ``column_count``; ``types``, of these columns over all the rows (``empty``,
        ``number``, ``date``, ``yes_no`` or ``text``) and ``rows``, their number, where the file was
        read whole; ``problem``, the code of why it could not be, or null;
        ``rows_above``, texts above the titles; ``findings``, a list of dictionaries with ``kind``,
        ``personal`` (whether personal data may be published unawares), ``unseen`` (whether it
        keeps the portal from looking everywhere), ``count``, ``names`` and ``message``
    :rtype: dictionary
    """
    id_ = tk.get_or_bust(data_dict, "id")
    resource = tk.get_action("resource_show")(tk.fresh_context(context), {"id": id_})
    tk.check_access("resource_file_facts", context, {"id": resource["id"]})
    found = facts.stored(resource, whole=_asked(data_dict, "whole"))
    if not found:
        raise tk.ObjectNotFound(tk._("This file is not there."))
    return facts.said(found)


def _asked(data_dict: DataDict, option: str) -> bool:
    try:
        return tk.asbool(data_dict.get(option, False))
    except ValueError as error:
        raise tk.ValidationError({option: [tk._("Answer true or false")]}) from error


def _answer(dataset: dict[str, Any], missing: publication.Missing) -> dict[str, str]:
    if missing.field == publication.RESOURCES:
        url = tk.url_for("dataset_resource.new", id=dataset["name"])
    else:
        url = tk.url_for("dataset.edit", id=dataset["name"], _anchor=f"field-{missing.field}")
    return {
        "field": missing.field,
        "label": tk._(missing.label),
        "message": tk._(missing.message),
        "url": url,
    }
