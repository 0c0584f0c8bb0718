"""Designations prepared for many organisations at once, and confirmed from a mail.

A controller who has an account is led to the page, and signs in. Where nobody has one, a single-use
link goes to the contact address of the organisation: reading it is the proof asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import designations
from .domain import workflow
from .model_dpo import Designation, DpoService
from .store import designations as store
from .store import links, notices, people, reviews

if TYPE_CHECKING:
    from collections.abc import Sequence

    from .designations import Term

PURPOSE = "dpo_confirm"
LASTS = timedelta(days=30)
asked = tk.signals.ckanext.signal("opendata_governance:dpo_link")
"""Sent after the commit, with the id of a link as `link_id`: its mail is to be written."""


@dataclass
class Prepared:
    """What was recorded, and who is asked to confirm."""

    recorded: int = 0
    known: int = 0
    controllers: int = 0
    contacts: list[str] = field(default_factory=list)
    unreachable: list[str] = field(default_factory=list)


def prepare(
    wanted: Sequence[tuple[str, DpoService, Term]], user: Any, *, dry: bool = False
) -> Prepared:
    """Record designations to be confirmed, all or none, and ask each organisation to confirm.

    Those that are there already are left alone: doing it again changes nothing.

    Args:
        wanted: id of the organisation, service, and term of each.
        user: who records them.
        dry: undo everything at the end.
    """
    done, recorder = Prepared(), user.id
    for organization_id, service, term in sorted(wanted, key=lambda row: row[0]):
        store.lock_organization(organization_id)
        if store.open_one(organization_id, service_id=service.id):
            done.known += 1
            continue
        found = Designation(
            organization_id=organization_id,
            service_id=service.id,
            **term.columns(),
            recorded_by=recorder,
            recorded_at=reviews.now(),
        )
        model.Session.add(found)
        actor = workflow.Actor(recorder, people.standing(user).roles(organization_id))
        designations.note("dpo_assign", found, actor)
        done.recorded += 1
        _ask(found, service, done)
    if dry:
        model.Session.rollback()
        return done
    model.Session.commit()
    for link_id in done.contacts:
        asked.send(link_id=link_id)
    return done


def _ask(found: Designation, service: DpoService, done: Prepared) -> None:
    """Write to the controllers of an organisation, or else to its contact."""
    organization: Any = model.Session.get_one(model.Group, found.organization_id)
    page = tk.url_for("governance_dpo.index", organization=organization.name, qualified=True)
    words = {**_words(organization, service), "url": page}
    told = False
    for id in people.people_of(organization.id, "admin"):
        user = model.User.get(id)
        if user and user.email:
            name = {"name": user.display_name}
            notices.letter(PURPOSE, user.email, words | name, once=f"{PURPOSE}:{found.id}:{id}")
            done.controllers, told = done.controllers + 1, True
    address = (organization.extras or {}).get("contact_email")
    if told:
        return
    if address:
        link = links.create(PURPOSE, found.id, organization.id, sent_to=address, lasts=LASTS)
        done.contacts.append(link.id)
    else:
        done.unreachable.append(organization.title or organization.name)


def _words(organization: Any, service: DpoService) -> dict[str, str]:
    return {"organization": organization.title or organization.name, "service": service.name}


def issue(link_id: str) -> tuple[str, str, dict[str, str]] | None:
    """Give a link a new token, committed.

    Returns:
        The token, the address and the words of the mail; nothing when there is no longer anything
        to confirm.
    """
    link = links.get(link_id, lock=True)
    found = store.get(link.subject) if link else None
    service = store.service(found.service_id) if found else None
    if link is None or found is None or service is None or _settled(found) or link.used_at:
        model.Session.rollback()
        return None
    organization = model.Session.get_one(model.Group, found.organization_id)
    answer = links.issue(link), link.sent_to, _words(organization, service)
    model.Session.commit()
    return answer


def read(token: str) -> Designation:
    """Return what a token confirms.

    Raises:
        ObjectNotFound: it confirms nothing, or no longer.
    """
    link, wrong = links.find(PURPOSE, token)
    found = store.get(link.subject) if link and not wrong else None
    if found is None or _settled(found):
        raise _nothing()
    return found


def confirm(token: str) -> Designation:
    """Confirm a designation by its link, which serves once.

    Raises:
        ObjectNotFound: the token confirms nothing, or no longer.
    """
    link, wrong = links.redeem(PURPOSE, token)
    found = store.get(link.subject, lock=True) if link and not wrong else None
    if link is None or found is None or _settled(found):
        model.Session.rollback()
        raise _nothing()
    found.confirmed_at = reviews.now()
    designations.note("dpo_confirm", found, workflow.Actor(), link=link.id)
    model.Session.commit()
    people.forget_standings()
    return found


def _settled(found: Designation) -> bool:
    return found.confirmed_at is not None or found.revoked_at is not None


def _nothing() -> tk.ObjectNotFound:
    return tk.ObjectNotFound(
        tk._("This link has been used, replaced, or is too old: there is nothing to confirm by it")
    )
