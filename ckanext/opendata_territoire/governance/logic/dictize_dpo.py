"""What the actions on DPOs return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from .common import iso

if TYPE_CHECKING:
    from ckanext.opendata_territoire.governance.model_dpo import Designation, DpoOfficer, DpoService


def designation(found: Designation, service_of: DpoService | None = None) -> dict[str, Any]:
    """Return a designation, of a person (`user`) or of a service (`service`)."""
    return {
        "id": found.id,
        "organization": found.organization_id,
        "user": person(found) if found.user_id else None,
        "service": service(service_of) if service_of else None,
        "starts": iso(found.starts),
        "ends": iso(found.ends),
        "reference": found.reference,
        "recorded_at": iso(found.recorded_at),
        "accepted": _accepted(found),
        "confirmed": found.confirmed_at is not None,
        "confirmed_at": iso(found.confirmed_at),
        "revoked_at": iso(found.revoked_at),
    }


def person(found: Designation | DpoOfficer) -> dict[str, Any]:
    """Return whom it is about: nothing but the address that was given before they accept."""
    if not _accepted(found):
        return {"id": found.user_id, "name": None, "title": found.address}
    user = model.User.get(found.user_id)
    name = user.name if user else None
    return {"id": found.user_id, "name": name, "title": user.display_name if user else None}


def service(found: DpoService) -> dict[str, Any]:
    """Return a service, without its officers."""
    return {"id": found.id, "name": found.name, "email": found.email}


def officer(found: DpoOfficer) -> dict[str, Any]:
    """Return an officer."""
    return {
        "id": found.id,
        "user": person(found),
        "lead": found.lead,
        "stand_in": found.stand_in,
        "starts": iso(found.starts),
        "ends": iso(found.ends),
        "reference": found.reference,
        "accepted": _accepted(found),
    }


def designating(found: Designation, organization: Any) -> dict[str, Any]:
    """Return an organisation that designates a service."""
    title = organization.title or organization.name
    return {
        "id": organization.id,
        "name": organization.name,
        "title": title,
        "confirmed": found.confirmed_at is not None,
        "starts": iso(found.starts),
        "ends": iso(found.ends),
    }


def _accepted(found: Designation | DpoOfficer) -> bool:
    return found.address is None or found.accepted_at is not None


def mail_told(mailed: bool) -> str:
    """Say whether the person was written to, without saying whether they had an account."""
    if mailed:
        return tk._("A mail tells the person. Whoever has no account yet chooses a password by it.")
    return tk._("No mail could leave to tell the person: send it again later.")
