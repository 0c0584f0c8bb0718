"""Who somebody is: memberships, designations, and roles for an organisation."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import has_request_context, request

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import Actor, Role
from ckanext.opendata_territoire.governance.model import Contributor, Separation
from ckanext.opendata_territoire.governance.model_dpo import Designation, DpoOfficer, DpoService

if TYPE_CHECKING:
    from collections.abc import Collection

_ROLE_OF_CAPACITY = {"member": Role.MEMBER, "editor": Role.AGENT, "admin": Role.CONTROLLER}
_ALONE = 1
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
        sa.select(Designation.organization_id)
        .outerjoin(DpoOfficer, _OF_THE_SERVICE)
        .where(user.id == PERSON, *in_force())
    )
    return Standing(user.id, capacities, frozenset(served), team, bool(user.sysadmin))


def actor(user: Any, dataset_id: str, organization_id: str | None) -> Actor:
    """Return who a user is for one dataset."""
    who = standing(user)
    worked = who.user is not None and (
        model.Session.get(Contributor, (dataset_id, who.user)) is not None
    )
    roles = who.roles(organization_id)
    apart = Role.CONTROLLER in roles and two_persons(organization_id)
    return Actor(who.user, roles, worked, two_persons=apart)


def separation(organization_id: str | None) -> Separation | None:
    """Return what an organisation has chosen, `None` when it has not."""
    return model.Session.get(Separation, organization_id or "")


def two_persons(organization_id: str | None) -> bool:
    """Say whether whoever decides must be somebody else than who submitted."""
    if chosen := separation(organization_id):
        return chosen.wanted
    return len(people_of(organization_id, "editor", "admin")) > _ALONE


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
    """Return what makes a designation, and the officer joined to it, give rights today."""
    day = today()
    return (
        Designation.confirmed_at.is_not(None),
        Designation.revoked_at.is_(None),
        *_running(Designation, day),
        sa.or_(Designation.service_id.is_(None), officer_in_force()),
    )


def officer_in_force() -> sa.ColumnElement[bool]:
    """Return what makes somebody an officer today."""
    return sa.and_(DpoOfficer.removed_at.is_(None), *_running(DpoOfficer, today()))


def _running(dated: type[Designation | DpoOfficer], day: date) -> list[sa.ColumnElement[bool]]:
    return [dated.starts <= day, sa.or_(dated.ends.is_(None), dated.ends >= day)]


PERSON = sa.func.coalesce(Designation.user_id, DpoOfficer.user_id)
"""Id of who is DPO by a designation, joined to the officers when it is of a service."""
_OF_THE_SERVICE = DpoOfficer.service_id == Designation.service_id


def dpos(organization: Any) -> sa.Select[Any]:
    """Select `user_id` and `stand_in` of those who may give opinions for an organisation today.

    Somebody who is its agent or its controller, or administers the portal, is none.

    Args:
        organization: its id, or a column.
    """
    edits = sa.exists().where(
        model.Member.table_name == "user",
        model.Member.table_id == PERSON,
        model.Member.group_id == Designation.organization_id,
        model.Member.capacity.in_(("editor", "admin")),
        model.Member.state == "active",
    )
    return (
        sa.select(
            model.User.id.label("user_id"),
            sa.func.coalesce(DpoOfficer.stand_in, sa.false()).label("stand_in"),
        )
        .select_from(Designation)
        .outerjoin(DpoOfficer, _OF_THE_SERVICE)
        .join(model.User, model.User.id == PERSON)
        .where(
            Designation.organization_id == organization,
            *in_force(),
            model.User.state != "deleted",
            model.User.sysadmin.is_(False),
            ~edits.correlate(Designation, DpoOfficer),
        )
    )


def has_dpo(organization_id: str | None) -> bool:
    """Say whether an organisation has a confirmed DPO today."""
    return bool(dpo_ids(organization_id))


def dpo_ids(organization_id: str | None) -> list[str]:
    """Return the ids of the confirmed DPOs of an organisation, officers of a service included."""
    return list(dict.fromkeys(model.Session.scalars(dpos(organization_id))))


def dpos_to_tell(organization_id: str | None) -> list[str]:
    """Return the ids of the DPOs who are written to: stand-ins when there is nobody else."""
    rows = model.Session.execute(dpos(organization_id)).all()
    titular = {row.user_id for row in rows if not row.stand_in}
    return sorted(titular or {row.user_id for row in rows})


def service_mailboxes(organization_id: str | None) -> list[str]:
    """Return the addresses of the services of DPO that an organisation designates today."""
    return list(
        model.Session.scalars(
            sa.select(DpoService.email)
            .join(Designation, Designation.service_id == DpoService.id)
            .outerjoin(DpoOfficer, _OF_THE_SERVICE)
            .where(Designation.organization_id == organization_id, *in_force())
            .distinct()
        )
    )


def names(ids: Collection[str]) -> list[str]:
    """Return how people are called, in the order of their names."""
    users = model.Session.scalars(sa.select(model.User).where(model.User.id.in_(ids)))
    return sorted(user.display_name for user in users)


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
