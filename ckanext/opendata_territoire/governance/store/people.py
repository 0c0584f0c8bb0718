"""Who somebody is: memberships, designations, and roles for an organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from flask import has_request_context, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import Actor, Role
from ckanext.opendata_territoire.governance.model import Contributor, Designation

_ROLE_OF_CAPACITY = {"member": Role.MEMBER, "editor": Role.AGENT, "admin": Role.CONTROLLER}
_MEMO = "opendata_governance.standing"


@dataclass(frozen=True)
class Standing:
    """Everything that gives a signed-in person rights.

    Attributes:
        user: the user's id, `None` for an anonymous reader.
        capacities: role by organisation id.
        served: ids of the organisations that this person serves as confirmed DPO today.
        team: is an agent or a controller of the département, which accompanies all the others.
        sysadmin: administers the portal.
    """

    user: str | None = None
    capacities: dict[str, Role] = field(default_factory=dict)
    served: frozenset[str] = frozenset()
    team: bool = False
    sysadmin: bool = False

    def roles(self, organization_id: str | None) -> frozenset[Role]:
        """Return the roles held for one organisation."""
        roles: set[Role] = set()
        if capacity := self.capacities.get(organization_id or ""):
            roles.add(capacity)
        if organization_id in self.served:
            roles.add(Role.DPO)
        if self.team:
            roles.add(Role.TEAM)
        if self.sysadmin:
            roles.add(Role.SYSADMIN)
        return frozenset(roles)

    def edited(self) -> list[str]:
        """Return the ids of the organisations where this person is agent or controller."""
        return [
            organization
            for organization, role in self.capacities.items()
            if role in (Role.AGENT, Role.CONTROLLER)
        ]


def standing(user: Any) -> Standing:
    """Return what gives a user rights, read once per request. Anonymous users have none."""
    if user is None or getattr(user, "is_anonymous", True) or user.state != "active":
        return Standing()
    if not has_request_context():
        return _read_standing(user)
    memo: dict[str, Standing] = request.environ.setdefault(_MEMO, {})
    if user.id not in memo:
        memo[user.id] = _read_standing(user)
    return memo[user.id]


def forget_standings() -> None:
    """Drop what was read in this request: to be called before a decision and after a change."""
    if has_request_context():
        request.environ.pop(_MEMO, None)


def _read_standing(user: Any) -> Standing:
    memberships = model.Session.execute(
        sa.select(
            model.Member.group_id, model.Member.capacity, model.group_table.c.extras["kind"].astext
        )
        .join(model.Group, model.Group.id == model.Member.group_id)
        .where(
            model.Member.table_name == "user",
            model.Member.table_id == user.id,
            model.Member.state == "active",
            model.Group.is_organization.is_(True),
            model.Group.state == "active",
        )
    ).all()
    capacities = {
        organization: _ROLE_OF_CAPACITY[capacity]
        for organization, capacity, _kind in memberships
        if capacity in _ROLE_OF_CAPACITY
    }
    team = any(
        kind == "department" and capacities.get(organization) in (Role.AGENT, Role.CONTROLLER)
        for organization, _capacity, kind in memberships
    )
    served = model.Session.scalars(
        sa.select(Designation.organization_id).where(Designation.user_id == user.id, *in_force())
    )
    return Standing(user.id, capacities, frozenset(served), team, bool(user.sysadmin))


def actor(user: Any, dataset_id: str, organization_id: str | None) -> Actor:
    """Return who a user is for one dataset."""
    who = standing(user)
    worked = who.user is not None and (
        model.Session.get(Contributor, (dataset_id, who.user)) is not None
    )
    return Actor(who.user, who.roles(organization_id), worked)


def today() -> date:
    """Return the present day in the portal's own time zone: a designation runs by whole days."""
    return datetime.now(tk.h.get_display_timezone()).date()


def day_of(moment: datetime) -> date:
    """Return the day of a moment in the portal's own time zone."""
    return moment.astimezone(tk.h.get_display_timezone()).date()


def end_of(day: date) -> datetime:
    """Return the moment when a day ends in the portal's own time zone."""
    naive = datetime.combine(day + timedelta(days=1), time.min)
    zone = tk.h.get_display_timezone()
    # CKAN gives a zone of pytz, whose offset depends on the day.
    return zone.localize(naive) if hasattr(zone, "localize") else naive.replace(tzinfo=zone)


def in_force() -> tuple[sa.ColumnElement[bool], ...]:
    """Return what makes a designation give rights today."""
    day = today()
    return (
        Designation.confirmed_at.is_not(None),
        Designation.revoked_at.is_(None),
        Designation.starts <= day,
        sa.or_(Designation.ends.is_(None), Designation.ends >= day),
    )


def has_dpo(organization_id: str | None) -> bool:
    """Say whether an organisation has a confirmed DPO today."""
    return bool(dpo_ids(organization_id))


def dpo_ids(organization_id: str | None) -> list[str]:
    """Return the ids of the confirmed DPOs of an organisation."""
    return list(
        model.Session.scalars(
            sa.select(Designation.user_id).where(
                Designation.organization_id == organization_id, *in_force()
            )
        )
    )


def people_of(organization_id: str | None, *capacities: str) -> list[str]:
    """Return the ids of active users who hold one of these CKAN roles in an organisation.

    Sysadmins are left out: CKAN makes them admins of what they create.
    """
    return list(
        model.Session.scalars(
            sa.select(model.User.id)
            .join(model.Member, model.Member.table_id == model.User.id)
            .where(
                model.Member.table_name == "user",
                model.Member.group_id == organization_id,
                model.Member.capacity.in_(capacities),
                model.Member.state == "active",
                model.User.state == "active",
                model.User.sysadmin.is_(False),
            )
        )
    )


def designations(organization_id: str) -> list[tuple[Designation, Any]]:
    """Return the designations of an organisation that are not revoked, with their users."""
    rows = model.Session.execute(
        sa.select(Designation, model.User)
        .join(model.User, model.User.id == Designation.user_id)
        .where(Designation.organization_id == organization_id, Designation.revoked_at.is_(None))
        .order_by(Designation.starts, Designation.recorded_at)
    )
    return [(designation, user) for designation, user in rows]


def designation(designation_id: str, *, lock: bool = False) -> Designation | None:
    """Return one designation, locked for a change when asked."""
    return model.Session.get(
        Designation, designation_id, with_for_update=lock or None, populate_existing=lock
    )


def open_designation(organization_id: str, user_id: str) -> Designation | None:
    """Return the designation of this person by this organisation that is not revoked, if any."""
    return model.Session.scalars(
        sa.select(Designation).where(
            Designation.organization_id == organization_id,
            Designation.user_id == user_id,
            Designation.revoked_at.is_(None),
        )
    ).first()
