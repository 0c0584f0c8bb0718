"""The life of a dataset: states, actions, roles, and the table of who may do what when.

`RULES` is the one table that the API, the pages, the tests and the documentation read;
`judgement.py` applies it to a case.
The law behind it: the DPO advises and never decides (RGPD art. 38 and 39), whoever decides is
not the DPO (art. 38(6)), each organisation is its own controller (art. 4(7)).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from .checklist import Given
    from .conditions import Condition
    from .remarks import Note


class State(str, Enum):
    """Where a dataset stands. Only `PUBLISHED` is public."""

    DRAFT = "draft"
    IN_REVIEW = "in_review"
    RETURNED = "returned"
    OPINION_GIVEN = "opinion_given"
    PUBLISHED = "published"
    SUSPENDED = "suspended"
    WITHDRAWN = "withdrawn"


class Action(str, Enum):
    """What people do to a dataset under governance."""

    SUBMIT = "submit"
    TAKE_BACK = "take_back"
    RETURN = "return"
    OPINION = "opinion"
    PUBLISH = "publish"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    REVISE = "revise"
    SUSPEND = "suspend"
    RESTORE = "restore"
    REPLY = "reply"
    LIFT_CONDITION = "lift_condition"
    ASK_LIFTING = "ask_lifting"
    KEEP_CONDITIONS = "keep_conditions"


class Role(str, Enum):
    """What a person is for one organisation. A person may hold several, or none.

    No account holds the last two: the mayor who decides by a mailed link, and an act of the
    organisation that decides by itself (delegation of signature, CGCT L.2122-18 and L.2122-19, or
    deliberation), once for a family of data.
    """

    MEMBER = "member"
    AGENT = "agent"
    CONTROLLER = "controller"
    DPO = "dpo"
    TEAM = "team"
    SYSADMIN = "sysadmin"
    CONTROLLER_BY_LINK = "controller_by_link"
    STANDING_ACT = "standing_act"


class OpinionKind(str, Enum):
    """The three opinions of a DPO."""

    FAVOURABLE = "favourable"
    RESERVED = "reserved"
    UNFAVOURABLE = "unfavourable"


class Refusal(str, Enum):
    """Why an action is refused."""

    ROLE = "role"
    STATE = "state"
    VERSION = "version"
    BARRED = "barred"
    OWN_WORK = "own_work"
    NO_DPO = "no_dpo"
    KIND = "kind"
    TEXT = "text"
    OWN_SUBMISSION = "own_submission"
    TWO_PERSONS = "two_persons"
    CONTENT = "content"
    DELETED = "deleted"
    REVISION_OPEN = "revision_open"
    NOT_PUBLIC = "not_public"
    OTHER_BASE = "other_base"
    ANSWERS = "answers"
    UNANSWERED = "unanswered"
    CONDITION = "condition"
    CONDITIONS = "conditions"
    LIFTING = "lifting"


@dataclass(frozen=True)
class Rule:
    """One row of the table: from which states, to which one, who may, whom it is denied to."""

    sources: frozenset[State]
    target: State
    roles: frozenset[Role]
    barred: frozenset[Role] = frozenset()
    text_needed: bool = False


def _rule(
    sources: Iterable[State],
    target: State,
    roles: Iterable[Role],
    barred: Iterable[Role] = (),
    *,
    text_needed: bool = False,
) -> Rule:
    return Rule(frozenset(sources), target, frozenset(roles), frozenset(barred), text_needed)


_EDITORS = (Role.AGENT, Role.CONTROLLER)
_DECIDERS = (Role.CONTROLLER, Role.CONTROLLER_BY_LINK)
NOT_A_JUDGE = (Role.AGENT, Role.CONTROLLER, Role.SYSADMIN)
"""Roles whose holder in an organisation cannot be its DPO, nor judge its datasets."""

_S = State

RULES: Mapping[Action, Rule] = {
    Action.SUBMIT: _rule((_S.DRAFT, _S.RETURNED, _S.WITHDRAWN), _S.IN_REVIEW, _EDITORS),
    Action.TAKE_BACK: _rule((_S.IN_REVIEW, _S.OPINION_GIVEN), _S.DRAFT, _EDITORS),
    Action.RETURN: _rule((_S.IN_REVIEW,), _S.RETURNED, (Role.DPO,), NOT_A_JUDGE, text_needed=True),
    Action.OPINION: _rule((_S.IN_REVIEW,), _S.OPINION_GIVEN, (Role.DPO,), NOT_A_JUDGE),
    Action.LIFT_CONDITION: _rule(
        (_S.OPINION_GIVEN,),
        _S.OPINION_GIVEN,
        (*_EDITORS, Role.DPO),
        (Role.SYSADMIN,),
        text_needed=True,
    ),
    Action.ASK_LIFTING: _rule((_S.OPINION_GIVEN,), _S.OPINION_GIVEN, _EDITORS),
    Action.KEEP_CONDITIONS: _rule(
        (_S.OPINION_GIVEN,), _S.OPINION_GIVEN, (Role.DPO,), NOT_A_JUDGE, text_needed=True
    ),
    Action.PUBLISH: _rule(
        (_S.OPINION_GIVEN,),
        _S.PUBLISHED,
        (*_DECIDERS, Role.STANDING_ACT),
        (Role.DPO, Role.SYSADMIN),
    ),
    Action.REFUSE: _rule(
        (_S.OPINION_GIVEN,),
        _S.RETURNED,
        _DECIDERS,
        (Role.DPO, Role.SYSADMIN),
        text_needed=True,
    ),
    Action.WITHDRAW: _rule(
        (_S.PUBLISHED, _S.SUSPENDED),
        _S.WITHDRAWN,
        (*_EDITORS, Role.SYSADMIN),
        text_needed=True,
    ),
    Action.REVISE: _rule((_S.PUBLISHED,), _S.PUBLISHED, _EDITORS),
    Action.SUSPEND: _rule(
        (_S.PUBLISHED,),
        _S.SUSPENDED,
        (*_EDITORS, Role.DPO, Role.SYSADMIN),
        text_needed=True,
    ),
    Action.RESTORE: _rule(
        (_S.SUSPENDED,), _S.PUBLISHED, (Role.CONTROLLER,), (Role.DPO, Role.SYSADMIN)
    ),
    Action.REPLY: _rule((_S.RETURNED,), _S.RETURNED, _EDITORS),
}

RETURNING = (Action.RETURN, Action.REFUSE)
"""What sends a dataset back to its agent, with remarks to answer."""

FROZEN = frozenset({State.IN_REVIEW, State.PUBLISHED, State.SUSPENDED})
"""States in which the content does not change, whoever asks and by whatever door."""

ERASABLE = frozenset({State.DRAFT, State.RETURNED})
"""States in which a dataset that was never public may be deleted.

