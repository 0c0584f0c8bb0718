"""Tables of mails: those that wait or have left, and what people chose to receive."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import Key, Moment, OptionalMoment, OptionalText, RandomKey, Text  # noqa: TC001 - read when a class is made


class Notice(tk.BaseModel):
    """A mail that somebody is to receive, posted in the transaction of what it tells.

    `kind` is a key of `domain.notices.KINDS`. It is for an account, `person`, or for an `address`
    without one; `words` are then those of its template, erased once it has left. `once` names what
    is never told twice. `outcome` is null while it waits, until `due_at` at least.
    """

    __tablename__ = "opendata_governance_notice"

    id: Mapped[RandomKey]
    kind: Mapped[Text]
    person: Mapped[OptionalText] = mapped_column(index=True)
    address: Mapped[OptionalText]
    dataset_id: Mapped[OptionalText] = mapped_column(index=True)
    round: Mapped[int | None]
    words: Mapped[dict[str, str]] = mapped_column(JSONB, default=dict)
    once: Mapped[OptionalText] = mapped_column(unique=True)
    posted_at: Mapped[Moment]
    due_at: Mapped[Moment]
    attempts: Mapped[int] = mapped_column(default=0)
    outcome: Mapped[OptionalText]
    closed_at: Mapped[OptionalMoment]

    __table_args__ = (
        sa.Index(
            "opendata_governance_notice_waiting",
            "due_at",
            postgresql_where=sa.text("outcome IS NULL"),
        ),
    )


class MailChoice(tk.BaseModel):
    """Which mails somebody has chosen to receive, and when. Without a row: each at once."""

    __tablename__ = "opendata_governance_mail_choice"

    person: Mapped[Key]
    choice: Mapped[Text]
