"""Actions on the link by which a mayor decides without signing in."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import deciding
from ckanext.opendata_territoire.governance.domain import conditions
from ckanext.opendata_territoire.governance.domain.workflow import Action, Request
from ckanext.opendata_territoire.governance.errors import LinkError, RefusedError
from ckanext.opendata_territoire.governance.store import deciders, links, people, reviews

from . import dictize, messages, schema, schema_deciders
from .common import acting_user, readable_package

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model import Link

__all__ = [
    "governance_decision_link_code",
    "governance_decision_link_create",
    "governance_decision_link_decide",
    "governance_decision_link_list",
    "governance_decision_link_revoke",
    "governance_decision_link_show",
]


@tk.validate_action_data(schema.show)
def governance_decision_link_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Mail the mayor a link to decide on a dataset. Those mailed before no longer open anything.

    The link is good once, until it expires, and only for the dataset as it is now. Its token is in
    the mail and nowhere else.

    :param id: id or name of a dataset that has its opinion
    :type id: string
    :returns: as one of `governance_decision_link_list`
    """
    package = readable_package(context, data_dict)
    tk.check_access("governance_decision_link_create", context, {"id": package.id})
    try:
        found = deciding.send(package.id, acting_user(context))
    except RefusedError as refused:
        raise tk.ValidationError(
            messages.errors(Action.PUBLISH, refused.refusal, refused.review)
        ) from refused
    return _link(found)


@tk.side_effect_free
@tk.validate_action_data(schema.show)
def governance_decision_link_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the links mailed to decide on a dataset, the last one first. None has its token.

    :param id: id or name of the dataset
    :type id: string
    :returns: each with ``id``, ``sent_to``, ``created_at``, ``created_by`` (``None`` when the
        portal sent it by itself), ``expires_at``, ``used_at`` and ``status``: ``waiting`` (not
        mailed yet), ``good``, ``used``, ``expired``, ``changed`` or ``void``
    """
    package = readable_package(context, data_dict)
    tk.check_access("governance_decision_link_list", context, {"id": package.id})
    return [_link(found) for found in links.sent(deciding.PURPOSE, [package.id])]


@tk.validate_action_data(schema.show)
def governance_decision_link_revoke(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Make a link void.

    :param id: id of the link
    :type id: string
    :returns: as one of `governance_decision_link_list`
    """
    tk.check_access("governance_decision_link_revoke", context, data_dict)
    return _link(deciding.revoke(data_dict["id"], acting_user(context)))


def _link(found: Link) -> dict[str, Any]:
    wrong = deciding.fault_of(found)
    author = model.User.get(found.created_by) if found.created_by else None
    return {
        "id": found.id,
        "dataset": found.subject,
        "sent_to": found.sent_to,
        "created_at": found.created_at.isoformat(),
        "created_by": author.display_name if author else None,
        "expires_at": found.expires_at.isoformat(),
        "used_at": found.used_at.isoformat() if found.used_at else None,
        "status": wrong.value if wrong else "good" if found.token else "waiting",
    }


@contextmanager
def _faults_in_words() -> Iterator[None]:
    try:
        yield
    except LinkError as error:
        field = "code" if error.fault in messages.CODE_FAULTS else "token"
        raise tk.ValidationError({field: [messages.link_fault(error.fault)]}) from error


@tk.validate_action_data(schema_deciders.link_token)
def governance_decision_link_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what a mayor reads before deciding. Needs no account, and changes nothing.

    It takes a POST: a token does not belong in an address that is logged.

    :param token: as it was mailed
    :type token: string
    :returns: ``dataset``, as `package_show`; ``review``, as `governance_show` gives it to the
        organisation; ``expires_at``; ``sent_to``, masked; ``code_sent``, whether a code was mailed;
        ``needs_reason``, whether publishing needs a written reason; ``conditions_left``, whether
        it waits for conditions to be lifted
    """
    tk.check_access("governance_decision_link_show", context, data_dict)
    with _faults_in_words():
        found = deciding.opened(data_dict["token"])
    inside: Context = {"ignore_auth": True, "user": "", "use_cache": False}
    opinion = reviews.review(found.package.id).opinion
    kind = opinion.kind.value if opinion else ""
    return {
        "dataset": tk.get_action("package_show")(inside, {"id": found.package.id}),
        "review": dictize.review(found.package, deciders.by_link(found.mayor), inside=True),
        "expires_at": found.link.expires_at.isoformat(),
        "sent_to": _masked(found.link.sent_to),
        "code_sent": found.link.codes_asked > 0,
        "needs_reason": kind == "unfavourable",
        "conditions_left": bool(opinion and conditions.left(opinion.conditions)),
    }


def _masked(address: str) -> str:
    name, _, domain = address.partition("@")
    return f"{name[:1]}…@{domain}"


@tk.validate_action_data(schema_deciders.link_token)
def governance_decision_link_code(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Mail a code to the mailbox of whoever decides: five times at most for one link.

    :param token: as it was mailed
    :type token: string
    :returns: ``sent_to``, masked
    """
    tk.check_access("governance_decision_link_code", context, data_dict)
    with _faults_in_words():
        address = deciding.opened(data_dict["token"]).link.sent_to
        deciding.ask_code(data_dict["token"])
    return {"sent_to": _masked(address)}


@tk.validate_action_data(schema_deciders.link_decide)
def governance_decision_link_decide(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Decide, as the mayor, with the token of a link and the code mailed apart.

    :param token: as it was mailed
    :type token: string
    :param code: as it was mailed apart; five attempts for one code
    :type code: string
    :param decision: ``publish``, or ``refuse`` to send the dataset back to its agent
    :type decision: string
    :param text: why; needed to refuse, and to publish against an unfavourable opinion
    :type text: string
    :returns: ``id`` and ``name`` of the dataset, and ``decision``
    """
    tk.check_access("governance_decision_link_decide", context, data_dict)
    action = Action(data_dict["decision"])
    user = model.User.get(context.get("user")) if context.get("user") else None
    request = Request(text=data_dict["text"].strip())
    try:
        with _faults_in_words():
            concerned = deciding.decide(
                data_dict["token"], data_dict["code"], action, request, [user] if user else ()
            )
    except RefusedError as refused:
        raise tk.ValidationError(
            messages.errors(action, refused.refusal, refused.review)
        ) from refused
    people.forget_standings()
    package = model.Session.get_one(model.Package, concerned)
    return {"id": package.id, "name": package.name, "decision": action.value}
