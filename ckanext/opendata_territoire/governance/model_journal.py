"""Tables of the journal: the chained rows, and what people were called."""

from __future__ import annotations

from datetime import datetime  # noqa: TC003 - read when a class is made
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import Key, Moment, OptionalText, Text  # noqa: TC001 - read when a class is made


class _Apart(DeclarativeBase):
    """For a table that refuses to be emptied: CKAN empties at once all that it knows of."""


class Journal(_Apart):
    """Who, in which role, did what, when, on which content: one link of a chain.

    Rows are added, never changed: the database refuses. `domain/journal.py` says what is hashed.
    Holds opaque ids, no name, no text that somebody wrote and no value found in data.
    """

    __tablename__ = "opendata_governance_journal"

    number: Mapped[int] = mapped_column(sa.BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    action: Mapped[Text]
    actor: Mapped[OptionalText] = mapped_column(index=True)
    role: Mapped[OptionalText]
    dataset_id: Mapped[OptionalText] = mapped_column(index=True)
    organization_id: Mapped[OptionalText] = mapped_column(index=True)
    from_state: Mapped[OptionalText]
    to_state: Mapped[OptionalText]
    content: Mapped[OptionalText]
    files: Mapped[dict[str, str]] = mapped_column(JSONB)
    detail: Mapped[dict[str, Any]] = mapped_column(JSONB)
    previous: Mapped[Text] = mapped_column(unique=True)
    hash: Mapped[Text]


class JournalName(tk.BaseModel):
    """What somebody was called since when, for the rows of the journal. May be erased."""

    __tablename__ = "opendata_governance_journal_name"

    person: Mapped[Key]
    since: Mapped[datetime] = mapped_column(sa.DateTime(timezone=True), primary_key=True)
    name: Mapped[Text]
