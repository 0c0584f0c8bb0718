"""Designations of DPO, services of DPO and their officers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.model_dpo import Designation, DpoOfficer, DpoService

from . import people

if TYPE_CHECKING:
    from collections.abc import Sequence

_OPEN = Designation.revoked_at.is_(None)
_KEPT = DpoOfficer.removed_at.is_(None)


def lock_organization(organization_id: str) -> None:
    """Let nobody else change the designations of an organisation before this transaction ends."""
    model.Session.execute(
        sa.select(sa.func.pg_advisory_xact_lock(0x6F64, sa.func.hashtext(organization_id)))
    )


def of_organization(organization_id: str) -> list[tuple[Designation, Any, DpoService | None]]:
    """Return the designations of an organisation that are not ended, with person and service."""
    rows = model.Session.execute(
        sa.select(Designation, model.User, DpoService)
        .outerjoin(model.User, model.User.id == Designation.user_id)
        .outerjoin(DpoService, DpoService.id == Designation.service_id)
        .where(Designation.organization_id == organization_id, _OPEN)
        .order_by(Designation.starts, Designation.recorded_at)
    )
    return [(found, user, service) for found, user, service in rows]


def get(designation_id: str, *, lock: bool = False) -> Designation | None:
    """Return one designation, locked for a change when asked."""
    return model.Session.get(
        Designation, designation_id, with_for_update=lock or None, populate_existing=lock
    )


def open_one(
    organization_id: str, *, user_id: str | None = None, service_id: str | None = None
) -> Designation | None:
    """Return the designation of this person, or service, by this organisation that is not ended."""
    who = Designation.service_id == service_id if service_id else Designation.user_id == user_id
    statement = sa.select(Designation).where(
        Designation.organization_id == organization_id, who, _OPEN
    )
    return model.Session.scalars(statement).first()


def services() -> Sequence[DpoService]:
    """Return all services, by name."""
    statement = sa.select(DpoService).order_by(sa.func.lower(DpoService.name))
    return model.Session.scalars(statement).all()


def service(reference: str | None, *, lock: bool = False) -> DpoService | None:
    """Return the service of an id or of a name, whatever its capitals."""
    if not reference:
        return None
    statement = sa.select(DpoService).where(
        sa.or_(DpoService.id == reference, sa.func.lower(DpoService.name) == reference.lower())
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    return model.Session.scalars(statement).first()


def officers(service_id: str) -> list[tuple[DpoOfficer, Any]]:
    """Return the officers of a service that are not removed, with their accounts."""
    rows = model.Session.execute(
        sa.select(DpoOfficer, model.User)
        .outerjoin(model.User, model.User.id == DpoOfficer.user_id)
        .where(DpoOfficer.service_id == service_id, _KEPT)
        .order_by(DpoOfficer.stand_in, DpoOfficer.starts, DpoOfficer.added_at)
    )
    return [(officer, user) for officer, user in rows]


def officer(officer_id: str, *, lock: bool = False) -> DpoOfficer | None:
    """Return one officer, locked for a change when asked."""
    return model.Session.get(
        DpoOfficer, officer_id, with_for_update=lock or None, populate_existing=lock
    )


def kept_officer(service_id: str, user_id: str) -> DpoOfficer | None:
    """Return this person's place in a service, unless it was removed."""
    statement = sa.select(DpoOfficer).where(
        DpoOfficer.service_id == service_id, DpoOfficer.user_id == user_id, _KEPT
    )
    return model.Session.scalars(statement).first()


def places_of(user_id: str | None) -> dict[str, bool]:
    """Return the services of which somebody is an officer today: by id, whether as lead."""
    statement = sa.select(DpoOfficer.service_id, DpoOfficer.lead).where(
        DpoOfficer.user_id == user_id, people.officer_in_force()
    )
    return {row.service_id: row.lead for row in model.Session.execute(statement)}


def designating(service_id: str) -> list[tuple[Designation, Any]]:
    """Return the designations of a service that are not ended, with their organisations."""
    rows = model.Session.execute(
        sa.select(Designation, model.Group)
        .join(model.Group, model.Group.id == Designation.organization_id)
        .where(Designation.service_id == service_id, _OPEN, model.Group.state == "active")
        .order_by(sa.func.lower(model.Group.title))
    )
    return [(found, organization) for found, organization in rows]
