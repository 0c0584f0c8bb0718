"""Table of the requests to take data down and objections."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read when a class is made

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import (  # noqa: TC001 - read when a class is made
    Key,
    Moment,
    OptionalMoment,
    OptionalText,
    Text,
)


class Objection(tk.BaseModel):
    """What somebody outside asked about a public dataset, the advice of the DPO, the answer.

    `reference` is all that the journal holds of it. What tells who asked, and every text, is
    erased some time after the answer, at `erased_at`; `seal` with it: it is the random key of what
    the journal holds of the texts.
    """

    __tablename__ = "opendata_governance_objection"

    reference: Mapped[Key]
    dataset_id: Mapped[Text] = mapped_column(index=True)
    organization_id: Mapped[Text] = mapped_column(index=True)
    resource_id: Mapped[OptionalText]
    subject: Mapped[Text]
    email: Mapped[OptionalText]
    name: Mapped[OptionalText]
    place: Mapped[OptionalText]
    text: Mapped[OptionalText]
    seal: Mapped[OptionalText]
    filed_at: Mapped[Moment]
    due: Mapped[date] = mapped_column(sa.Date)
    advice: Mapped[OptionalText]
    advised_by: Mapped[OptionalText]
    advised_at: Mapped[OptionalMoment]
    answer: Mapped[OptionalText]
    answer_text: Mapped[OptionalText]
    answered_by: Mapped[OptionalText]
    answered_at: Mapped[OptionalMoment]
    erased_at: Mapped[OptionalMoment]

    __table_args__ = (
        sa.Index(
            "opendata_governance_objection_waiting",
            "due",
            postgresql_where=sa.text("answered_at IS NULL"),
        ),
    )
