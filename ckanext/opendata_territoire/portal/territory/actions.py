"""Actions that read the territory, and what CKAN's own refuse in it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal import store
from ckanext.opendata_territoire.portal.domain.territory_names import slug

from .validators import may_administer

if TYPE_CHECKING:
    import sqlalchemy as sa

    from ckan.types import Action, Context, DataDict, ErrorDict

KINDS = ("commune", "epci", "department", "other")


def territory_list_schema() -> dict[str, Any]:
    """Return the parameters of `territory_list`."""
    one_of: Any = tk.get_validator("one_of")
    optional = [tk.get_validator("ignore_missing")]
    text = [*optional, tk.get_validator("unicode_safe")]
    natural = [*optional, tk.get_validator("natural_number_validator")]
    return {
        "q": text,
        "kind": [*text, one_of(list(KINDS))],
        "parent": text,
        "limit": natural,
        "offset": natural,
    }


@tk.side_effect_free
@tk.validate_action_data(territory_list_schema)
def territory_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the organisations of the territory, in alphabetical order of their names.

    :param q: part of a name, whatever its accents and hyphens; or the beginning of an INSEE code,
        of a SIREN or of a postal code (optional)
    :type q: string
    :param kind: ``commune``, ``epci``, ``department`` or ``other`` (optional)
    :type kind: string
    :param parent: id or name of the organisation directly above (optional)
    :type parent: string
    :param limit: how many to return, by default all
    :type limit: int
    :param offset: how many to leave out first, by default none
    :type offset: int

    :returns: dictionaries with ``id``, ``name``, ``title``, ``kind``, ``insee_code``, ``siren``,
        ``population`` (municipal), ``population_total``, ``postal_codes``, ``epci_type``,
        ``vintage``, ``parent`` and ``parent_title`` (name and title of the organisation above),
        ``image_url``, and ``package_count``, the number of published datasets
    :rtype: list of dictionaries
    """
    tk.check_access("territory_list", context, data_dict)
    rows = store.organizations(kind=data_dict.get("kind"), parent_ref=data_dict.get("parent"))
    query = data_dict.get("q") or ""
    found = sorted(
        (row for row in rows if _matches(row, query)), key=lambda row: slug(row.title or "")
    )
    start = data_dict.get("offset") or 0
    limit = data_dict.get("limit")
    page = found[start:] if limit is None else found[start : start + limit]
    counts = _published_counts() if page else {}
    return [_organization(row, counts) for row in page]


@tk.side_effect_free
def territory_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return an organisation of the territory, and those directly below it.

    :param id: id, name or former name of the organisation
    :type id: string

    :returns: what ``territory_list`` returns, and ``description``, ``contact_email``,
        ``former_codes`` (INSEE codes of the communes it continues), ``members_outside`` (for an
        EPCI, its communes in other départements: ``code``, ``name``, ``department``), ``members``
        (the organisations directly below, as ``territory_list`` returns them)
    :rtype: dictionary
    """
    ref = tk.get_or_bust(data_dict, "id")
    tk.check_access("territory_show", context, data_dict)
    ref = store.current_name(ref) or ref
    rows = store.organizations(ref=ref)
    place = next((row for row in rows if ref in (row.id, row.name)), None)
    if place is None:
        raise tk.ObjectNotFound(tk._("Organization not found"))
    counts = _published_counts()
    members = sorted(
        (row for row in rows if row is not place), key=lambda row: slug(row.title or "")
    )
    extras = place.extras or {}
    return {
        **_organization(place, counts),
        "description": place.description,
        "contact_email": extras.get("contact_email"),
        "former_codes": _list(extras, "former_codes"),
        "members_outside": _list(extras, "members_outside"),
        "members": [_organization(row, counts) for row in members],
    }


@tk.chained_action
def group_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Create a group; core answers 500 when it is asked for an organisation this way."""
    if data_dict.get("type") == "organization":
        raise tk.ValidationError({"type": [tk._("An organisation is not created as a group")]})
    return next_(context, data_dict)


@tk.chained_action
def organization_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Create an organisation, in charge of which nobody is but those who are named.

    CKAN puts whoever creates it in charge: here a system administrator or the site's own account,
    who must not decide in the place of a commune.
    """
    named = _references(data_dict.get("users"))
    done = next_(context, data_dict)
    organization = done["id"] if isinstance(done, dict) else done
    creator = model.User.get(context.get("user"))
    if creator and not named & {creator.id, creator.name}:
        leaving = {"id": organization, "object": creator.id, "object_type": "user"}
        tk.get_action("member_delete")({**tk.fresh_context(context), "ignore_auth": True}, leaving)
    return done


@tk.chained_action
def organization_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Update an organisation; its place in the hierarchy is not its own people's to change."""
    _refuse_moves(context, data_dict)
    return next_(context, data_dict)


