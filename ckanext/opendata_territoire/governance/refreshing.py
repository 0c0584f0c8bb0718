"""A program with an API token replaces a file of a public dataset: it passes, or it waits.

What nothing speaks against is public at once, under the same addresses. What people have to read
becomes a revision, committed before the caller is refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, NoReturn

from flask import has_request_context

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.uploads import brings_file

from . import config, guard, indexing, revisions, service, versioning
from .domain import difference, refresh
from .domain.refresh import Ground, Reason
from .domain.workflow import Refusal
from .errors import HeldError, RefusedError
from .store import contents, outbox, people, refreshes, reviews
from .store import revisions as opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Action, Context, DataDict

    from .domain.workflow import Actor

Dataset = dict[str, Any]
Facts = dict[str, Any]

objections = tk.signals.ckanext.signal("opendata_governance:refresh_objections")
"""Asked of every file about to be replaced unread; any slice may speak against it.

Sent with the id of the resource as sender, `resource` as it would be (as CKAN's API gives it), and
`before` and `after`, what `resource_file_facts` says of the public file and of the new one, or
`None`. A receiver returns a list of sentences for the people who will read the file; an empty one
lets it pass. Whatever it raises stops the refresh: nothing is changed."""


@dataclass(frozen=True)
class _Try:
    """A dataset as it was and as a program wants it, in one transaction."""

    before: Dataset
    after: Dataset
    facts: dict[str, Facts | None]

    def files(self) -> Iterator[tuple[Dataset, Dataset]]:
        """Yield the files that have other bytes, as they were and as they are wanted."""
        old = {resource["id"]: resource for resource in self.before["resources"]}
        for new in self.after["resources"]:
            was = old.get(new["id"])
            if was and was["hash"] != new["hash"]:
                yield was, new


def update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Update a dataset; when a program replaces a file of a public one, judge that first.

    Raises:
        HeldError: the file waits in a revision, or an open one has to be decided first. The public
            dataset is unchanged.
        RefusedError: the rules refuse a revision. Nothing is changed.
    """
    user = guard.acting_user(context)
    package = model.Package.get(data_dict.get("id"))
    if not (user and package and _by_program(context) and _replaces_file(data_dict, package)):
        return next_(context, data_dict)
    contents.lock(package.id)
    review = reviews.review(package.id, fresh=True)
    actor = people.actor(user, package.id, package.owner_org)
    if review.state not in refresh.RULE.sources or not _allowed(actor):
        return next_(context, data_dict)  # Refused where every change is watched.
    _make_ready(data_dict, revisions.shown_now(package.id))
    versioning.catch_up(package.id)
    tried = _try(next_, context, data_dict, package.id)
    package = model.Session.get_one(model.Package, package.id)
    if contents.fingerprint(package) == review.published_content:
        model.Session.rollback()
        return _as_asked(context, package.id)
    reasons = _reasons(tried)
    if reasons or opened.opened_on(package.id):
        model.Session.rollback()
        _hold(package.id, user, tried, reasons)
    refreshes.adopt(package, actor, _compared(tried))
    versioning.keep(package.id, versioning.REFRESH)
    outbox.ask(package.id)
    model.Session.commit()
    indexed = indexing.index(package.id)
    service.moved.send(refresh.REFRESH, dataset_id=package.id, user_id=user.id, indexed=indexed)
    # Commits of our own leave no trace there, and CKAN's activities go by it.
    context.setdefault("changed_entities", {}).setdefault("packages", set()).add(package.id)
    return _as_asked(context, package.id)


def _by_program(context: Context) -> bool:
    """Tell a call with an API token from a page, from a job and from our own transitions."""
    ours = guard.passage(context) or context.get("ignore_auth") or context.get("defer_commit")
    header = tk.config["apitoken_header_name"]
    return not ours and has_request_context() and header in tk.request.headers


def _replaces_file(data_dict: DataDict, package: model.Package) -> bool:
    known = {resource.id for resource in package.resources}
    return any(sent.get("id") in known for sent in _with_file(data_dict))


def _with_file(data_dict: DataDict) -> list[dict[str, Any]]:
    sent = data_dict.get("resources")
    resources = sent if isinstance(sent, list) else []
    return [one for one in resources if isinstance(one, dict) and brings_file(one)]


def _allowed(actor: Actor) -> bool:
    return bool(refresh.RULE.roles & actor.roles) and not refresh.RULE.barred & actor.roles


def _try(next_: Action, context: Context, data_dict: DataDict, dataset_id: str) -> _Try:
    """Let CKAN check and save what is wanted, in a transaction that is ours to commit."""
    before = revisions.shown_now(dataset_id)
    replaced = {sent.get("id") for sent in _with_file(data_dict)}
    known = [resource for resource in before["resources"] if resource["id"] in replaced]
    facts = {resource["id"]: _facts(resource) for resource in known}
    inner: Any = {**context, "defer_commit": True, "return_id_only": True}
    next_(guard.open_passage(inner, guard.PUBLIC), data_dict)
    model.Session.flush()
    return _Try(before, revisions.shown_now(dataset_id), facts)


def _make_ready(data_dict: DataDict, before: Dataset) -> None:
    """Let the portal alone say what is in a file, and keep its address: a program may give a new
    name each day. A file of another kind keeps its own.
    """
    known = {resource["id"]: resource for resource in before["resources"]}
    for sent in _with_file(data_dict):
        old = known.get(sent.get("id"), {})
        name = old.get("file_name") or str(old.get("url") or "").rsplit("/", 1)[-1]
        for fact in ("format", *refresh.OF_THE_BYTES):
            sent.pop(fact, None)
        upload = sent["upload"]
        if PurePath(name).suffix.lower() == PurePath(upload.filename).suffix.lower():
            upload.filename = name


def _facts(resource: Dataset) -> Facts | None:
    context: Context = {"ignore_auth": True}
    try:
        return tk.get_action("resource_file_facts")(context, {"id": resource["id"], "whole": True})
    except tk.ObjectNotFound:
        return None


def _reasons(tried: _Try) -> list[Reason]:
    same = {resource["id"]: resource["id"] for resource in tried.before["resources"]}
    reasons = refresh.of_record(difference.between(tried.before, tried.after, same))
    for was, wanted in tried.files():
        before, after = tried.facts[was["id"]], _facts(wanted)
        name = wanted["name"] or wanted["url"].rsplit("/", 1)[-1]
        reasons += refresh.of_file(name, before, after, config.refresh_share())
        asked = {"resource": wanted, "before": before, "after": after}
        for _, said in objections.send(wanted["id"], **asked):
            reasons += [Reason(Ground.CONDITION, name, (sentence,)) for sentence in said]
    return reasons


def _compared(tried: _Try) -> dict[str, Any]:
    """Return what the journal keeps of a refresh that passes."""
    files = {
        was["id"]: {
            "before": was["hash"],
            "after": new["hash"],
            "rows_before": was.get("row_count"),
            "rows_after": new.get("row_count"),
            "columns": new.get("column_count"),
        }
        for was, new in tried.files()
    }
    return {"grounds": ["same_structure"], "share": config.refresh_share(), "refreshed": files}


def _hold(dataset_id: str, user: Any, tried: _Try, reasons: list[Reason]) -> NoReturn:
    """Open a revision that says what the program wanted; refuse with its id and the reasons."""
    if waiting := opened.opened_on(dataset_id):
        raise HeldError(waiting.revision_id, reasons, opened_before=True)
    held = revisions.Held(tried.after, sorted({reason.ground.value for reason in reasons}))
    try:
        revision_id = revisions.start(dataset_id, user, held)
    except RefusedError as refused:
        waiting = opened.opened_on(dataset_id)
        if refused.refusal is not Refusal.REVISION_OPEN or waiting is None:
            raise
        raise HeldError(waiting.revision_id, reasons, opened_before=True) from refused
    raise HeldError(revision_id, reasons, opened_before=False)


def _as_asked(context: Context, dataset_id: str) -> Any:
    """Return what CKAN's action returns."""
    if context.get("return_id_only"):
        return dataset_id
    return tk.get_action("package_show")(tk.fresh_context(context), {"id": dataset_id})
