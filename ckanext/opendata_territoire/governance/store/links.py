"""Single-use links: who was sent what, and whether it is still good.

Made for whatever is confirmed by mail: `purpose` says what for, `subject` on what. In this order:
`create`; then `issue` gives the token, in the worker that writes the mail, so that the token passes
neither by the queue nor by the database; `find` reads, `redeem` uses, both by the token. A code, if
the purpose wants one, is asked for by `ask_code`, made by `issue_code` in the worker, and tried.
"""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain import link as rules
from ckanext.opendata_territoire.governance.model import Link

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import timedelta

    from ckanext.opendata_territoire.governance.domain.link import Fault


def create(
    purpose: str,
    subject: str,
    organization_id: str,
    *,
    sent_to: str,
    lasts: timedelta,
    created_by: str | None = None,
    bound: dict[str, Any] | None = None,
) -> Link:
    """Prepare a link, in the caller's transaction. It opens nothing until it is issued.

    Args:
        purpose: what it is for.
        subject: id of what it acts on.
        organization_id: whose link it is.
        sent_to: e-mail address.
        lasts: how long it is good.
        created_by: id of the account that asked for it, `None` when the portal did by itself.
        bound: what must not change, for `purpose` to compare.
    """
    found = Link(
        purpose=purpose,
        subject=subject,
        organization_id=organization_id,
        sent_to=sent_to,
        expires_at=_now() + lasts,
        created_by=created_by,
        bound=bound or {},
    )
    model.Session.add(found)
    model.Session.flush()
    return found


def issue(link: Link) -> str:
    """Return a new token of a link, in the caller's transaction; the one before is void."""
    token = rules.new_token()
    link.token = rules.token_hash(token)
    model.Session.flush()
    return token


def find(purpose: str, token: str, *, lock: bool = False) -> tuple[Link | None, Fault | None]:
    """Return the link of a token, and why it opens nothing, if so.

    `lock` keeps it until the end of the transaction: of two who come at once, one waits, then
    finds it used.
    """
    statement = sa.select(Link).where(
        Link.purpose == purpose, Link.token == rules.token_hash(token)
    )
    if lock:
        statement = statement.with_for_update().execution_options(populate_existing=True)
    found = model.Session.scalars(statement).first()
    return found, fault(found)


def fault(link: Link | None) -> Fault | None:
    """Say why a link by itself opens nothing now, whatever became of what it is tied to."""
    return rules.fault(state(link), _now())


def redeem(purpose: str, token: str) -> tuple[Link | None, Fault | None]:
    """Use a link, in the caller's transaction: whoever comes next finds it used.

    Returns:
        As `find`; with a fault nothing is used.
    """
    found, wrong = find(purpose, token, lock=True)
    if found and not wrong:
        use(found)
    return found, wrong


def use(link: Link) -> None:
    """Note that a locked link that is still good has served."""
    link.used_at = _now()
    model.Session.flush()


def ask_code(link: Link) -> Fault | None:
    """Count a code asked for on a locked link that is still good; say why none is sent, if so."""
    if wrong := rules.code_request_fault(_state(link)):
        return wrong
    link.codes_asked += 1
    model.Session.flush()
    return None


def issue_code(link: Link) -> str:
    """Return a new code of a link, in the caller's transaction; the one before is void."""
    code = rules.new_code()
    link.code = rules.code_hash(tk.config["SECRET_KEY"], link.id, code)
    link.code_expires_at, link.attempts = _now() + rules.CODE_LASTS, 0
    model.Session.flush()
    return code


def try_code(link: Link, code: str) -> Fault | None:
    """Count one attempt on a locked link; say what is wrong with the code, if anything.

    The caller commits whatever the answer, or nothing is counted.
    """
    presented = rules.code_hash(tk.config["SECRET_KEY"], link.id, code)
    wrong = rules.code_fault(_state(link), presented, _now())
    link.attempts += 1
    model.Session.flush()
    return wrong


def void(
    purpose: str,
    *,
    link: Link | None = None,
    subject: str | None = None,
    organization_id: str | None = None,
) -> int:
    """Make links void, in the caller's transaction: one, those of a subject, of an organisation.

    Returns:
        How many were still good.
    """
    statement = sa.update(Link).where(
        Link.purpose == purpose, Link.used_at.is_(None), Link.voided_at.is_(None)
    )
    if link:
        statement = statement.where(Link.id == link.id)
    if subject:
        statement = statement.where(Link.subject == subject)
    if organization_id:
        statement = statement.where(Link.organization_id == organization_id)
    done = model.Session.execute(statement.values(voided_at=_now()).returning(Link.id))
    return len(done.all())


def get(link_id: str, *, lock: bool = False) -> Link | None:
    """Return a link by its id, locked for a change when asked."""
    return model.Session.get(Link, link_id, with_for_update=lock or None, populate_existing=lock)


def sent(purpose: str, subjects: Iterable[str]) -> list[Link]:
    """Return the links sent about some subjects, last one first."""
    statement = sa.select(Link).where(Link.purpose == purpose, Link.subject.in_(list(subjects)))
    return list(model.Session.scalars(statement.order_by(Link.created_at.desc())))


def state(link: Link | None) -> rules.LinkState | None:
    """Return what the rules need to know of a link."""
    return _state(link) if link else None


def _state(link: Link) -> rules.LinkState:
    return rules.LinkState(
        expires_at=link.expires_at,
        used_at=link.used_at,
        voided_at=link.voided_at,
        code=link.code,
        code_expires_at=link.code_expires_at,
        codes_asked=link.codes_asked,
        attempts=link.attempts,
    )


def _now() -> datetime:
    return datetime.now(timezone.utc)
