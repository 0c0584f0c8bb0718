"""What people are told when an action is refused: in their words, at the field concerned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.conditions import left
from ckanext.opendata_territoire.governance.domain.journal import Anchor, Fault
from ckanext.opendata_territoire.governance.domain.link import Fault as LinkFault
from ckanext.opendata_territoire.governance.domain.workflow import (
    Action,
    Refusal,
    Review,
    Role,
    State,
)

if TYPE_CHECKING:
    from ckanext.opendata_territoire.governance.domain.journal import AnchorError, Verdict


def state_label(state: State) -> str:
    """Return the name of a state, for a sentence."""
    return {
        State.DRAFT: tk._("a draft"),
        State.IN_REVIEW: tk._("under review by the DPO"),
        State.RETURNED: tk._("returned to the agent"),
        State.OPINION_GIVEN: tk._("waiting for the decision of the organization"),
        State.PUBLISHED: tk._("published"),
        State.SUSPENDED: tk._("suspended"),
        State.WITHDRAWN: tk._("withdrawn"),
    }[state]


def errors(action: Action, refusal: Refusal, review: Review) -> dict[str, Any]:
    """Return the errors of a form or of an API call, by field."""
    if refusal is Refusal.TEXT:
        field = "replies" if action is Action.REPLY else "text"
        return {field: [_text_needed(action)]}
    if refusal is Refusal.ANSWERS:
        return {}  # Told item by item.
    if refusal is Refusal.STATE:
        message = tk._("This is no longer possible: the dataset is {state}")
        return {"state": [message.format(state=state_label(review.state))]}
    field, message = {
        Refusal.ROLE: ("state", tk._("You do not have the role that this needs")),
        Refusal.VERSION: (
            "version",
            tk._("Somebody has acted on this dataset since you opened it: read it again"),
        ),
        Refusal.BARRED: (
            "state",
            tk._("Advising, deciding and administering the portal are never one person’s"),
        ),
        Refusal.OWN_WORK: ("state", tk._("Nobody gives an opinion on what they wrote or sent")),
        Refusal.NO_DPO: (
            "dpo",
            tk._("The organization has no confirmed DPO: designate one before sending"),
        ),
        Refusal.KIND: ("kind", tk._("Choose an opinion")),
        Refusal.CONDITION: ("condition", _conditions_left(review)),
        Refusal.LIFTING: ("condition", _nothing_to_lift(action)),
        Refusal.CONDITIONS: ("conditions", tk._("Only a reserved opinion has conditions")),
        Refusal.OWN_SUBMISSION: (
            "state",
            tk._("Against an unfavourable opinion, somebody who did not send the dataset decides"),
        ),
        Refusal.TWO_PERSONS: (
            "state",
            tk._("In this organization, whoever sent the dataset to the DPO does not decide"),
        ),
        Refusal.REVISION_OPEN: (
            "state",
            tk._("A revision of this dataset is open already: edit that one"),
        ),
        Refusal.NOT_PUBLIC: (
            "state",
            tk._("The dataset that this revises is no longer public: abandon this revision"),
        ),
        Refusal.OTHER_BASE: (
            "state",
            tk._(
                "The public dataset is no longer the one that this revises: "
                "abandon this revision and open another"
            ),
        ),
        Refusal.CONTENT: (
            "state",
            tk._(
                "The content is no longer what was sent to the DPO: take it back and send it again"
            ),
        ),
        Refusal.UNANSWERED: (
            "replies",
            tk._(
                "Nothing has changed since the DPO returned it: answer the remarks, or correct "
                "what they ask for, then send it"
            ),
        ),
        Refusal.DELETED: ("state", tk._("This dataset is deleted")),
    }[refusal]
    return {field: [message]}


def _conditions_left(review: Review) -> str:
    open_ = left(review.opinion.conditions) if review.opinion else ()
    message = tk._("Conditions of the opinion are open: each is lifted by whom the DPO named")
    named = "; ".join(f"{condition.number}. {condition.text}" for condition in open_)
    return f"{message}. {named}" if named else message


def _nothing_to_lift(action: Action) -> str:
    if action is Action.KEEP_CONDITIONS:
        return tk._("The organization does not ask to lift conditions")
    return tk._("No condition is left for the DPO to lift, or they are asked already")


CODE_FAULTS = frozenset(
    {
        LinkFault.NO_CODE,
        LinkFault.CODE_EXPIRED,
        LinkFault.TOO_MANY_CODES,
        LinkFault.TOO_MANY_ATTEMPTS,
        LinkFault.WRONG_CODE,
    }
)
"""What is wrong with the code and not with the link, which may still serve."""


def link_fault(fault: LinkFault) -> str:
    """Say why a link, or the code presented with it, opens nothing, and what to do."""
    return {
        LinkFault.UNKNOWN: tk._("This link is not one of this portal."),
        LinkFault.USED: tk._("This link has served: the decision is taken."),
        LinkFault.VOID: tk._(
            "This link was cancelled, or a newer one replaced it. "
            "The organization can send you another."
        ),
        LinkFault.EXPIRED: tk._(
            "This link has expired. Ask the organization to send you another one."
        ),
        LinkFault.CHANGED: tk._(
            "The dataset has changed, or a decision was taken, since this link was sent. There is "
            "nothing to decide here any more; the organization can send you another link."
        ),
        LinkFault.NO_CODE: tk._("Ask for a code first: it comes to your mailbox."),
        LinkFault.CODE_EXPIRED: tk._("This code has expired: ask for another one."),
        LinkFault.TOO_MANY_CODES: tk._(
            "Codes enough were sent for this link. Ask the organization to send you another link."
        ),
        LinkFault.TOO_MANY_ATTEMPTS: tk._("Too many wrong codes: ask for another one."),
        LinkFault.WRONG_CODE: tk._("This is not the code that was mailed: read it again."),
    }[fault]


def link_statuses() -> dict[str, str]:
    """Return the word for each status of a link."""
    return {
        "waiting": tk._("Link not mailed yet"),
        "good": tk._("Link sent, decision awaited"),
        "used": tk._("Link used: decided"),
        "expired": tk._("Link expired"),
        "changed": tk._("Link ended: the dataset has changed since"),
        "void": tk._("Link cancelled or replaced"),
    }


def acts() -> dict[str, str]:
    """Return what is said of each code of the journal."""
    return {
        "submit": tk._("Sent to the DPO"),
        "take_back": tk._("Taken back"),
        "return": tk._("Returned by the DPO"),
        "opinion": tk._("Opinion given"),
        "cancel_opinion": tk._("Opinion cancelled by an edit"),
        "publish": tk._("Published"),
        "refuse": tk._("Not published, returned to the agent"),
        "withdraw": tk._("Withdrawn"),
        "suspend": tk._("Suspended"),
        "restore": tk._("Restored"),
        "reply": tk._("Remarks answered"),
        "lift_condition": tk._("Condition lifted"),
        "ask_lifting": tk._("Lifting of conditions asked"),
        "keep_conditions": tk._("Conditions kept by the DPO"),
        "amend": tk._("Edited within the conditions of the opinion"),
        "revise": tk._("Revision opened"),
        "refresh": tk._("File refreshed by a program"),
        "abandon_revision": tk._("Revision given up"),
        "hide": tk._("Hidden again by the portal"),
        "dpo_assign": tk._("DPO designated"),
        "dpo_confirm": tk._("Designation of the DPO confirmed"),
        "dpo_revoke": tk._("Designation of the DPO ended"),
        "dpo_accept": tk._("Designation accepted by the DPO"),
        "dpo_service_create": tk._("Service of DPO created"),
        "dpo_service_update": tk._("Service of DPO changed"),
        "dpo_officer_add": tk._("Officer added to a service of DPO"),
        "dpo_officer_remove": tk._("Officer removed from a service of DPO"),
        "link_create": tk._("Link to decide sent to the mayor"),
        "link_revoke": tk._("Link to decide cancelled"),
        "mayor_record": tk._("Mailbox of the mayor recorded"),
        "mayor_change": tk._("Change of mayor"),
        "separation": tk._("Setting changed: whoever sends does not decide"),
        "standing_act_create": tk._("Standing act recorded"),
        "standing_act_end": tk._("Standing act ended"),
        "framework_create": tk._("Framework opinion given"),
        "framework_revoke": tk._("Framework opinion revoked"),
        "framework_sample": tk._("Drawn at random from a framework opinion"),
        "objection_create": tk._("Request received from outside"),
        "objection_advise": tk._("Advice of the DPO on a request"),
        "objection_answer": tk._("Request answered"),
        "objection_erase": tk._("Request forgotten, but that it was made"),
        "forget_names": tk._("Names erased from the journal"),
    }


def roles() -> dict[str, str]:
    """Return the name of each role."""
    return {
        Role.MEMBER.value: tk._("member"),
        Role.AGENT.value: tk._("agent"),
        Role.CONTROLLER.value: tk._("controller"),
        Role.DPO.value: tk._("DPO"),
        Role.TEAM.value: tk._("accompanying team"),
        Role.SYSADMIN.value: tk._("administrator"),
        Role.CONTROLLER_BY_LINK.value: tk._("controller by link"),
        Role.STANDING_ACT.value: tk._("standing act"),
    }


def damaged(error: AnchorError) -> str:
    """Say that a file of anchors cannot be relied on."""
    return tk._("Line {number} of the file of anchors is damaged: compare with a copy.").format(
        number=error.line
    )


def fault(verdict: Verdict) -> str:
    """Say what is wrong with the first bad row of the journal."""
    if verdict.fault is None:
        return ""
    message = {
        Fault.MISSING: tk._("Row {number} is missing: it was removed."),
        Fault.LINK: tk._(
            "Row {number} does not follow the one before: a row was inserted, moved or rewritten."
        ),
        Fault.CONTENT: tk._("Row {number} is no longer what was written: it was edited."),
        Fault.CUT: tk._(
            "Row {number} and those after it are missing: there were {count} rows on {date}."
        ),
        Fault.REWRITTEN: tk._(
            "Row {number} is not the one that was noted on {date}: "
            "the journal was written anew before it."
        ),
    }[verdict.fault]
    anchor = verdict.anchor or Anchor("", 0, "")
    return message.format(number=verdict.bad, count=anchor.count, date=anchor.date)


def _text_needed(action: Action) -> str:
    return {
        Action.OPINION: tk._("Write the conditions or the grounds of this opinion"),
        Action.RETURN: tk._("Say what the agent has to change"),
        Action.PUBLISH: tk._("Write why the organization publishes against the opinion"),
        Action.REFUSE: tk._("Say why it is not published, and what the agent has to change"),
        Action.WITHDRAW: tk._("Say why this dataset is withdrawn"),
        Action.SUSPEND: tk._("Say why this dataset is suspended"),
        Action.REPLY: tk._("Write an answer to one remark at least"),
        Action.LIFT_CONDITION: tk._("Say how this condition is met"),
        Action.KEEP_CONDITIONS: tk._("Say what is missing"),
    }[action]
