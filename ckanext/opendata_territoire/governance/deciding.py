"""The mayor decides by a mailed link: use cases, each in one transaction.

A link opens one page on one dataset, says one decision, once. It is tied to the version of the
review and to the content: any transition and any edit ends it. The code goes to the mailbox that
the organisation recorded, when it is asked for: a robot that follows the link decides nothing, nor
does whoever the mail was forwarded to.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import config, service
from .domain import judgement
from .domain.conditions import left
from .domain.link import Fault
from .domain.workflow import Action, Actor, Refusal, State
from .errors import LinkError, RefusedError, invalid
from .store import contents, deciders, journal, links, notices, people, reviews

if TYPE_CHECKING:
    from collections.abc import Iterable

    from .domain.workflow import Request, Review
    from .model import Link, Mayor

PURPOSE = "decision"
LINKS_PER_VERSION = 5
DECISIONS = (Action.PUBLISH, Action.REFUSE)

LINK_LETTER = "decision_link"
CODE_LETTER = "decision_code"


@dataclass(frozen=True)
class Opened:
    """What a good link gives: itself, its dataset, whoever decides."""

    link: Link
    package: model.Package
    mayor: Mayor


def send(dataset_id: str, user: Any) -> Link:
    """Send the mayor a link to decide on a dataset; those sent before are void.

    Args:
        dataset_id: id of a dataset that waits for the decision.
        user: who asks; `None` for the portal itself.

    Raises:
        ObjectNotFound: the dataset is gone.
        RefusedError: it does not wait for a decision, or the mayor may not take it.
        ValidationError: no mailbox is recorded, or links enough were sent.
    """
    asker = user.id if user else None
    package = service.locked(dataset_id)
    mayor = deciders.mayor(package.owner_org)
    if mayor is None:
        invalid("mayor", tk._("Record the mayor’s mailbox first"))
    review = reviews.review(package.id)
    _refuse_in_vain(review, deciders.by_link(mayor))
    bound = _bound(package)
    if sum(link.bound == bound for link in links.sent(PURPOSE, [package.id])) >= LINKS_PER_VERSION:
        invalid("link", tk._("Links enough were sent for this decision: telephone the mayor"))
    links.void(PURPOSE, subject=package.id)
    found = links.create(
        PURPOSE,
        package.id,
        package.owner_org or "",
        sent_to=mayor.email,
        lasts=timedelta(days=config.link_days()),
        created_by=asker,
        bound=bound,
    )
    actor = people.actor(model.User.get(asker), package.id, package.owner_org) if asker else Actor()
    journal.write_journal(
        "link_create", actor, package, detail={"link": found.id, "mayor": mayor.id}
    )
    notices.letter(LINK_LETTER, mayor.email, {"link": found.id})
    model.Session.commit()
    return found


def offer(dataset_id: str) -> None:
    """Send the mayor a link by itself, where the organisation wants it and none is good yet."""
    package = model.Package.get(dataset_id)
    mayor = deciders.mayor(package.owner_org) if package else None
    if mayor is None or not mayor.sends or not _decidable(reviews.review(dataset_id)):
        return
    if any(not fault_of(link) for link in links.sent(PURPOSE, [dataset_id])):
        return
    try:
        send(dataset_id, None)
    except (RefusedError, tk.ValidationError, tk.ObjectNotFound):
        model.Session.rollback()  # decided or changed meanwhile: nobody is asked any more


def _decidable(review: Review) -> bool:
    opinion = review.opinion
    return (
        review.state is State.OPINION_GIVEN and opinion is not None and not left(opinion.conditions)
    )


def _refuse_in_vain(review: Any, actor: Actor) -> None:
    """Refuse to ask for a decision that the mayor could not take."""
    refusal = judgement.may(Action.PUBLISH, review, actor)
    if refusal in (None, Refusal.TWO_PERSONS):
        # Against an unfavourable opinion, and where the organisation wants two persons, the mayor
        # who sent the dataset may still send it back.
        return
    model.Session.rollback()
    raise RefusedError(refusal, review)


def _bound(package: model.Package) -> dict[str, Any]:
    version = reviews.row(package.id).version
    return {"version": version, "content": contents.fingerprint(package)}


def revoke(link_id: str, user: Any) -> Link:
    """Make a link void.

    Raises:
        ObjectNotFound: no such link.
        ValidationError: it was used, or is void already.
    """
    found = links.get(link_id, lock=True)
    if found is None or found.purpose != PURPOSE:
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("This link does not exist"))
    if found.used_at or found.voided_at:
        invalid("link", tk._("This link has served or is cancelled already"))
    links.void(PURPOSE, link=found)
    actor = Actor(user.id, people.standing(user).roles(found.organization_id))
    package = model.Package.get(found.subject)
    journal.write_journal(
        "link_revoke",
        actor,
        package,
        organization_id=found.organization_id,
        detail={"link": found.id},
    )
    model.Session.commit()
    return found


def fault_of(link: Link) -> Fault | None:
    """Say why a link opens nothing now, what it is tied to included."""
    if wrong := links.fault(link):
        return wrong
    package = model.Package.get(link.subject)
    mayor = deciders.mayor(link.organization_id)
    same = (
        package is not None
        and package.state != model.State.DELETED
        and package.owner_org == link.organization_id
        and reviews.state_of(package.id) is State.OPINION_GIVEN
        and _bound(package) == link.bound
    )
    if not same:
        return Fault.CHANGED
    return None if mayor and mayor.email == link.sent_to else Fault.VOID


def opened(token: str, *, lock: bool = False) -> Opened:
    """Return what a token opens.

    Args:
        token: as it was mailed.
        lock: keep the dataset, then the link, until the end of the transaction.

    Raises:
        LinkError: nothing.
    """
    link, wrong = links.find(PURPOSE, token)
    if link and lock and not wrong:
        # The dataset comes first: every change of it takes its lock before any other.
        contents.lock(link.subject)
        people.forget_standings()
        link, wrong = links.find(PURPOSE, token, lock=True)
    wrong = wrong or (fault_of(link) if link else Fault.UNKNOWN)
    package = model.Package.get(link.subject) if link else None
    mayor = deciders.mayor(link.organization_id) if link else None
    if wrong or link is None or package is None or mayor is None:
        model.Session.rollback()
        raise LinkError(wrong or Fault.CHANGED)
    return Opened(link, package, mayor)


def ask_code(token: str) -> None:
    """Have a code sent to the mailbox of whoever decides.

    Raises:
        LinkError: the link opens nothing, or codes enough were sent.
    """
    found = opened(token, lock=True)
    if wrong := links.ask_code(found.link):
        model.Session.rollback()
        raise LinkError(wrong)
    notices.letter(CODE_LETTER, found.link.sent_to, {"link": found.link.id})
    model.Session.commit()


def decide(
    token: str, code: str, action: Action, request: Request, accounts: Iterable[Any] = ()
) -> str:
    """Take the decision of a mayor, and use the link.

    Args:
        token: as it was mailed.
        code: as it was mailed apart. A wrong one is counted; a form that the rules refuse is not.
        action: one of `DECISIONS`.
        request: what comes with it.
        accounts: accounts known to be of the same person, such as the one signed in.

    Returns:
        The id of the dataset concerned from now on.

    Raises:
        LinkError: the link opens nothing, or the code is wrong.
        RefusedError: the rules refuse; the link may still serve.
        ValidationError: CKAN refuses to publish the dataset as it is.
    """
    found = opened(token, lock=True)
    actor = deciders.by_link(found.mayor, accounts)
    dataset_id, mayor_id = found.package.id, found.mayor.id
    service.refuse_unless_allowed(action, found.package, actor, request)
    if wrong := links.try_code(found.link, code):
        model.Session.commit()
        raise LinkError(wrong)
    links.use(found.link)
    public_id = service.take(action, found.package, actor, request, None)
    service.conclude([(action, mayor_id)], dataset_id, public_id)
    return public_id
