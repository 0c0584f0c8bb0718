"""Requests to take data down and objections: use cases, each in one transaction.

The journal holds that there was a request, by its reference, never who asked nor a word of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NoReturn

import ckan.plugins.toolkit as tk
from ckan import model

from . import revisions, service
from .domain import objection as rules
from .domain.journal import seal
from .domain.objection import Answer
from .domain.workflow import Action, Actor, Request
from .errors import ObjectionError
from .store import contents, journal, notices, objections, people, reviews
from .store import revisions as opened

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .model_objections import Objection


def file(package: model.Package, given: Mapping[str, str | None], network: str) -> Objection:
    """File a request about a public dataset; the same one that waits already is not filed twice.

    Args:
        package: the dataset.
        given: `resource_id`, `subject`, `email`, `name`, `place` and `text`, checked.
        network: where it comes from, as `domain.objection.network` says.

    Raises:
        ObjectionError: too many requests.
    """
    objections.lock()
    if objections.too_many_from(network) or objections.too_many_on(package.id):
        model.Session.rollback()
        raise ObjectionError("too_many")
    row, new = objections.add(package, given)
    if new:
        texts = "\n".join(filter(None, (row.place, row.text)))
        detail = {"text": seal(str(row.seal), texts), "subject": row.subject}
        _note("create", Actor(), row, package, **detail)
        notices.post("objection", package, once=_once(row, "new"))
        _write(row, package, "received", due=tk.h.governance_day(row.due.isoformat()))
    model.Session.commit()
    return row


def advise(reference: str, user: Any, text: str) -> None:
    """Advise the controller, as the DPO of the organisation.

    Raises:
        ObjectionError: it is advised or answered already.
    """
    row = _locked(reference)
    if row.answered_at or row.advised_at:
        _refuse("answered" if row.answered_at else "advised")
    row.advice, row.advised_by, row.advised_at = text, user.id, reviews.now()
    package = model.Session.get(model.Package, row.dataset_id)
    _note("advise", _actor(user, row), row, package, text=seal(str(row.seal), text))
    if package:
        notices.post("objection_advised", package, user.id, once=_once(row, "advised"))
    model.Session.commit()


def answer(reference: str, user: Any, chosen: Answer, text: str) -> None:
    """Answer for the organisation, do to the dataset what the answer says, write to who asked.

    A revision is opened first, in a transaction of its own: answered without one, the person would
    have been told what is not so.

    Raises:
        ObjectionError: it is answered already, or the answer cannot be of this dataset.
        RefusedError: the rules refuse what would be done to the dataset.
    """
    row = _locked(reference)
    dataset_id = row.dataset_id
    if chosen is Answer.CORRECT and not opened.opened_on(dataset_id):
        _refuse_unless_possible(row, chosen)
        revisions.start(dataset_id, user)
        row = _locked(reference)
    action = _refuse_unless_possible(row, chosen)
    package = model.Session.get(model.Package, dataset_id)
    hides = action if package and action in (Action.SUSPEND, Action.WITHDRAW) else None
    if package and hides:
        why = tk._("Request {reference}").format(reference=reference)
        actor = people.actor(user, package.id, package.owner_org)
        service.take(hides, package, actor, Request(text=why), user)
    row.answer, row.answer_text = chosen.value, text
    row.answered_by, row.answered_at = user.id, reviews.now()
    detail = {"text": seal(str(row.seal), text), "answer": chosen.value}
    _note("answer", _actor(user, row), row, package, **detail)
    _write(row, package, "answered", answer=chosen.value, text=text)
    if hides:
        service.conclude([(hides, user.id)], dataset_id, dataset_id)
    model.Session.commit()


def erase(months: int) -> int:
    """Erase who asked, and every text, so many months after the answer; return how many."""
    until = rules.months_before(people.today(), months)
    found = objections.erase(until)
    for row in found:
        _note("erase", Actor(), row, model.Session.get(model.Package, row.dataset_id))
    model.Session.commit()
    return len(found)


def _locked(reference: str) -> Objection:
    """Lock the dataset, then the request, in the order of every change of a dataset."""
    found = objections.get(reference)
    if found is None:
        raise tk.ObjectNotFound
    if contents.lock(found.dataset_id):
        people.forget_standings()
    row = objections.get(reference, for_update=True)
    if row is None:
        model.Session.rollback()
        raise tk.ObjectNotFound
    return row


def _refuse_unless_possible(row: Objection, chosen: Answer) -> Action | None:
    if row.answered_at:
        _refuse("answered")
    state = reviews.review(row.dataset_id, fresh=True).state
    if not rules.possible(chosen, state):
        _refuse("impossible")
    return rules.move_of(chosen, state)


def _refuse(reason: str) -> NoReturn:
    model.Session.rollback()
    raise ObjectionError(reason)


def _actor(user: Any, row: Objection) -> Actor:
    return people.actor(user, row.dataset_id, row.organization_id)


def _note(
    what: str, actor: Actor, row: Objection, package: model.Package | None, **detail: str
) -> None:
    journal.write_journal(
        f"objection_{what}",
        actor,
        package,
        organization_id=row.organization_id,
        detail={"objection": row.reference, **detail},
    )


def _once(row: Objection, what: str) -> str:
    return objections.ONCE.format(reference=row.reference) + what


def _write(row: Objection, package: model.Package | None, what: str, **words: str) -> None:
    """Write to who asked. Nothing of what they wrote is in the mail: it could be sent to others."""
    if what == "received" and not objections.may_write_to(str(row.email)):
        return
    organization = model.Group.get(row.organization_id)
    known = {
        "reference": row.reference,
        "title": str(package.title or package.name) if package else "",
        "organization": str(organization.title) if organization else "",
    }
    template = f"objection_{what}"
    notices.letter(template, str(row.email), {**known, **words}, once=_once(row, what))
