"""When an awaited opinion, or an awaited decision, is recalled, in working days.

The portal's own rule of service. An opinion: the working day before it is due; the day after, to
stand-ins too; then to the mailbox of their service; then to the organisation, which knows that
nobody answered. Nothing is ever published for want of an answer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import deadlines

if TYPE_CHECKING:
    from datetime import date

SERVICE = "overdue_service"
"""To the mailbox of a service of DPO, which is no account: a letter."""

_LATE = (("overdue", 1), (SERVICE, 2), ("unanswered", 3))
"""Working days after the one when an opinion was due."""


def of_opinion(sent: date, today: date) -> list[str]:
    """Return the reminders that are to have been posted today for what was sent on a day.

    Each is a kind of `notices.KINDS`, or `SERVICE`. One that would no longer be true is left out.
    """
    due = deadlines.due(sent)
    if today <= due:
        return ["due_soon"] if today >= deadlines.working_day_before(due) else []
    return [kind for kind, days in _LATE if today >= deadlines.due(due, days)]


def of_decision(suspended: date, today: date) -> int:
    """Return how many times a suspension was to be recalled until today: once each working day."""
    days = range(1, deadlines.DECISION_DAYS + 1)
    return sum(today >= deadlines.due(suspended, day) for day in days)
