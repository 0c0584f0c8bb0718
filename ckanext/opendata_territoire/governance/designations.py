"""Use cases of designations and of services of DPO, each in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.exc import IntegrityError

import ckan.plugins.toolkit as tk
from ckan import model

from .domain import judgement, workflow
from .model_dpo import Designation, DpoOfficer, DpoService
from .store import designations as store
from .store import journal, notices, people, reviews

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date


@dataclass(frozen=True)
class Term:
    """From which day to which, both included, by which act."""

    starts: date
    ends: date | None = None
    reference: str = ""

    def check(self) -> None:
        """Refuse what ends before it starts.

        Raises:
            ValidationError: it does.
        """
        if self.ends and self.ends < self.starts:
            model.Session.rollback()
            raise tk.ValidationError({"ends": [tk._("The end comes before the start")]})

    def columns(self) -> dict[str, Any]:
        """Return the columns that keep it."""
        return {"starts": self.starts, "ends": self.ends, "reference": self.reference}


@dataclass(frozen=True)
class Chosen:
    """Who is designated: a person, known by an address that somebody gave or not, or a service."""

    person: model.User | None = None
    address: str | None = None
    service: DpoService | None = None

    def columns(self) -> dict[str, Any]:
        """Return the columns that keep it."""
        return {
            "user_id": self.person.id if self.person else None,
            "address": self.address,
            "service_id": self.service.id if self.service else None,
        }


def designate(organization_id: str, chosen: Chosen, user: Any, term: Term) -> Designation:
    """Record that an organisation designates a DPO.

    Recorded by a controller of the organisation, it is confirmed at once; by anybody else, it
    gives no right until a controller confirms it.

    Raises:
        ValidationError: the person is agent, controller or administrator, or is designated already.
    """
    recorder = user.id
    term.check()
    store.lock_organization(organization_id)
    if chosen.person:
        _refuse_conflict(chosen.person, organization_id)
    if _is_designated(organization_id, chosen):
        field = "service" if chosen.service else "user"
        model.Session.rollback()
        raise tk.ValidationError({field: [tk._("This DPO is designated already")]})
    actor = workflow.Actor(recorder, people.standing(user).roles(organization_id))
    found = Designation(
        organization_id=organization_id,
        **chosen.columns(),
        **term.columns(),
        recorded_by=recorder,
        recorded_at=reviews.now(),
    )
    model.Session.add(found)
    if judgement.speaks_for_organization(actor.roles):
        found.confirmed_by, found.confirmed_at = recorder, reviews.now()
    _write("dpo_assign", found, actor)
    return found


def _refuse_conflict(person: model.User, organization_id: str) -> None:
    if judgement.conflicts_with_dpo(people.standing(person).roles(organization_id)):
        model.Session.rollback()
        raise tk.ValidationError(
            {
                "user": [
                    tk._("A DPO is neither agent, controller nor administrator of what they read")
                ]
            }
        )


def _is_designated(organization_id: str, chosen: Chosen) -> bool:
    user_id = chosen.person.id if chosen.person else None
    service_id = chosen.service.id if chosen.service else None
    return bool(store.open_one(organization_id, user_id=user_id, service_id=service_id))


def confirm(designation_id: str, user: Any) -> Designation:
    """Confirm a designation in the name of the organisation.

    Raises:
        ObjectNotFound: no such designation.
        ValidationError: it is confirmed or revoked already.
    """
    found = _locked(designation_id)
    if found.confirmed_at or found.revoked_at:
        model.Session.rollback()
        raise tk.ValidationError({"id": [tk._("This designation is confirmed or ended already")]})
    found.confirmed_by, found.confirmed_at = user.id, reviews.now()
    _write("dpo_confirm", found, _controller(found, user))
    return found


def revoke(designation_id: str, user: Any) -> Designation:
    """End a designation now. Opinions given under it stand.

    Raises:
        ObjectNotFound: no such designation.
        ValidationError: it is revoked already.
    """
    found = _locked(designation_id)
    if found.revoked_at:
        model.Session.rollback()
        raise tk.ValidationError({"id": [tk._("This designation is ended already")]})
    found.revoked_by, found.revoked_at = user.id, reviews.now()
    _write("dpo_revoke", found, _controller(found, user))
    return found


def accept(place: Designation | DpoOfficer, user: Any) -> None:
    """Note that the person accepts: their name is shown from now on."""
    if place.accepted_at is None:
        place.accepted_at = reviews.now()
        model.Session.flush()
        organization = getattr(place, "organization_id", None)
        roles = people.standing(user).roles(organization)
        actor = workflow.Actor(user.id, roles)
        detail = {"place": place.id, "dpo": user.id}
        journal.write_journal("dpo_accept", actor, organization_id=organization, detail=detail)
    model.Session.commit()


def keep_service(found: DpoService | None, user: Any, *, name: str, email: str) -> DpoService:
    """Create a service, or change its name and mailbox.

    Raises:
        ValidationError: another has this name.
    """
    action = "dpo_service_update" if found else "dpo_service_create"
    found = found or DpoService(created_by=user.id, created_at=reviews.now())
    found.name, found.email = name, email
    actor = _keeper(user)
    model.Session.add(found)
    try:
        model.Session.flush()
    except IntegrityError as error:
        model.Session.rollback()
        raise tk.ValidationError({"name": [tk._("Another service has this name")]}) from error
    journal.write_journal(action, actor, detail={"service": found.id})
    model.Session.commit()
    return found


def add_officer(
    service: DpoService, chosen: Chosen, user: Any, term: Term, *, lead: bool, stand_in: bool
) -> DpoOfficer:
    """Add somebody to a service.

    Raises:
        ValidationError: it is the caller, an administrator of the portal, or there already.
    """
    term.check()
    person = chosen.person
    if person is None or person.id == user.id or person.sysadmin:
        model.Session.rollback()
        raise tk.ValidationError(
            {"user": [tk._("Nobody adds themselves, and no administrator of the portal is a DPO")]}
        )
    store.service(service.id, lock=True)
    if store.kept_officer(service.id, person.id):
        model.Session.rollback()
        raise tk.ValidationError({"user": [tk._("This person is in the service already")]})
    found = DpoOfficer(
        service_id=service.id,
        user_id=person.id,
        address=chosen.address,
        lead=lead,
        stand_in=stand_in,
        **term.columns(),
        added_by=user.id,
        added_at=reviews.now(),
    )
    model.Session.add(found)
    _write_officer("dpo_officer_add", found, user)
    return found


def remove_officer(officer_id: str, user: Any) -> DpoOfficer:
    """Take somebody out of a service now. Opinions that they gave stand.

    Raises:
        ValidationError: they are out already.
    """
    found = store.officer(officer_id, lock=True)
    if found is None or found.removed_at:
        model.Session.rollback()
        raise tk.ValidationError({"id": [tk._("This person is no longer in the service")]})
    found.removed_by, found.removed_at = user.id, reviews.now()
    _write_officer("dpo_officer_remove", found, user)
    return found


def ask_for_one(organization: Any, user: Any, page: str) -> int:
    """Write to the controllers that somebody waits for a DPO, once a day; return to how many."""
    told = 0
    words = {"organization": organization.title or organization.name, "url": page}
    for id in people.people_of(organization.id, "admin"):
        controller = model.User.get(id)
        if controller and controller.email and id != user.id:
            names = {"name": controller.display_name, "person": user.display_name}
            once = f"dpo_wanted:{organization.id}:{id}:{people.today()}"
            notices.letter("dpo_wanted", controller.email, words | names, once=once)
            told += 1
    model.Session.commit()
    return told


def _locked(designation_id: str) -> Designation:
    found = store.get(designation_id, lock=True)
    if found is None:
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("This designation does not exist"))
    return found


def _controller(found: Designation, user: Any) -> workflow.Actor:
    return workflow.Actor(user.id, people.standing(user).roles(found.organization_id))


def _keeper(user: Any) -> workflow.Actor:
    return workflow.Actor(user.id, people.standing(user).roles(None))


def note(action: str, found: Designation, actor: workflow.Actor, **more: str) -> None:
    """Note in the journal what is done to a designation, in the caller's transaction."""
    model.Session.flush()
    detail = {"designation": found.id, **_who(found), **more}
    if found.service_id:
        detail["service"] = found.service_id
    organization = found.organization_id
    journal.write_journal(action, actor, organization_id=organization, detail=detail)


def _write(action: str, found: Designation, actor: workflow.Actor) -> None:
    note(action, found, actor)
    model.Session.commit()
    people.forget_standings()


def _write_officer(action: str, found: DpoOfficer, user: Any) -> None:
    model.Session.flush()
    detail = {"service": found.service_id, "officer": found.id, **_who(found)}
    journal.write_journal(action, _keeper(user), detail=detail)
    model.Session.commit()
    people.forget_standings()


def _who(found: Designation | DpoOfficer) -> Mapping[str, str]:
    """Return whom the journal may name: nobody who was only an address so far."""
    if found.user_id is None:
        return {}
    return {"invited" if found.address and not found.accepted_at else "dpo": found.user_id}
