"""What the use cases of governance raise."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

import ckan.plugins.toolkit as tk
from ckan import model

if TYPE_CHECKING:
    from collections.abc import Mapping

    from .domain.checklist import Fault
    from .domain.link import Fault as LinkFault
    from .domain.refresh import Reason
    from .domain.workflow import Refusal, Review


class RefusedError(Exception):
    """An action that the rules refuse, with the review as it stands.

    `faults` says what is wrong with the answers to the checklist, by id of the item.
    """

    def __init__(
        self, refusal: Refusal, review: Review, faults: Mapping[str, Fault] | None = None
    ) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.review = review
        self.faults = faults or {}


class HeldError(Exception):
    """A file that a program sent is not made public.

    It waits in the revision of this id, unless that one was `opened_before`: then nothing is kept.
    """

    def __init__(self, revision_id: str, reasons: list[Reason], *, opened_before: bool) -> None:
        super().__init__(revision_id)
        self.revision_id = revision_id
        self.reasons = reasons
        self.opened_before = opened_before


class ActFailedError(Exception):
    """A standing act could not publish: the opinion stands, a person decides."""


class ObjectionError(Exception):
    """A request from outside is not taken, or an act on it refused; `reason` says why.

    `too_many`, `advised`, `answered` (already), or `impossible` for the dataset as it stands.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class LinkError(Exception):
    """A link, or the code presented with it, opens nothing."""

    def __init__(self, fault: LinkFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


def invalid(field: str, message: str) -> NoReturn:
    """Undo what the transaction did, and say what is wrong at its field.

    Raises:
        ValidationError: always.
    """
    model.Session.rollback()
    raise tk.ValidationError({field: [message]})