@tk.chained_action
def group_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Update a group; an organisation keeps its rules by this way in too."""
    _refuse_moves(context, data_dict)
    return next_(context, data_dict)


def _refuse_moves(context: Context, data_dict: DataDict) -> None:
    """Keep to the portal's administrators what an organisation's own people must not change.

    Its place, its nature, its members all at once, free fields that would shadow its own.
    """
    group = model.Group.get(data_dict.get("id"))
    if group is None or not group.is_organization:
        return
    if str(data_dict.get("is_organization", True)) != "True":
        # For nobody: an organisation made a group is read by no page and no action any more.
        raise tk.ValidationError({"is_organization": [tk._("An organisation stays one")]})
    if may_administer(context):
        return
    errors: ErrorDict = {}
    if "groups" in data_dict:
        parents = {parent.id for parent in group.get_parent_groups(group.type)}
        if _ids(data_dict["groups"]) != parents:
            errors["groups"] = [
                tk._("Only the administrators of the portal can move an organisation")
            ]
        else:
            del data_dict["groups"]
    if "users" in data_dict and _roles(data_dict["users"]) != _current_roles(group):
        # CKAN would replace everybody at once; the page and the actions of accounts go one by one.
        errors["users"] = [tk._("Only the administrators of the portal can change this")]
    reserved = {
        "extras": bool(data_dict.get("extras")),
        "packages": bool(data_dict.get("packages")),
        "approval_status": data_dict.get("approval_status", group.approval_status)
        != group.approval_status,
    }
    for key in (key for key, changed in reserved.items() if changed):
        errors[key] = [tk._("Only the administrators of the portal can change this")]
    if errors:
        raise tk.ValidationError(errors)


def _references(users: Any) -> set[Any]:
    named = [user for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    return {reference for user in named for reference in (user.get("id"), user.get("name"))}


def _roles(users: Any) -> set[tuple[Any, Any]]:
    named = [user for user in users if isinstance(user, dict)] if isinstance(users, list) else []
    found = {
        (model.User.get(user.get("name") or user.get("id")), user.get("capacity")) for user in named
    }
    return {(user.id if user else None, capacity) for user, capacity in found}


def _current_roles(group: model.Group) -> set[tuple[Any, Any]]:
    members = model.Session.query(model.Member.table_id, model.Member.capacity).filter_by(
        group_id=group.id, table_name="user", state="active"
    )
    return {(user, capacity) for user, capacity in members}


def _ids(groups: Any) -> set[str | None]:
    """Return the ids of the groups that a request names; what it does not name well is no group."""
    if not isinstance(groups, list):
        return {None}
    found: set[str | None] = set()
    for named in groups:
        reference = named.get("id") or named.get("name") if isinstance(named, dict) else None
        group = model.Group.get(reference) if isinstance(reference, str) else None
        found.add(group.id if group else None)
    return found


def _matches(row: sa.Row[Any], query: str) -> bool:
    wanted = slug(query)
    if not wanted:
        return not query.strip()
    extras = row.extras or {}
    codes = [extras.get("insee_code"), extras.get("siren"), *_list(extras, "postal_codes")]
    begins = any(code and code.lower().startswith(wanted) for code in codes)
    return wanted in slug(row.title or row.name) or begins


def _organization(row: sa.Row[Any], counts: dict[str, int]) -> dict[str, Any]:
    extras = row.extras or {}
    return {
        "id": row.id,
        "name": row.name,
        "title": row.title or row.name,
        "kind": extras.get("kind", "other"),
        "insee_code": extras.get("insee_code"),
        "siren": extras.get("siren"),
        "population": _number(extras, "population"),
        "population_total": _number(extras, "population_total"),
        "postal_codes": _list(extras, "postal_codes"),
        "epci_type": extras.get("epci_type"),
        "vintage": extras.get("vintage"),
        "parent": row.parent,
        "parent_title": row.parent_title,
        "image_url": row.image_url,
        "package_count": counts.get(row.name, 0),
    }


def _number(extras: dict[str, str], name: str) -> int | None:
    value = extras.get(name, "")
    return int(value) if value.isdecimal() else None


def _list(extras: dict[str, str], name: str) -> list[Any]:
    """Read a list stored as JSON; an administrator may have written something else by hand."""
    try:
        value = json.loads(extras.get(name) or "[]")
    except ValueError:
        return []
    return value if isinstance(value, list) else []


def _published_counts() -> dict[str, int]:
    """Count the datasets that anybody sees, by name of organisation: one query to the index."""
    anonymous: Context = {"user": "", "auth_user_obj": None}
    search = {"rows": 0, "facet.field": ["organization"], "facet.limit": -1, "facet.mincount": 1}
    found = tk.get_action("package_search")(anonymous, search)
    return found["facets"].get("organization", {})