What was public is withdrawn, never deleted: destroying it needs the visa of the Archives
départementales (Code du patrimoine, L.212-2 and L.214-3).
"""


@dataclass(frozen=True)
class Opinion:
    """The opinion of the current round; `content`, what it holds on today."""

    kind: OpinionKind
    author: str
    content: str
    text: str = ""
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Review:
    """What is known of a dataset's review. `content` fields are fingerprints (SHA-256, hex).

    `answered`: it is returned, and a remark of that return has an answer. `lifting_asked`: the DPO
    is asked whether conditions are met.
    """

    state: State = State.DRAFT
    version: int = 0
    submitted_by: str | None = None
    submitted_content: str | None = None
    opinion: Opinion | None = None
    was_public: bool = False
    deleted: bool = False
    published_content: str | None = None
    answered: bool = False
    lifting_asked: bool = False

    @property
    def reference(self) -> str | None:
        """Fingerprint that the dataset must keep: what is public, what was read, what was sent."""
        if self.state in (State.PUBLISHED, State.SUSPENDED):
            return self.published_content
        return self.opinion.content if self.opinion else self.submitted_content


@dataclass(frozen=True)
class Actor:
    """Who asks: an opaque user id, roles for the dataset's organisation, and past work on it.

    Attributes:
        user: an account, or the record of a mayor or of a standing act.
        roles: for the dataset's organisation.
        worked_on_it: has created or edited the dataset.
        same_as: accounts of the same person, for whoever acts without signing in.
        two_persons: the organisation wants whoever decides to be somebody else than who submitted.
    """

    user: str | None = None
    roles: frozenset[Role] = field(default_factory=frozenset)
    worked_on_it: bool = False
    same_as: frozenset[str] = frozenset()
    two_persons: bool = False

    def is_person(self, account: str | None) -> bool:
        """Say whether this is the person of an account."""
        return account is not None and (account == self.user or account in self.same_as)


@dataclass(frozen=True)
class Request:
    """What comes with an action.

    Attributes:
        kind: the opinion, for `OPINION`.
        text: grounds, conditions, remarks or reason.
        version: the version that the person was looking at; `None` when the caller does not say.
        content: fingerprint of the dataset as it is now.
        has_dpo: the organisation has a confirmed DPO today.
        answers: to the checklist, by id of the item.
        remarks: what the DPO returns the dataset with, each at its place.
        replies: text by id of the remark answered; an empty one takes an answer away.
        conditions: of a reserved opinion.
        condition: number of the one to lift.
        difference: what has changed since the opinion, read when a condition is lifted.
        framework: id of the framework opinion by which a DPO gives this one.
    """

    kind: OpinionKind | None = None
    text: str = ""
    version: int | None = None
    content: str | None = None
    has_dpo: bool = True
    answers: Mapping[str, Given] = field(default_factory=dict)
    remarks: tuple[Note, ...] = ()
    replies: Mapping[str, str] = field(default_factory=dict)
    conditions: tuple[Condition, ...] = ()
    condition: int | None = None
    difference: dict[str, Any] | None = None
    framework: str | None = None
