"""The table of states, roles and actions, by every path and with any request."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.governance.domain import judgement
from ckanext.opendata_territoire.governance.domain.conditions import Condition, Lifter
from ckanext.opendata_territoire.governance.domain.workflow import (
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

CONTENT = "a" * 64
CONDITION = Condition(1, "Remove the third column", Lifter.ORGANIZATION)
AGENT = Actor("agent", frozenset({Role.AGENT}), worked_on_it=True)
CONTROLLER = Actor("controller", frozenset({Role.CONTROLLER}))
DPO = Actor("dpo", frozenset({Role.DPO}))

people = st.builds(
    Actor,
    user=st.sampled_from(["a", "b", "c", "d"]),
    roles=st.frozensets(st.sampled_from(list(Role))),
    worked_on_it=st.booleans(),
)
requests = st.builds(
    Request,
    kind=st.none() | st.sampled_from(list(OpinionKind)),
    text=st.sampled_from(["", "  ", "because"]),
    conditions=st.sampled_from([(), (CONDITION,)]),
    condition=st.sampled_from([None, 1]),
    content=st.sampled_from([CONTENT, "b" * 64]),
    has_dpo=st.booleans(),
)
steps = st.lists(st.tuples(st.sampled_from(list(Action)), people, requests), max_size=60)


def _take(review: Review, action: Action, actor: Actor, request: Request) -> Review:
    """Do to a review what the store does to its row."""
    after = replace(review, state=RULES[action].target, version=review.version + 1)
    if action is Action.SUBMIT:
        return replace(
            after, submitted_by=actor.user, submitted_content=request.content, opinion=None
        )
    if action is Action.TAKE_BACK:
        return replace(after, opinion=None)
    if action is Action.OPINION:
        assert request.kind
        assert actor.user
        assert request.content
        opinion = Opinion(request.kind, actor.user, request.content, request.text)
        return replace(after, opinion=replace(opinion, conditions=request.conditions))
    if action is Action.LIFT_CONDITION and review.opinion:
        lifted = tuple(replace(each, lifted=True) for each in review.opinion.conditions)
        return replace(after, opinion=replace(review.opinion, conditions=lifted))
    return replace(after, was_public=True) if action is Action.PUBLISH else after


def _submitted() -> Review:
    return Review(State.IN_REVIEW, 1, "agent", CONTENT)


def _with_opinion(kind: OpinionKind) -> Review:
    return Review(State.OPINION_GIVEN, 2, "agent", CONTENT, Opinion(kind, "dpo", CONTENT))


@given(steps)
def test_nothing_is_published_without_an_opinion_on_that_very_content(
    path: list[tuple[Action, Actor, Request]],
) -> None:
    """However people act, a publication follows an opinion on the same content by somebody else."""
    review = Review()
    for action, actor, request in path:
        if judgement.judge(action, review, actor, request):
            continue
        if action is Action.PUBLISH:
            assert review.state is State.OPINION_GIVEN
            assert review.opinion is not None
            assert review.opinion.content == request.content
            assert review.opinion.author != actor.user
            assert not actor.roles & {Role.DPO, Role.SYSADMIN}
            assert Role.CONTROLLER in actor.roles
        if action is Action.OPINION:
            assert Role.DPO in actor.roles
            assert not actor.roles & {Role.AGENT, Role.CONTROLLER, Role.SYSADMIN}
            assert not actor.worked_on_it
            assert actor.user != review.submitted_by
        review = _take(review, action, actor, request)


@given(st.sampled_from(list(Action)), st.sampled_from(list(State)), requests)
def test_people_without_a_role_do_nothing(action: Action, state: State, request_: Request) -> None:
    """Anonymous readers, simple members and the accompanying team change no state."""
    review = replace(_with_opinion(OpinionKind.FAVOURABLE), state=state)
    for roles in (set(), {Role.MEMBER}, {Role.TEAM}, {Role.MEMBER, Role.TEAM}):
        actor = Actor("somebody", frozenset(roles))
        assert judgement.judge(action, review, actor, request_) is Refusal.ROLE


def test_the_table_read_aloud() -> None:
    """Role × state × action: the whole table, written once more as people say it."""
    spoken = {
        "agent": {
            "draft": ["submit"],
            "in_review": ["take_back"],
            "returned": ["submit", "reply"],
            "opinion_given": ["take_back"],
            "published": ["withdraw", "revise", "suspend"],
            "suspended": ["withdraw"],
            "withdrawn": ["submit"],
        },
        "controller": {
            "draft": ["submit"],
            "in_review": ["take_back"],
            "returned": ["submit", "reply"],
            "opinion_given": ["take_back", "publish", "refuse"],
            "published": ["withdraw", "revise", "suspend"],
            "suspended": ["withdraw", "restore"],
            "withdrawn": ["submit"],
        },
        "dpo": {
            "draft": [],
            "in_review": ["return", "opinion"],
            "returned": [],
            "opinion_given": [],
            "published": ["suspend"],
            "suspended": [],
            "withdrawn": [],
        },
        "sysadmin": {state.value: [] for state in State}
        | {"published": ["withdraw", "suspend"], "suspended": ["withdraw"]},
        "controller_by_link": {state.value: [] for state in State}
        | {"opinion_given": ["publish", "refuse"]},
        "standing_act": {state.value: [] for state in State} | {"opinion_given": ["publish"]},
        "team": {state.value: [] for state in State},
        "member": {state.value: [] for state in State},
    }
    for role, by_state in spoken.items():
        for state, actions in by_state.items():
            opinion = Opinion(OpinionKind.FAVOURABLE, "another dpo", CONTENT)
            review = Review(State(state), 2, "agent", CONTENT, opinion)
            actor = Actor("x", frozenset({Role(role)}))
            assert [a.value for a in judgement.allowed(review, actor)] == actions, (role, state)


@pytest.mark.parametrize("role", [Role.AGENT, Role.CONTROLLER, Role.SYSADMIN])
def test_a_dpo_who_is_also_something_else_gives_no_opinion(role: Role) -> None:
    """A DPO who is agent, controller or administrator there loses the right to judge."""
    both = Actor("x", frozenset({Role.DPO, role}))
    for action in (Action.OPINION, Action.RETURN):
        assert judgement.may(action, _submitted(), both) is Refusal.BARRED


def test_a_controller_who_is_also_dpo_does_not_publish() -> None:
    """Nobody who decides may be the DPO (RGPD art. 38(6))."""
    both = Actor("x", frozenset({Role.DPO, Role.CONTROLLER}))
    review = _with_opinion(OpinionKind.FAVOURABLE)
    assert judgement.may(Action.PUBLISH, review, both) is Refusal.BARRED


def test_a_sysadmin_who_is_also_controller_does_not_publish() -> None:
    """CKAN makes the creator of an organisation its admin: it is no mandate to decide."""
    both = Actor("x", frozenset({Role.SYSADMIN, Role.CONTROLLER}))
    review = _with_opinion(OpinionKind.FAVOURABLE)
    assert judgement.may(Action.PUBLISH, review, both) is Refusal.BARRED
    assert not judgement.speaks_for_organization(both.roles)
    assert judgement.speaks_for_organization(CONTROLLER.roles)


def test_nobody_judges_their_own_work() -> None:
    """Who edited, or who sent, never gives the opinion, whatever their role has become."""
    editor = replace(DPO, worked_on_it=True)
    sender = replace(DPO, user="agent")
    for actor in (editor, sender):
        assert judgement.may(Action.OPINION, _submitted(), actor) is Refusal.OWN_WORK


def test_no_submission_without_a_dpo() -> None:
    """Without a confirmed DPO nobody would read it."""
    request = Request(content=CONTENT, has_dpo=False)
    assert judgement.judge(Action.SUBMIT, Review(), AGENT, request) is Refusal.NO_DPO


def test_grounds_are_written() -> None:
    """An unfavourable opinion says why; blanks are not a text."""
    for text, expected in (("", Refusal.TEXT), (" \n", Refusal.TEXT), ("grounds", None)):
        request = Request(kind=OpinionKind.UNFAVOURABLE, text=text, content=CONTENT)
        assert judgement.judge(Action.OPINION, _submitted(), DPO, request) is expected


def test_an_opinion_has_a_kind() -> None:
    """No opinion is given by default."""
    request = Request(content=CONTENT)
    assert judgement.judge(Action.OPINION, _submitted(), DPO, request) is Refusal.KIND


def test_a_reserved_opinion_has_a_condition() -> None:
    """Grounds alone say neither what is to be done nor who says that it is."""
    request = Request(kind=OpinionKind.RESERVED, text="Hm", content=CONTENT)
    assert judgement.judge(Action.OPINION, _submitted(), DPO, request) is Refusal.TEXT
    request = replace(request, conditions=(CONDITION,))
    assert judgement.judge(Action.OPINION, _submitted(), DPO, request) is None


def test_conditions_are_lifted_before_publication() -> None:
    """Publishing on a reserved opinion needs each of its conditions lifted."""
    review, request = _with_opinion(OpinionKind.RESERVED), Request(content=CONTENT)
    assert review.opinion
    for lifted, refusal in ((False, Refusal.CONDITION), (True, None)):
        opinion = replace(review.opinion, conditions=(replace(CONDITION, lifted=lifted),))
        judged = replace(review, opinion=opinion)
        assert judgement.judge(Action.PUBLISH, judged, CONTROLLER, request) is refusal


def test_against_an_unfavourable_opinion() -> None:
    """It takes a written reason, and somebody who did not send the dataset."""
    review = _with_opinion(OpinionKind.UNFAVOURABLE)
    request = Request(content=CONTENT)
    assert judgement.judge(Action.PUBLISH, review, CONTROLLER, request) is Refusal.TEXT
    request = replace(request, text="The council decided")
    assert judgement.judge(Action.PUBLISH, review, CONTROLLER, request) is None
    alone = replace(CONTROLLER, user="agent")
    assert judgement.judge(Action.PUBLISH, review, alone, request) is Refusal.OWN_SUBMISSION


def test_in_a_small_commune_one_person_sends_and_decides() -> None:
    """The law separates the DPO from the decider, not the agent from the decider."""
    alone = replace(CONTROLLER, user="agent")
    review, request = _with_opinion(OpinionKind.FAVOURABLE), Request(content=CONTENT)
    assert judgement.judge(Action.PUBLISH, review, alone, request) is None


def test_other_content_is_neither_judged_nor_published() -> None:
    """What is published is exactly what received the opinion."""
    other = Request(kind=OpinionKind.FAVOURABLE, content="b" * 64)
    assert judgement.judge(Action.OPINION, _submitted(), DPO, other) is Refusal.CONTENT
    review = _with_opinion(OpinionKind.FAVOURABLE)
    assert judgement.judge(Action.PUBLISH, review, CONTROLLER, other) is Refusal.CONTENT


def test_the_version_that_one_has_read() -> None:
    """Acting on an older version is refused; saying no version trusts the state alone."""
    for version, expected in ((0, Refusal.VERSION), (1, None), (None, None)):
        request = Request(kind=OpinionKind.FAVOURABLE, content=CONTENT, version=version)
        assert judgement.judge(Action.OPINION, _submitted(), DPO, request) is expected


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("was_public", [False, True])
def test_what_was_public_is_never_deleted(state: State, was_public: bool) -> None:
    """Only drafts that nobody is reading and that were never public may be deleted."""
    review = Review(state=state, was_public=was_public)
    expected = state in {State.DRAFT, State.RETURNED} and not was_public
    assert judgement.erasable(review) is expected


@pytest.mark.parametrize("state", list(State))
@pytest.mark.parametrize("who", [AGENT, CONTROLLER, DPO])
def test_nothing_is_done_to_what_is_deleted(state: State, who: Actor) -> None:
    """Whatever its state, no action is offered on a deleted dataset, and none is accepted."""
    review = Review(state, deleted=True, opinion=Opinion(OpinionKind.FAVOURABLE, "x", CONTENT))
    assert judgement.allowed(review, who) == []
    assert not judgement.editable(review)
    for action in Action:
        request = Request(OpinionKind.FAVOURABLE, "because", content=CONTENT)
        if judgement.role_allows(action, who) is None:
            assert judgement.judge(action, review, who, request) is Refusal.DELETED
