"""Use cases of governance, each in one transaction.

The order never changes: lock, judge, let CKAN validate, our rows, the journal last, commit; then
the search index, which may be late, and what others do when they hear the signal.
"""

from __future__ import annotations

import logging
from dataclasses import asdict, replace
from typing import Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import checklists, frameworks, guard, indexing, revisions, rounds, versioning
from .domain import judgement, workflow
from .domain.workflow import Action, OpinionKind, Refusal, Request, State
from .errors import ActFailedError, RefusedError
from .store import contents, deciders, journal, notices, outbox, people, reviews
from .store import revisions as opened

log = logging.getLogger(__name__)

moved = tk.signals.ckanext.signal("opendata_governance:moved")
"""Sent after the commit of a transition, with the action as sender, `dataset_id`, `user_id` (an
account, or the record of a mayor or of a standing act) and `indexed`, which is false while Solr
does not answer."""


def move(action: Action, dataset_id: str, user: Any, request: Request) -> str:
    """Take an action on a dataset, and what follows from it at once.

    What a framework opinion covers gets this opinion as soon as it is sent; a favourable opinion
    publishes under a standing act.

    Args:
        action: what is done.
        dataset_id: id of an existing dataset.
        user: who does it.
        request: what comes with it; its `content` and `has_dpo` are read here, under the lock.

    Returns:
        The id of the dataset concerned, committed: once a revision is published, of the dataset
        that it revised.

    Raises:
        RefusedError: the rules refuse. Nothing is changed.
        ValidationError: CKAN refuses to publish the dataset as it is. Nothing is changed.
        ObjectNotFound: the dataset is gone.
    """
    try:
        return _move(action, dataset_id, user.id, request, with_acts=True)
    except ActFailedError:
        log.warning("No standing act could publish %s", dataset_id, exc_info=True)
        return _move(action, dataset_id, user.id, request, with_acts=False)


def _move(
    action: Action, dataset_id: str, user_id: str, request: Request, *, with_acts: bool
) -> str:
    package = locked(dataset_id)
    user = model.User.get(user_id)
    actor = people.actor(user, package.id, package.owner_org)
    public_id = take(action, package, actor, request, user)
    done = [(action, user_id)]
    favourable = action is Action.OPINION and request.kind is OpinionKind.FAVOURABLE
    if action is Action.SUBMIT and (signed := frameworks.sign(package, request.answers)):
        take(Action.OPINION, package, signed.actor, signed.request, None)
        done.append((Action.OPINION, signed.author))
        favourable = True
    act = deciders.act_on(package) if favourable and with_acts else None
    if act is None:
        conclude(done, dataset_id, public_id)
        return public_id
    act_id = act.id
    try:
        public_id = take(Action.PUBLISH, package, deciders.by_act(act), Request(), None)
    except (RefusedError, tk.ValidationError) as error:
        model.Session.rollback()
        raise ActFailedError from error
    conclude([*done, (Action.PUBLISH, act_id)], dataset_id, public_id)
    return public_id


def locked(dataset_id: str) -> model.Package:
    """Lock a dataset and read it, and who people are, afresh.

    Raises:
        ObjectNotFound: the dataset is gone.
    """
    package = contents.lock(dataset_id)
    if package is None:
        model.Session.rollback()
        raise tk.ObjectNotFound
    people.forget_standings()
    return package


def take(
    action: Action,
    package: model.Package,
    actor: workflow.Actor,
    request: Request,
    user: Any,
) -> str:
    """Take an action on a locked dataset, in the caller's transaction.

    Args:
        action: what is done.
        package: the dataset.
        actor: who does it.
        request: what comes with it; its `content` and `has_dpo` are read here.
        user: their account, in whose name CKAN saves; `None` when they act without one.

    Returns:
        The id of the dataset concerned from now on.

    Raises:
        RefusedError: the rules refuse. All of the transaction is undone.
        ValidationError: CKAN refuses to publish the dataset as it is.
    """
    request = refuse_unless_allowed(action, package, actor, request)
    return _carry_out(action, package, actor, request, user or guard.portal())


def refuse_unless_allowed(
    action: Action, package: model.Package, actor: workflow.Actor, request: Request
) -> Request:
    """Return what comes with an action, with what is read under the lock.

    Raises:
        RefusedError: the rules refuse the action. All of the transaction is undone.
    """
    review = reviews.review(package.id)
    request = replace(
        request,
        content=contents.fingerprint(package),
        has_dpo=people.has_dpo(package.owner_org),
        difference=_since_the_opinion(package.id) if action is Action.LIFT_CONDITION else None,
    )
    refusal = judgement.judge(action, review, actor, request)
    faults = checklists.faults(action, package.id, request, refusal)
    if refusal or faults:
        model.Session.rollback()
        raise RefusedError(refusal or Refusal.ANSWERS, review, faults)
    return request


