"""Tables of framework opinions: what a DPO judges once for a family, what they read of it."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read when a class is made
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import (  # noqa: TC001 - read when a class is made
    Key,
    Moment,
    OptionalMoment,
    OptionalText,
    RandomKey,
    Text,
)


class Framework(tk.BaseModel):
    """A favourable opinion that a DPO gives once on a family of data. Revoked, never changed.

    `number` counts in a `year` for a `holder`: the DPO's service, or the DPO. `starts` and `ends`
    are days, both included. `conditions` are names, `columns` pairs of title and content. `answers`
    are the DPO's to the checklist, as an opinion has them. `seed` is the secret of the sample.
    """

    __tablename__ = "opendata_governance_framework"

    id: Mapped[RandomKey]
    holder: Mapped[Text]
    year: Mapped[int]
    number: Mapped[int]
    author: Mapped[Text]
    title: Mapped[Text]
    text: Mapped[Text]
    organizations: Mapped[list[str]] = mapped_column(JSONB)
    themes: Mapped[list[str]] = mapped_column(JSONB)
    schemas: Mapped[list[str]] = mapped_column(JSONB)
    conditions: Mapped[list[str]] = mapped_column(JSONB)
    columns: Mapped[list[list[str]]] = mapped_column(JSONB)
    licences: Mapped[list[str]] = mapped_column(JSONB)
    checklist: Mapped[Text]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    sampling: Mapped[int]
    seed: Mapped[Text]
    starts: Mapped[date]
    ends: Mapped[date]
    created_at: Mapped[Moment]
    revoked_by: Mapped[OptionalText]
    revoked_at: Mapped[OptionalMoment]
    reason: Mapped[Text] = mapped_column(default="")

    __table_args__ = (
        sa.Index("opendata_governance_framework_number", "holder", "year", "number", unique=True),
        sa.Index(
            "opendata_governance_framework_organizations",
            "organizations",
            postgresql_using="gin",
        ),
    )


class Sample(tk.BaseModel):
    """A sending that a framework opinion covered and that the DPO reads all the same."""

    __tablename__ = "opendata_governance_framework_sample"

    dataset_id: Mapped[Key]
    round: Mapped[int] = mapped_column(primary_key=True)
    framework_id: Mapped[Text] = mapped_column(index=True)
    drawn_at: Mapped[Moment]
