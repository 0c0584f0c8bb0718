"""Editing what is public: open a hidden revision, merge it on the organisation's decision.

The public dataset keeps its id, name and addresses, and shows the approved version meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn
from uuid import uuid4

import ckan.plugins.toolkit as tk
from ckan import model

from . import guard, indexing, rounds, versioning
from .blobs import StoredHash
from .domain import judgement, workflow
from .domain import revision as rules
from .domain.difference import Difference, between
from .domain.refresh import HELD
from .domain.workflow import Refusal
from .errors import RefusedError
from .store import contents, notices, outbox, people, reviews, revisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckan.types import Context

    from .domain.workflow import Actor, Request
    from .model import Revision

_TOKEN_LENGTH = 8


@dataclass(frozen=True)
class Held:
    """What a program wanted to make public.

    Attributes:
        dataset: as CKAN's API would give it, its files stored by this portal.
        grounds: why people have to read it, each the value of a `domain.refresh.Ground`.
    """

    dataset: dict[str, Any]
    grounds: Sequence[str]


def start(dataset_id: str, user: Any, held: Held | None = None) -> str:
    """Open a revision of a public dataset.

    Args:
        dataset_id: id of the dataset.
        user: who opens it.
        held: what a program wanted to make public and people have to read; by default, the revision
            says what is public.

    Returns:
        The id of the hidden draft, committed.

    Raises:
        RefusedError: the rules refuse, or a revision is open already.
        ObjectNotFound: the dataset is gone.
    """
    public = contents.lock(dataset_id)
    if public is None:
        model.Session.rollback()
        raise tk.ObjectNotFound
    actor = people.actor(user, public.id, public.owner_org)
    review = reviews.review(public.id)
    refusal = judgement.judge(workflow.Action.REVISE, review, actor, workflow.Request())
    if not refusal and revisions.opened_on(public.id):
        refusal = Refusal.REVISION_OPEN
    if refusal:
        _refuse(refusal, public.id)
    known = {resource.id for resource in public.resources}
    shown = held.dataset if held else shown_now(public.id)
    draft = rules.draft_of(shown, uuid4().hex[:_TOKEN_LENGTH])
    context = guard.in_this_transaction(user, guard.HIDDEN)
    revision_id = tk.get_action("package_create")(context, _with_known_files(draft))
    copy = model.Session.get_one(model.Package, revision_id)
    origins = {
        new.id: old["id"]
        for new, old in zip(copy.resources, shown["resources"], strict=True)
        if old["id"] in known
    }
    revisions.begin(public, revision_id, origins, actor, held.grounds if held else ())
    if held:
        # Whoever made the program is told too: it acted at night, in their name.
        notices.post(HELD, public)
    else:
        notices.post(workflow.Action.REVISE.value, public, actor.user)
    outbox.ask(revision_id)
    model.Session.commit()
    indexing.index(revision_id)
    return revision_id


def merge(
    revision: Revision, draft: model.Package, actor: Actor, request: Request, user: Any
) -> str:
    """Give a public dataset the content of its revision, in the caller's transaction.

    Nothing is left of the hidden draft but its opinions, remarks and journal.

    Args:
        revision: the open revision.
        draft: its hidden draft, locked; the rules have accepted its publication.
        actor: who decides.
        request: what comes with the decision.
        user: who decides, for CKAN.

    Returns:
        The id of the public dataset.

    Raises:
        RefusedError: the dataset is no longer public, was published anew meanwhile, or CKAN would
            save something else than what the DPO read. Nothing is changed.
    """
    draft_id, public_id = draft.id, revision.dataset_id
    public = contents.lock(public_id)
    if public is None or not reviews.is_published(public_id):
        _refuse(Refusal.NOT_PUBLIC, draft_id)
    if reviews.row(public_id).published_content != revision.base:
        _refuse(Refusal.OTHER_BASE, draft_id)
    draft = model.Session.get_one(model.Package, draft_id)
    read_by_dpo = contents.fingerprint(draft, identity=False)
    versioning.catch_up(public_id)
    merged = rules.merge(shown_now(public_id), shown_now(draft_id), revision.origins)
    context = guard.in_this_transaction(user, guard.PUBLIC)
    tk.get_action("package_update")(context, _with_known_files(merged))
    model.Session.flush()
    public = model.Session.get_one(model.Package, public_id)
    if contents.fingerprint(public, identity=False) != read_by_dpo:
        _refuse(Refusal.CONTENT, draft_id)
    revisions.adopt(public, revision, actor, request, contents.fingerprint(public))
    versioning.keep(public_id, versioning.MERGE)
    contents.purge(draft)
    outbox.ask(draft_id)
    return public_id


def difference(revision: Revision) -> Difference:
    """Return what a revision changes in the public dataset."""
    public, draft = rounds.content(revision.dataset_id), rounds.content(revision.revision_id)
    return between(public, draft, revision.origins)


def _refuse(refusal: Refusal, dataset_id: str) -> NoReturn:
    model.Session.rollback()
    raise RefusedError(refusal, reviews.review(dataset_id))


def shown_now(dataset_id: str) -> dict[str, Any]:
    """Return a dataset as the API gives it, from the database and not from the search index."""
    context: Context = {"ignore_auth": True, "use_cache": False}
    return tk.get_action("package_show")(context, {"id": dataset_id})


def _with_known_files(dataset: dict[str, Any]) -> dict[str, Any]:
    """Mark the files as stored by this portal: they come from its own rows."""
    for resource in dataset["resources"]:
        resource["hash"] = StoredHash(resource.get("hash") or "")
    return dataset
