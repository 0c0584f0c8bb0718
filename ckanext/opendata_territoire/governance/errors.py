"""What the use cases of governance raise."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .domain.workflow import Refusal, Review


class RefusedError(Exception):
    """An action that the rules refuse, with the review as it stands."""

    def __init__(self, refusal: Refusal, review: Review) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal
        self.review = review
