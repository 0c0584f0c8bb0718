"""The only way out of hiding, and what watches every change of a dataset.

CKAN funnels every edit (form, patch, revise, resource actions, bulk, jobs, `ignore_auth`) through
`package_update`, and so through `after_update` here, inside its transaction.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import amendments
from .domain.workflow import FROZEN, Actor, State
from .store import contents, outbox, people, reviews, revisions

if TYPE_CHECKING:
    from ckan.types import Context

    from .model import Revision

_KEY = "opendata_governance_passage"

_CLAUSES = 1000
"""Datasets named in one filter of a search: Solr takes 1 024."""


@dataclass(frozen=True)
class Passage:
    """Permission to change CKAN's own marks of visibility, given by a governed transition only.

    It lives in the context of an action, where no caller of the API can put an object.
    """

    state: str
    private: bool


PUBLIC = Passage(state="active", private=False)
HIDDEN = Passage(state="draft", private=True)


def open_passage(context: Context, passage: Passage) -> Context:
    """Return the context with the permission in it."""
    context[_KEY] = passage  # pyright: ignore[reportGeneralTypeIssues]
    return context


def in_this_transaction(user: Any, passage: Passage) -> Context:
    """Return a context in which CKAN saves with this permission and leaves the commit to us.

    CKAN returns a whole dataset only after a commit of its own: with this, it returns an id.
    """
    context: Context = {
        "user": user.name,
        "auth_user_obj": user,
        "ignore_auth": True,
        "defer_commit": True,
        "return_id_only": True,
    }
    return open_passage(context, passage)


def portal() -> Any:
    """Return the portal's own account, in whose name CKAN saves what no account has decided."""
    context: Context = {"ignore_auth": True, "defer_commit": True}
    return model.User.get(tk.get_action("get_site_user")(context, {})["name"])


def passage(context: Context) -> Passage | None:
    """Return the permission that this context carries, if any."""
    found = context.get(_KEY)
    return found if isinstance(found, Passage) else None


def acting_user(context: Context) -> Any:
    """Return the user behind an action, `None` for nobody."""
    return model.User.get(context.get("user")) if context.get("user") else None


def after_create(context: Context, dataset_id: str) -> None:
    """Open a review for a new dataset and note its first contributor."""
    reviews.start(dataset_id)
    if user := acting_user(context):
        reviews.contribute(dataset_id, user.id)


def after_update(context: Context, dataset_id: str) -> None:
    """Refuse a change of what is under review or public; let a change cancel a given opinion.

    Raises:
        ValidationError: the content changed while it must not. The whole transaction is undone.
    """
    if passage(context):
        return
    package = contents.lock_pending(dataset_id)
    review = reviews.review(dataset_id, fresh=True)
    user = acting_user(context)
    if revision := revisions.opened_as(dataset_id):
        _keep_in_place(revision, package, user)
    if review.state in FROZEN or review.opinion:
        content = contents.fingerprint(package)
        if content == review.reference:
            return
        if review.state in FROZEN:
            model.Session.rollback()
            raise _frozen(review.state)
        actor = _actor(user, package)
        if not amendments.keep(package, review, actor):
            reviews.cancel_opinion(package, actor, content)
    if user:
        reviews.contribute(dataset_id, user.id)


def _keep_in_place(revision: Revision, package: model.Package, user: Any) -> None:
    """Keep a revision in the organisation of what it revises: no other one decides on that."""
    public = model.Session.get_one(model.Package, revision.dataset_id)
    if package.owner_org != public.owner_org:
        model.Session.rollback()
        message = tk._("A revision stays in the organization of the dataset that it revises")
        raise tk.ValidationError({"owner_org": [message]})
    if package.state == model.State.DELETED:
        revisions.abandon(revision, _actor(user, package))


def refuse_if_frozen(dataset_id: str) -> None:
    """Refuse before anything is done.

    Raises:
        ValidationError: the dataset is under review or public.
    """
    state = reviews.review(dataset_id).state
    if state in FROZEN:
        raise _frozen(state)


def _frozen(state: State) -> tk.ValidationError:
    return tk.ValidationError({"state": [frozen_message(state)]})


def _actor(user: Any, package: model.Package) -> Actor:
    return people.actor(user, package.id, package.owner_org)


def frozen_message(state: State) -> str:
    """Say why a dataset cannot be edited, and what to do."""
    if state is State.SUSPENDED:
        return tk._(
            "This dataset is suspended. A controller restores it or withdraws it; "
            "withdrawn, it can be edited and sent again."
        )
    if state is State.PUBLISHED:
        return tk._(
            "This dataset is public and does not change without a new opinion. "
            "Open a revision of it, edit that, then send it to the DPO."
        )
    return tk._("The DPO is reading this dataset. Take it back before editing it.")


def without_pending(search_params: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a search the hidden datasets whose search document may still say public."""
    if hidden := outbox.pending_hidden():
        filters = list(search_params.get("fq_list") or [])
        for start in range(0, len(hidden), _CLAUSES):
            ids = " OR ".join(f'"{key}"' for key in hidden[start : start + _CLAUSES])
            filters.append(f"-id:({ids})")
        search_params["fq_list"] = filters
    return search_params
