"""What the actions of governance share."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain import objection, turns
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.store import contents, listings, people

if TYPE_CHECKING:
    from datetime import date, datetime

    from ckan.types import AuthResult, Context, DataDict

    from ckanext.opendata_territoire.governance.domain.turns import Turn


def caller(context: Context) -> Any:
    """Return the signed-in user behind a call, `None` when there is none."""
    user = context.get("auth_user_obj")
    if user is None and context.get("user"):
        user = model.User.get(context.get("user"))
    return user


def refuse(message: str) -> AuthResult:
    """Return the answer of an auth function that refuses, with what to say."""
    return {"success": False, "msg": message}


def iso(moment: date | datetime | None) -> str | None:
    """Return a day or a moment in ISO 8601; nothing when there is none."""
    return moment.isoformat() if moment else None


def acting_user(context: Context) -> Any:
    """Return the signed-in user behind a call.

    Raises:
        NotAuthorized: there is none.
    """
    user = model.User.get(context.get("user")) if context.get("user") else None
    if user is None:
        # `ignore_auth` replaces nobody: a governed action has an author.
        raise tk.NotAuthorized(tk._("Sign in to do this"))
    return user


def readable_package(context: Context, data_dict: DataDict) -> model.Package:
    """Return a dataset that the caller may read; for others it does not exist."""
    package = model.Package.get(data_dict["id"])
    try:
        if package:
            tk.check_access("package_show", tk.fresh_context(context), {"id": package.id})
    except tk.NotAuthorized:
        package = None
    if package is None:
        raise tk.ObjectNotFound
    return package


def organization_of(data_dict: DataDict) -> model.Group:
    """Return the organisation that a call names.

    Raises:
        ObjectNotFound: there is none.
    """
    organization = model.Group.get(data_dict["organization"])
    if organization is None or not organization.is_organization:
        raise tk.ObjectNotFound(tk._("Organization was not found."))
    return organization


def only(seen: set[str] | frozenset[str] | None, asked: str | None) -> set[str] | None:
    """Return the ids of the organisations seen, `None` for all, kept to the one asked for."""
    if not asked:
        return None if seen is None else set(seen)
    organization = model.Group.get(asked)
    if organization is None or (seen is not None and organization.id not in seen):
        return set()
    return {organization.id}


def objection_places(user: Any) -> set[str]:
    """Return the ids of the organisations of which somebody sees the requests from outside."""
    who = people.standing(user)
    return {place for place in (*who.capacities, *who.served) if objection.sees(who.roles(place))}


def seen_by(who: people.Standing) -> set[str] | None:
    """Return the ids of the organisations whose work somebody sees, `None` for all."""
    return None if who.sysadmin else {*who.edited(), *who.served}


def journal_organizations(user: Any) -> list[model.Group]:
    """Return the organisations whose journal somebody may read, by title."""
    found = contents.organizations(seen_by(people.standing(user)))
    return sorted(found.values(), key=lambda place: place.display_name)


def turns_of(who: people.Standing, wanted: listings.Wanted) -> Counter[Turn]:
    """Count datasets by what they ask of somebody."""
    counted: Counter[Turn] = Counter()
    for organization, state, number in listings.numbers(wanted):
        counted[turns.turn_of(State(state), who.roles(organization))] += number
    return counted


def reads_journal(user: Any, organization_id: str) -> bool:
    """Say whether somebody may read the journal of an organisation."""
    seen = seen_by(people.standing(user))
    return seen is None or organization_id in seen
