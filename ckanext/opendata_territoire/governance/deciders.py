"""Who decides for an organisation without signing in: its mayor, its standing acts, its setting."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from . import deciding
from .domain.workflow import Actor, Role
from .errors import invalid
from .model import Mayor, Separation, StandingAct
from .store import deciders as rows
from .store import journal, links, people, reviews

if TYPE_CHECKING:
    from .domain.standing import Act


def record_mayor(organization_id: str, user: Any, *, name: str, email: str, sends: bool) -> Mayor:
    """Record whoever decides by link, or correct what is recorded of them.

    Another mailbox ends the links sent to the one before. Another person is `change_mayor`.

    Raises:
        ValidationError: the mailbox is that of the DPO, or of an administrator of the portal.
    """
    held = {
        role
        for account in rows.accounts_of(email)
        for role in people.standing(account).roles(organization_id)
    }
    if held & {Role.DPO, Role.SYSADMIN}:
        invalid(
            "mayor_email",
            tk._("This is the mailbox of the DPO or of an administrator, who do not decide"),
        )
    _lock(organization_id)
    found = rows.mayor(organization_id)
    if found is None:
        found = Mayor(organization_id=organization_id, recorded_at=reviews.now())
        model.Session.add(found)
    elif found.email != email:
        links.void(deciding.PURPOSE, organization_id=organization_id)
    found.name, found.email, found.sends, found.recorded_by = name, email, sends, user.id
    model.Session.flush()
    _journal("mayor_record", organization_id, user, {"mayor": found.id, "sends": int(sends)})
    return found


def change_mayor(organization_id: str, user: Any) -> int:
    """Note that the mayor has changed: standing acts lapse, links are void.

    Returns:
        How many standing acts have ended.
    """
    _lock(organization_id)
    moment = reviews.now()
    if found := rows.mayor(organization_id):
        found.ended_at = moment
    open_acts = [act for act in rows.acts(organization_id) if act.ended_at is None]
    for act in open_acts:
        act.ended_at, act.ended_by = moment, user.id
    links.void(deciding.PURPOSE, organization_id=organization_id)
    detail: dict[str, Any] = {"acts": [act.id for act in open_acts]}
    if found:
        detail["mayor"] = found.id
    _journal("mayor_change", organization_id, user, detail)
    return len(open_acts)


def choose_separation(organization_id: str, user: Any, *, wanted: bool | None) -> None:
    """Say whether whoever sends may decide; `None` goes back to: not when there are two persons."""
    _lock(organization_id)
    found = people.separation(organization_id)
    if wanted is None:
        if found:
            model.Session.delete(found)
    else:
        found = found or Separation(organization_id=organization_id)
        model.Session.add(found)
        found.wanted, found.changed_by, found.changed_at = wanted, user.id, reviews.now()
    _journal("separation", organization_id, user, {"wanted": -1 if wanted is None else int(wanted)})


def record_act(
    organization_id: str,
    user: Any,
    *,
    number: str,
    holder: str,
    account: Any,
    terms: Act,
) -> StandingAct:
    """Record a standing act.

    Args:
        organization_id: whose act it is.
        user: the controller who records it.
        number: of the act.
        holder: name and function of who holds it.
        account: their account, if they have one.
        terms: what it covers and when.

    Raises:
        ValidationError: the holder is the DPO or an administrator, or the dates do not follow.
    """
    roles = people.standing(account).roles(organization_id) if account else frozenset()
    if roles & {Role.DPO, Role.SYSADMIN} or holder.casefold() in _names_of_dpos(organization_id):
        invalid(
            "holder",
            tk._("Neither the DPO nor an administrator of the portal holds the decision"),
        )
    if terms.ends and terms.ends < terms.adopted:
        invalid("ends", tk._("The end comes before the start"))
    found = StandingAct(
        organization_id=organization_id,
        number=number,
        adopted=terms.adopted,
        holder=holder,
        holder_account=account.id if account else None,
        everything=terms.everything,
        themes=sorted(terms.themes),
        schemas=sorted(terms.schemas),
        ends=terms.ends,
        recorded_by=user.id,
        recorded_at=reviews.now(),
    )
    model.Session.add(found)
    model.Session.flush()
    _journal("standing_act_create", organization_id, user, {"act": found.id})
    return found


def end_act(act_id: str, user: Any) -> StandingAct:
    """End a standing act now. What it published stays.

    Raises:
        ObjectNotFound: no such act.
        ValidationError: it is ended already.
    """
    found = rows.act(act_id, lock=True)
    if found is None:
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("This act does not exist"))
    if found.ended_at:
        invalid("id", tk._("This act is ended already"))
    found.ended_at, found.ended_by = reviews.now(), user.id
    _journal("standing_act_end", found.organization_id, user, {"act": found.id})
    return found


def _names_of_dpos(organization_id: str) -> set[str]:
    users = [model.User.get(key) for key in people.dpo_ids(organization_id)]
    return {user.display_name.casefold() for user in users if user}


def _lock(organization_id: str) -> None:
    """Let two who change the same organisation come one after the other."""
    locked = sa.select(model.Group.id).where(model.Group.id == organization_id).with_for_update()
    model.Session.execute(locked)


def _journal(action: str, organization_id: str, user: Any, detail: dict[str, Any]) -> None:
    actor = Actor(user.id, people.standing(user).roles(organization_id))
    journal.write_journal(action, actor, organization_id=organization_id, detail=detail)
    model.Session.commit()
