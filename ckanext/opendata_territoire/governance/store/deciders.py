"""Who decides for an organisation besides its controllers: its mayor by link, its standing acts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from ckan import model

from ckanext.opendata_territoire.governance.domain import framework, standing
from ckanext.opendata_territoire.governance.domain.workflow import Actor, Role
from ckanext.opendata_territoire.governance.model import Mayor, StandingAct
from ckanext.opendata_territoire.governance.model_frameworks import Framework

from . import people

if TYPE_CHECKING:
    from collections.abc import Iterable

_BARRING = frozenset({Role.DPO, Role.SYSADMIN})


def mayor(organization_id: str | None) -> Mayor | None:
    """Return whoever decides by link for an organisation now, if anybody is recorded."""
    return model.Session.scalars(
        sa.select(Mayor).where(Mayor.organization_id == organization_id, Mayor.ended_at.is_(None))
    ).first()


def accounts_of(email: str) -> list[Any]:
    """Return the active accounts that have a mailbox."""
    return list(
        model.Session.scalars(
            sa.select(model.User).where(
                sa.func.lower(model.User.email) == email.strip().lower(),
                model.User.state == "active",
            )
        )
    )


def by_link(found: Mayor, accounts: Iterable[Any] = ()) -> Actor:
    """Return the mayor as who decides, with what bars the accounts of the same person.

    Args:
        found: the mayor.
        accounts: other accounts known to be theirs, such as the one signed in.
    """
    same = {user.id: user for user in (*accounts_of(found.email), *accounts)}
    return _apart_from_accounts(
        found.id, Role.CONTROLLER_BY_LINK, found.organization_id, list(same.values())
    )


def by_act(found: StandingAct) -> Actor:
    """Return a standing act as who decides, with what bars the account of its holder."""
    holder = model.User.get(found.holder_account) if found.holder_account else None
    return _apart_from_accounts(
        found.id, Role.STANDING_ACT, found.organization_id, [holder] if holder else []
    )


def _apart_from_accounts(id: str, role: Role, organization_id: str, accounts: list[Any]) -> Actor:
    held = {
        each for user in accounts for each in people.standing(user).roles(organization_id)
    } & _BARRING
    return Actor(
        id,
        frozenset({role, *held}),
        same_as=frozenset(user.id for user in accounts),
        two_persons=people.two_persons(organization_id),
    )


def act(act_id: str, *, lock: bool = False) -> StandingAct | None:
    """Return a standing act, locked for a change when asked."""
    return model.Session.get(
        StandingAct, act_id, with_for_update=lock or None, populate_existing=lock
    )


def acts(organization_id: str) -> list[StandingAct]:
    """Return the standing acts of an organisation, ended ones too, last recorded first."""
    statement = sa.select(StandingAct).where(StandingAct.organization_id == organization_id)
    return list(model.Session.scalars(statement.order_by(StandingAct.recorded_at.desc())))


def act_on(package: model.Package) -> StandingAct | None:
    """Return the standing act that decides today on a dataset: the oldest of those that do."""
    data, day = data_of(package), people.today()
    for found in reversed(acts(package.owner_org or "")):
        rule = terms(found)
        if standing.in_force(rule, day) and standing.covers(rule, data):
            return found
    return None


def terms(found: StandingAct) -> standing.Act:
    """Return what the rules need to know of a standing act."""
    return standing.Act(
        adopted=found.adopted,
        ends=found.ends,
        ended=found.ended_at is not None,
        everything=found.everything,
        themes=frozenset(found.themes),
        schemas=frozenset(found.schemas),
    )


def data_of(package: model.Package) -> standing.Data:
    """Return what tells the family of a dataset."""
    extras = package.extras or {}
    return standing.Data(
        themes=_texts(extras.get("theme")),
        schemas=_texts(extras.get("conforms_to")),
        schemas_of_files=[
            _texts((resource.extras or {}).get("conforms_to")) for resource in package.resources
        ],
    )


def _texts(value: Any) -> frozenset[str]:
    """Return what CKAN keeps of a field of several texts: a list, in JSON or not."""
    if isinstance(value, str):
        value = json.loads(value) if value.startswith("[") else [value]
    return frozenset(str(each) for each in value or [] if each)


def name_of(id: str | None) -> str | None:
    """Return what a mayor, a standing act or a framework opinion is called, `None` for others."""
    if id is None:
        return None
    if found := model.Session.get(Mayor, id):
        return found.name
    if opinion := model.Session.get(Framework, id):
        return framework.called(opinion.year, opinion.number)
    return title_of(model.Session.get(StandingAct, id))


def title_of(found: StandingAct | None) -> str | None:
    """Return what a standing act is called: its number, and the day when it was adopted."""
    return f"{found.number} ({found.adopted.isoformat()})" if found else None
