"""Actions on what is public: withdraw, suspend, restore, revise, and what a revision changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import revisions, rounds
from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.store import revisions as opened

from . import schema
from .common import acting_user, readable_package
from .moving import move, refusals_in_words

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = [
    "governance_difference",
    "governance_restore",
    "governance_revise",
    "governance_suspend",
    "governance_withdraw",
]


@tk.validate_action_data(schema.move)
def governance_withdraw(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Withdraw a published dataset: hidden at once, kept, may be reviewed again.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: why
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.WITHDRAW, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_suspend(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Hide a published dataset at once, until a controller restores or withdraws it.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: why
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.SUSPEND, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_restore(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make a suspended dataset public again, as it was, as a controller of the organisation.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: why (optional)
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.RESTORE, context, data_dict)


@tk.validate_action_data(schema.show)
def governance_revise(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Open a revision of a public dataset: a hidden draft, reviewed as any other, then merged.

    The public dataset keeps its id, its name and the addresses of its files, and does not change
    meanwhile. Deleting the draft abandons the revision.

    :param id: id or name of the public dataset
    :type id: string
    :returns: as `governance_show`, for the hidden draft
    """
    package = readable_package(context, data_dict)
    tk.check_access("governance_revise", context, {"id": package.id})
    with refusals_in_words(Action.REVISE):
        revision_id = revisions.start(package.id, acting_user(context))
    return tk.get_action("governance_show")(tk.fresh_context(context), {"id": revision_id})


@tk.side_effect_free
@tk.validate_action_data(schema.difference)
def governance_difference(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what a revision changes in the public dataset, or what changed since a moment.

    :param id: id or name of the dataset; of the revision for ``since=public``
    :type id: string
    :param since: ``public`` (by default); ``sending``: the one before the last while the DPO
        reads, the last one otherwise; or ``opinion``, the one that counts
    :type since: string
    :returns: ``fields``, each with ``field``, ``before`` and ``after``, null for what is empty; and
        ``files``, each with ``what`` (``added``, ``removed``, ``replaced`` or ``described``),
        ``name``, ``before`` and ``after`` (``size`` in bytes and ``sha256``, or null), ``fields``,
        ``columns_added`` and ``columns_removed``
    """
    package = readable_package(context, data_dict)
    tk.check_access("governance_difference", context, {"id": package.id})
    since = data_dict["since"]
    if since != schema.PUBLIC:
        changed = rounds.difference(package.id, since)
        if changed is None:
            words = {
                rounds.SENDING: tk._("There is no earlier sending to compare with"),
                rounds.OPINION: tk._("There is no opinion to compare with"),
            }
            raise tk.ValidationError({"since": [words[since]]})
        return asdict(changed)
    revision = opened.opened_as(package.id)
    if revision is None:
        raise tk.ValidationError({"id": [tk._("This dataset is not a revision")]})
    return asdict(revisions.difference(revision))
