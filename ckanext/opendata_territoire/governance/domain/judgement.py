"""What the table of `workflow.py` says of a case: a review, a person, what they ask."""

from __future__ import annotations

from .conditions import Lifter, is_open_for, left
from .workflow import (
    ERASABLE,
    FROZEN,
    NOT_A_JUDGE,
    RULES,
    Action,
    Actor,
    Opinion,
    OpinionKind,
    Refusal,
    Request,
    Review,
    Role,
    State,
)


def role_allows(action: Action, actor: Actor) -> Refusal | None:
    """Say whether the roles of a person open this action, whatever the dataset's state."""
    rule = RULES[action]
    if not rule.roles & actor.roles:
        return Refusal.ROLE
    if rule.barred & actor.roles:
        return Refusal.BARRED
    return None


def may(action: Action, review: Review, actor: Actor) -> Refusal | None:
    """Say whether a person may take this action now: what decides which buttons are shown."""
    if refusal := role_allows(action, actor):
        return refusal
    if review.deleted:
        return Refusal.DELETED
    if review.state not in RULES[action].sources:
        return Refusal.STATE
    if action is Action.OPINION and (actor.worked_on_it or actor.is_person(review.submitted_by)):
        return Refusal.OWN_WORK
    if action is Action.PUBLISH:
        return _may_decide(review, actor)
    return _may_about_conditions(action, review, actor)


def _may_about_conditions(action: Action, review: Review, actor: Actor) -> Refusal | None:
    if action is Action.LIFT_CONDITION and not _lifts(review, actor):
        return Refusal.CONDITION
    if action is Action.ASK_LIFTING:
        found = review.opinion.conditions if review.opinion else ()
        awaits = is_open_for(found, frozenset({Lifter.DPO})) and not review.lifting_asked
        return None if awaits else Refusal.LIFTING
    if action is Action.KEEP_CONDITIONS:
        if actor.worked_on_it or actor.is_person(review.submitted_by):
            return Refusal.OWN_WORK
        return None if review.lifting_asked else Refusal.LIFTING
    return None


def _lifts(review: Review, actor: Actor, number: int | None = None) -> bool:
    """Say whether somebody lifts a condition that is open, or the one of this number."""
    found = review.opinion.conditions if review.opinion else ()
    return is_open_for(found, lifters(actor), number)


def lifters(actor: Actor) -> frozenset[Lifter]:
    """Say whose conditions somebody lifts: never the DPO's for who is also of the organisation."""
    if actor.roles & frozenset(NOT_A_JUDGE):
        return frozenset({Lifter.ORGANIZATION} if Role.DPO not in actor.roles else ())
    return frozenset({Lifter.DPO} if Role.DPO in actor.roles and not actor.worked_on_it else ())


def _may_decide(review: Review, actor: Actor) -> Refusal | None:
    if review.opinion is None or actor.is_person(review.opinion.author):
        return Refusal.BARRED
    if Role.STANDING_ACT in actor.roles and review.opinion.kind is not OpinionKind.FAVOURABLE:
        return Refusal.BARRED
    if actor.two_persons and actor.is_person(review.submitted_by):
        return Refusal.TWO_PERSONS
    return None


def judge(action: Action, review: Review, actor: Actor, request: Request) -> Refusal | None:
    """Say why an action is refused, or `None` when it is accepted."""
    stale = request.version is not None and request.version != review.version
    return (
        role_allows(action, actor)
        or (Refusal.DELETED if review.deleted else None)
        or (Refusal.VERSION if stale else None)
        or may(action, review, actor)
        or _judge_request(action, review, actor, request)
    )


def _judge_request(
    action: Action, review: Review, actor: Actor, request: Request
) -> Refusal | None:
    if _nothing_said(action, request):
        return Refusal.TEXT
    if action is Action.SUBMIT:
        return _judge_submission(review, request)
    if action is Action.OPINION:
        return _judge_opinion(review, request)
    if action is Action.PUBLISH and review.opinion:
        return _judge_publication(review, review.opinion, actor, request)
    if action is Action.LIFT_CONDITION and not _lifts(review, actor, request.condition or 0):
        return Refusal.CONDITION
    return Refusal.CONTENT if action in KEPT and request.content != review.reference else None


KEPT = (Action.RESTORE, Action.LIFT_CONDITION, Action.ASK_LIFTING, Action.KEEP_CONDITIONS)
"""What is done on the very content that is public, or that the opinion holds on."""


def _nothing_said(action: Action, request: Request) -> bool:
    if action is Action.REPLY:
        return not request.replies
    return RULES[action].text_needed and not (request.text.strip() or request.remarks)


def _judge_submission(review: Review, request: Request) -> Refusal | None:
    if not request.has_dpo:
        return Refusal.NO_DPO
    if not request.text.strip() and awaits_answer(review, request.content):
        return Refusal.UNANSWERED
    return None


def awaits_answer(review: Review, content: str | None) -> bool:
    """Say whether a returned dataset was neither corrected nor answered for.

    Args:
        review: its review.
        content: fingerprint of what it contains now.
    """
    same = content == review.submitted_content
    return review.state is State.RETURNED and same and not review.answered


def _judge_opinion(review: Review, request: Request) -> Refusal | None:
    if request.kind is None:
        return Refusal.KIND
    if request.conditions and request.kind is not OpinionKind.RESERVED:
        return Refusal.CONDITIONS
    if request.kind is OpinionKind.RESERVED and not request.conditions:
        return Refusal.TEXT
    if request.kind is OpinionKind.UNFAVOURABLE and not request.text.strip():
        return Refusal.TEXT
    if request.content is None or request.content != review.submitted_content:
        return Refusal.CONTENT
    return None


def _judge_publication(
    review: Review, opinion: Opinion, actor: Actor, request: Request
) -> Refusal | None:
    if request.content is None or request.content != opinion.content:
        return Refusal.CONTENT
    if left(opinion.conditions):
        return Refusal.CONDITION
    if opinion.kind is OpinionKind.UNFAVOURABLE:
        if actor.is_person(review.submitted_by):
            return Refusal.OWN_SUBMISSION
        if not request.text.strip():
            return Refusal.TEXT
    return None


def allowed(review: Review, actor: Actor) -> list[Action]:
    """List the actions that a person may take now, in the order of the table."""
    return [action for action in RULES if may(action, review, actor) is None]


def editable(review: Review) -> bool:
    """Say whether the content may change now."""
    return review.state not in FROZEN and not review.deleted


def erasable(review: Review) -> bool:
    """Say whether a dataset may be deleted rather than withdrawn."""
    return review.state in ERASABLE and not review.was_public


def speaks_for_organization(roles: frozenset[Role]) -> bool:
    """Say whether somebody commits the organisation: a controller, but no administrator.

    CKAN makes whoever creates an organisation its admin: a sysadmin is one of many by accident.
    """
    return Role.CONTROLLER in roles and Role.SYSADMIN not in roles


def conflicts_with_dpo(roles: frozenset[Role]) -> bool:
    """Say whether somebody with these roles in an organisation cannot be its DPO."""
    return bool(roles & frozenset(NOT_A_JUDGE))