def _since_the_opinion(dataset_id: str) -> dict[str, Any] | None:
    changed = rounds.difference(dataset_id, rounds.OPINION)
    return asdict(changed) if changed else None


def conclude(done: list[tuple[Action, str]], dataset_id: str, public_id: str) -> None:
    """Post the mails of what was done last, commit; then bring the index up to date, and tell.

    Args:
        done: what was done in this transaction, and by whom, first one first.
        dataset_id: the dataset as it was called.
        public_id: the dataset concerned from now on.
    """
    outbox.ask(public_id)
    last, actor = done[-1]
    notices.post(last.value, model.Session.get_one(model.Package, public_id), actor)
    model.Session.commit()
    indexed = [indexing.index(each) for each in {dataset_id, public_id}]
    for action, actor_id in done:
        moved.send(action.value, dataset_id=public_id, user_id=actor_id, indexed=all(indexed))


def _carry_out(
    action: Action, package: model.Package, actor: workflow.Actor, request: Request, user: Any
) -> str:
    """Do what was accepted; return the id of the dataset that it concerns from now on."""
    revision = opened.opened_as(package.id) if action is Action.PUBLISH else None
    if revision:
        return revisions.merge(revision, package, actor, request, user)
    _change_visibility(action, package, user, request)
    reviews.apply(action, package, actor, request, checklists.declaration(action, request))
    rounds.follow(action, package.id)
    if action is Action.PUBLISH:
        versioning.keep(package.id, versioning.PUBLISH)
    return package.id


PASSAGES = {
    Action.PUBLISH: guard.PUBLIC,
    Action.RESTORE: guard.PUBLIC,
    Action.SUSPEND: guard.HIDDEN,
    Action.WITHDRAW: guard.HIDDEN,
}


def _change_visibility(action: Action, package: model.Package, user: Any, request: Request) -> None:
    passage = PASSAGES.get(action)
    if passage is None:
        return
    changes = {"id": package.id, "state": passage.state, "private": passage.private}
    tk.get_action("package_patch")(guard.in_this_transaction(user, passage), changes)
    model.Session.flush()
    if contents.fingerprint(package) != request.content:
        # Saving must not change what the DPO read, not even by a default value.
        model.Session.rollback()
        raise RefusedError(Refusal.CONTENT, reviews.review(package.id))


def gone(reference: str) -> State | None:
    """Return where a dataset stands that was public and is no longer, by its id or name."""
    package = model.Package.get(reference)
    if package is None:
        return None
    review = reviews.review(package.id)
    return review.state if review.was_public and review.state is not State.PUBLISHED else None


def hide(dataset_id: str) -> None:
    """Hide again a dataset that CKAN's own columns call public and no decision published."""
    package = contents.lock(dataset_id)
    if package is None or reviews.is_published(dataset_id):
        model.Session.rollback()
        return
    package.state, package.private = guard.HIDDEN.state, guard.HIDDEN.private
    journal.write_journal(
        "hide", workflow.Actor(), package, states=(None, reviews.state_of(dataset_id).value)
    )
    outbox.ask(dataset_id)
    model.Session.commit()
    indexing.index(dataset_id)


def forget_names(person: str) -> int:
    """Erase what somebody was called from the journal, and note that it was done.

    Args:
        person: id of the account, or its name while it exists.

    Returns:
        How many names there were.
    """
    user = model.User.get(person)
    key = user.id if user else person
    erased = journal.forget_names(key)
    if erased:
        journal.write_journal("forget_names", workflow.Actor(), detail={"person": key})
    model.Session.commit()
    return erased


def abandon(dataset_id: str, user: Any) -> None:
    """Give up a draft about to be deleted, and the revision that it is, in the same transaction.

    Raises:
        ValidationError: it is public, was public, or is under review.
    """
    refuse_to_erase(dataset_id)
    if revision := opened.opened_as(dataset_id):
        package = model.Session.get_one(model.Package, revision.dataset_id)
        opened.abandon(revision, people.actor(user, package.id, package.owner_org))


def erase(dataset_id: str, user: Any) -> None:
    """Forget the review of a dataset about to be erased, in the caller's transaction.

    Raises:
        ValidationError: it is public, was public, or is under review.
    """
    abandon(dataset_id, user)
    reviews.forget(dataset_id)


def refuse_to_erase(dataset_id: str) -> None:
    """Refuse the deletion of what must be taken back or withdrawn instead.

    Raises:
        ValidationError: with what to do.
    """
    if message := why_kept(dataset_id):
        model.Session.rollback()
        raise tk.ValidationError({"state": [message]})


def why_kept(dataset_id: str) -> str:
    """Say why a dataset may not be deleted and what to do instead; nothing when it may."""
    review = reviews.review(dataset_id)
    if judgement.erasable(review):
        return ""
    if review.state is State.PUBLISHED:
        return tk._("A published dataset is withdrawn, not deleted")
    if review.was_public:
        return tk._("What was public is kept until the departmental archives allow its removal")
    return tk._("Take this dataset back before deleting it")
