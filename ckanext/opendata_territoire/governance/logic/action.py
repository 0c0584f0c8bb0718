"""Actions on one dataset until the decision: check access, validate, call the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.store import people

from . import dictize, remarks, schema
from .common import readable_package
from .moving import move

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = [
    "governance_ask_lifting",
    "governance_keep_conditions",
    "governance_lift_condition",
    "governance_opinion",
    "governance_publish",
    "governance_refuse",
    "governance_reply",
    "governance_return",
    "governance_show",
    "governance_submit",
    "governance_take_back",
]


@tk.validate_action_data(schema.submit)
def governance_submit(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Send a draft to the DPO. Its content is frozen until it is returned or taken back.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: a word to the DPO (optional)
    :type text: string
    :param answers: to the agent's items of `governance_checklist`, by id: ``yes``, ``no`` or
        ``not_applicable``, or a dictionary with ``answer`` and ``comment``. All are needed, but
        those that the portal reads in the files by itself
    :type answers: dictionary
    :returns: as `governance_show`
    """
    return move(Action.SUBMIT, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_take_back(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take a dataset back from review; an opinion given on it no longer counts.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: why (optional)
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.TAKE_BACK, context, data_dict)


def governance_return(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a dataset to its agent with remarks, as its DPO.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: what the agent has to change in the whole (optional when there are remarks)
    :type text: string
    :param remarks: at most 50 remarks (optional), each with its ``text`` and where it applies:
        ``field``, the name of a field of the record; or ``resource``, the id of a file, and perhaps
        ``column``, the title of one of its columns; nothing for the whole
    :type remarks: list of dicts
    :returns: as `governance_show`
    """
    data = remarks.validated(context, data_dict, schema.move(), "remarks")
    return move(Action.RETURN, context, data)


def governance_reply(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer the remarks with which the DPO returned a dataset, before it is sent again.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param replies: each with ``remark``, the id of a remark of the last return, and ``text``; an
        answer given before is replaced, and taken away by an empty text
    :type replies: list of dicts
    :returns: as `governance_show`
    """
    data = remarks.validated(context, data_dict, schema.move(), "replies")
    return move(Action.REPLY, context, data)


@tk.validate_action_data(schema.opinion)
def governance_opinion(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give an opinion, as the DPO of the organisation. It does not publish.

    :param id: id or name of the dataset
    :type id: string
    :param kind: ``favourable``, ``reserved`` or ``unfavourable``
    :type kind: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: grounds; needed when unfavourable. A reserved opinion with a text and no
        ``conditions`` has one: this text, on the whole dataset, lifted by the organisation
    :type text: string
    :param answers: to the DPO's items of `governance_checklist`, as for `governance_submit`. All
        are needed; a favourable opinion goes with no ``no``, of the DPO nor of the agent
    :type answers: dictionary
    :param conditions: of a reserved opinion: a list of dictionaries with ``text`` and
        ``lifted_by``, ``dpo`` or ``organization``, and perhaps what has to change, as for the
        ``remarks`` of `governance_return`: ``field``, or ``resource`` and perhaps ``column``. Such
        an edit keeps the opinion, any other cancels it. Nothing is published before all are lifted
    :type conditions: list
    :returns: as `governance_show`
    """
    return move(Action.OPINION, context, data_dict)


@tk.validate_action_data(schema.lift)
def governance_lift_condition(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Say that a condition of a reserved opinion is met, as whom the DPO named.

    It is lifted on the present content: from then on, an edit of what it names cancels the opinion.

    :param id: id or name of the dataset
    :type id: string
    :param condition: its number, from 1
    :type condition: int
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: how it is met
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.LIFT_CONDITION, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_ask_lifting(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Ask the DPO to lift their conditions: the dataset comes back to their queue.

    An edit within the conditions takes the question back: it is asked again.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: what was done (optional)
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.ASK_LIFTING, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_keep_conditions(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer, as the DPO whom the organisation asks, that conditions are not met yet.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: what is missing
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.KEEP_CONDITIONS, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_publish(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Decide to publish exactly what the opinion holds on, as a controller of the organisation.

    With a reserved opinion, once all its conditions are lifted.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: why, against an unfavourable opinion; then by somebody who did not submit
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.PUBLISH, context, data_dict)


@tk.validate_action_data(schema.move)
def governance_refuse(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Decide not to publish, and send the dataset back to its agent, as a controller.

    :param id: id or name of the dataset
    :type id: string
    :param version: version of the review that the caller has read (optional)
    :type version: int
    :param text: why, and what the agent has to change
    :type text: string
    :returns: as `governance_show`
    """
    return move(Action.REFUSE, context, data_dict)


@tk.side_effect_free
@tk.validate_action_data(schema.show)
def governance_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return where a dataset stands, and for its people what may be done next.

    :param id: id or name of the dataset
    :type id: string
    :returns: ``state`` (``draft``, ``in_review``, ``returned``, ``opinion_given``, ``published``,
        ``suspended`` or ``withdrawn``), ``published_at``; for the organisation's agents and
        controllers, its DPO and sysadmins also ``deleted``, ``version``, ``round``, ``opinions``,
        ``answers`` (to the checklist, for each sending and each opinion),
        ``remarks`` (those of a return with their ``field``, ``resource``, ``column``, and
        ``reply``), ``awaits_answer`` (returned, and neither corrected nor answered), ``due`` (the
        day when an opinion is awaited), ``unanswered`` (for the people of the organisation, when
        the DPO was asked, long after that day), ``sample``, the framework opinion (``id`` and
        ``number``) of whose sample the last sending is, or null, ``contributors``, ``moves`` (who
        did what, one for each version, first one first), ``has_dpo``, ``editable``, ``erasable``,
        ``revision``, the open revision of it, ``revises``, the public dataset that it is a revision
        of (``id``, ``name`` and ``title``, or null), and ``allowed``, the names of the actions that
        the caller may take now
    """
    package = readable_package(context, data_dict)
    user = model.User.get(context.get("user")) if context.get("user") else None
    return dictize.review(package, people.actor(user, package.id, package.owner_org))
