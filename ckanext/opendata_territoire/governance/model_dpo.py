"""Tables of who is whose DPO: designations, services and their officers."""

from __future__ import annotations

from datetime import date  # noqa: TC003 - read when a class is made

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import Moment, OptionalMoment, OptionalText, RandomKey, Text  # noqa: TC001 - read when a class is made


class Designation(tk.BaseModel):
    """A DPO, person or service, designated by an organisation (RGPD art. 37).

    `starts` and `ends` are days, both included. Recorded by somebody else than the organisation,
    it gives no right until the organisation confirms it. `address` is what the organisation knows
    of a person until `accepted_at`.
    """

    __tablename__ = "opendata_governance_designation"

    id: Mapped[RandomKey]
    organization_id: Mapped[Text] = mapped_column(index=True)
    user_id: Mapped[OptionalText] = mapped_column(index=True)
    service_id: Mapped[OptionalText] = mapped_column(index=True)
    address: Mapped[OptionalText]
    starts: Mapped[date]
    ends: Mapped[date | None]
    reference: Mapped[Text] = mapped_column(default="")
    recorded_by: Mapped[Text]
    recorded_at: Mapped[Moment]
    accepted_at: Mapped[OptionalMoment]
    confirmed_by: Mapped[OptionalText]
    confirmed_at: Mapped[OptionalMoment]
    revoked_by: Mapped[OptionalText]
    revoked_at: Mapped[OptionalMoment]

    __table_args__ = (
        sa.CheckConstraint(
            "(user_id IS NULL) <> (service_id IS NULL)", name="opendata_governance_designation_one"
        ),
    )


class DpoService(tk.BaseModel):
    """A service of DPO that several organisations share; `email` is its own mailbox."""

    __tablename__ = "opendata_governance_dpo_service"

    id: Mapped[RandomKey]
    name: Mapped[Text]
    email: Mapped[Text]
    created_by: Mapped[Text]
    created_at: Mapped[Moment]

    __table_args__ = (
        sa.Index("opendata_governance_dpo_service_name", sa.text("lower(name)"), unique=True),
    )


class DpoOfficer(tk.BaseModel):
    """Somebody of a service of DPO, DPO of all that designate it, from one day to another.

    `lead` manages the service; `stand_in` is told when nobody else is there. `address` and
    `accepted_at` as for a designation.
    """

    __tablename__ = "opendata_governance_dpo_officer"

    id: Mapped[RandomKey]
    service_id: Mapped[Text] = mapped_column(index=True)
    user_id: Mapped[Text] = mapped_column(index=True)
    lead: Mapped[bool]
    stand_in: Mapped[bool]
    starts: Mapped[date]
    ends: Mapped[date | None]
    reference: Mapped[Text] = mapped_column(default="")
    address: Mapped[OptionalText]
    added_by: Mapped[Text]
    added_at: Mapped[Moment]
    accepted_at: Mapped[OptionalMoment]
    removed_by: Mapped[OptionalText]
    removed_at: Mapped[OptionalMoment]

    __table_args__ = (
        sa.Index(
            "opendata_governance_dpo_officer_once",
            "service_id",
            "user_id",
            unique=True,
            postgresql_where=sa.text("removed_at IS NULL"),
        ),
    )
