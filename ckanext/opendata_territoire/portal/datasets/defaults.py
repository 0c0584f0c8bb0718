"""What a new dataset is given when its author says nothing: the organisation knows most of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, cast

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib.munge import munge_title_to_name

from ckanext.opendata_territoire.portal import config, vocabularies

if TYPE_CHECKING:
    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

NAME_MAX = 100


def dataset_defaults(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Fill what is missing in a dataset that is being created; never touch an existing one."""
    if "package" in context:
        return
    organization = _organization(data.get(("owner_org",)))
    _default(data, "name", lambda: _free_name(organization, data.get(("title",))))
    _default(data, "license_id", config.default_license)
    _default(data, "access_rights", lambda: vocabularies.uri("access-right", "PUBLIC"))
    _default(data, "language", lambda: [vocabularies.uri("language", "FRA")])
    if organization:
        _default_group(data, "spatial_coverage", territory_of(organization))
        _default_group(data, "contact", contact_of(organization))


def territory_of(organization: model.Group) -> dict[str, Any]:
    """Territory of an organisation, as the subfields of `spatial_coverage`."""
    extras = cast("Any", organization).extras
    uri = _insee_uri(extras.get("kind"), extras.get("insee_code"))
    found = {"text": organization.title, "uri": uri, "bbox": extras.get("spatial")}
    return {name: value for name, value in found.items() if value}


def contact_of(organization: model.Group) -> dict[str, Any]:
    """Contact of an organisation, as the subfields of `contact`; empty when it has given none."""
    email = cast("Any", organization).extras.get("contact_email")
    return {"name": organization.title, "email": email} if email else {}


def _insee_uri(kind: str | None, code: str | None) -> str | None:
    """Address of a place in INSEE's linked data (an EPCI has none by INSEE code)."""
    part = {"commune": "commune", "department": "departement"}.get(kind or "")
    return f"http://id.insee.fr/geo/{part}/{code}" if part and code else None


def _organization(name_or_id: Any) -> model.Group | None:
    if not name_or_id or name_or_id is tk.missing:
        return None
    return model.Group.get(name_or_id)


def _default(data: FlattenDataDict, field: str, value: Any) -> None:
    if data.get((field,)) in (None, "", tk.missing):
        data[(field,)] = value()


def _default_group(data: FlattenDataDict, field: str, values: dict[str, Any]) -> None:
    if any(key[0] == field for key in data):
        return
    for name, value in values.items():
        data[(field, 0, name)] = value


def _address(place: str, title: str) -> str:
    """Put the name of a place before a title, once: the title may have it already."""
    said = re.sub(rf"(^|-){re.escape(place)}(?=-|$)", "", title).strip("-") if place else title
    return "-".join(part for part in (place, said) if part)[: NAME_MAX - 5].strip("-")


def _free_name(organization: model.Group | None, title: Any) -> str | Any:
    """Address made of the organisation's and of the title: 341 communes have « Délibérations »."""
    if not isinstance(title, str) or not title.strip():
        return tk.missing
    base = _address(organization.name if organization else "", munge_title_to_name(title.strip()))
    taken = {
        row.name
        for row in model.Session.query(model.Package.name).filter(
            model.Package.name.like(base.replace("_", r"\_") + "%")
        )
    }
    candidates = [base, *(f"{base}-{number}" for number in range(2, len(taken) + 2))]
    return next(name for name in candidates if name not in taken)
