"""From a call of the API to the service, and from a refusal to words: one way for all actions."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import service
from ckanext.opendata_territoire.governance.domain.workflow import Action, OpinionKind, Request
from ckanext.opendata_territoire.governance.errors import RefusedError

from . import checklist, conditions, messages, remarks
from .common import acting_user, readable_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict


def move(action: Action, context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take an action that the table of the domain governs; return as `governance_show`.

    Raises:
        ValidationError: the rules refuse, in words.
        NotAuthorized: no role of the caller opens it.
        ObjectNotFound: the caller may not read the dataset.
    """
    package = readable_package(context, data_dict)
    tk.check_access(f"governance_{action.value}", context, {"id": package.id})
    notes = remarks.notes(context, package.id, data_dict.get("remarks", []))
    replies = remarks.replies(package.id, data_dict.get("replies", []))
    if action is Action.SUBMIT and package.state != model.State.DELETED:
        _refuse_incomplete(context, package.id)
    asked = conditions.brought(context, package.id, data_dict)
    kind = data_dict.get("kind")
    request = Request(
        kind=OpinionKind(kind) if kind else None,
        text=data_dict.get("text", "").strip(),
        version=data_dict.get("version"),
        answers=checklist.brought(action, context, package, data_dict),
        remarks=notes,
        replies=replies,
        conditions=asked,
        condition=data_dict.get("condition"),
    )
    with refusals_in_words(action):
        concerned = service.move(action, package.id, acting_user(context), request)
    return tk.get_action("governance_show")(tk.fresh_context(context), {"id": concerned})


@contextmanager
def refusals_in_words(action: Action) -> Iterator[None]:
    """Tell what the rules refuse in people's words, at the field concerned."""
    try:
        yield
    except RefusedError as refused:
        raise tk.ValidationError(
            messages.errors(action, refused.refusal, refused.review)
            | checklist.in_words(refused.faults)
        ) from refused


def _refuse_incomplete(context: Context, dataset_id: str) -> None:
    missing = tk.get_action("dataset_publication_check")(
        tk.fresh_context(context), {"id": dataset_id}
    )
    errors: dict[str, Any] = {}
    for entry in missing:
        errors.setdefault(entry["field"], []).append(entry["message"])
    if errors:
        raise tk.ValidationError(errors)
