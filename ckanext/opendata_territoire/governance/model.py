"""Tables of this slice. No foreign key to CKAN's tables: governance outlives what it governed."""

from __future__ import annotations

from datetime import date, datetime, timezone
from typing import Annotated, Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk


def _now() -> datetime:
    return datetime.now(timezone.utc)


def _uuid() -> str:
    return str(uuid4())


Text = Annotated[str, mapped_column(sa.Text)]
OptionalText = Annotated[str | None, mapped_column(sa.Text)]
Moment = Annotated[datetime, mapped_column(sa.DateTime(timezone=True), default=_now)]
OptionalMoment = Annotated[datetime | None, mapped_column(sa.DateTime(timezone=True))]
Key = Annotated[str, mapped_column(sa.Text, primary_key=True)]
RandomKey = Annotated[str, mapped_column(sa.Text, primary_key=True, default=_uuid)]


class Review(tk.BaseModel):
    """Where one dataset stands. Without a row, a dataset is a draft.

    `version` grows by one at each transition; `round` at each submission. `opinion_form` is the
    canonical form that a reserved opinion holds on, since edits within its conditions move it.
    """

    __tablename__ = "opendata_governance_review"

    dataset_id: Mapped[Key]
    state: Mapped[Text]
    version: Mapped[int] = mapped_column(default=0)
    round: Mapped[int] = mapped_column(default=0)
    submitted_by: Mapped[OptionalText]
    submitted_at: Mapped[OptionalMoment]
    submitted_content: Mapped[OptionalText]
    opinion_id: Mapped[OptionalText]
    published_by: Mapped[OptionalText]
    published_at: Mapped[OptionalMoment]
    first_published_at: Mapped[OptionalMoment]
    published_content: Mapped[OptionalText]
    changed_at: Mapped[Moment]
    opinion_form: Mapped[OptionalText]
    lifting_asked_at: Mapped[OptionalMoment]

    __table_args__ = (sa.Index("opendata_governance_review_state", "state", "submitted_at"),)


class Opinion(tk.BaseModel):
    """An opinion of a DPO on one content. Rows are added, never changed.

    `framework_id` is the framework opinion by which it was given at once, if it was.
    """

    __tablename__ = "opendata_governance_opinion"

    id: Mapped[RandomKey]
    dataset_id: Mapped[Text] = mapped_column(index=True)
    round: Mapped[int]
    kind: Mapped[Text]
    text: Mapped[Text]
    author: Mapped[Text]
    content: Mapped[Text]
    given_at: Mapped[Moment]
    framework_id: Mapped[OptionalText] = mapped_column(index=True)


class Condition(tk.BaseModel):
    """A condition of a reserved opinion, where it applies, and who said that it is met.

    Then also on which content (SHA-256), and what had changed since the opinion, as
    `governance_difference` gives it.
    """

    __tablename__ = "opendata_governance_condition"

    opinion_id: Mapped[Key]
    number: Mapped[int] = mapped_column(primary_key=True)
    dataset_id: Mapped[Text] = mapped_column(index=True)
    text: Mapped[Text]
    lifter: Mapped[Text]
    field: Mapped[OptionalText]
    resource_id: Mapped[OptionalText]
    column_name: Mapped[OptionalText]
    file_name: Mapped[OptionalText]
    lifted_by: Mapped[OptionalText]
    lifted_at: Mapped[OptionalMoment]
    lifted_content: Mapped[OptionalText]
    lifted_difference: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class Remark(tk.BaseModel):
    """What somebody wrote with an action: remarks of a return, reason of a decision.

    A remark of a return may be tied to a place: a field, a file (and what it was called then), or
    a column of a file.
    """

    __tablename__ = "opendata_governance_remark"

    id: Mapped[RandomKey]
    dataset_id: Mapped[Text] = mapped_column(index=True)
    round: Mapped[int]
    action: Mapped[Text]
    text: Mapped[Text]
    author: Mapped[Text]
    written_at: Mapped[Moment]
    field: Mapped[OptionalText]
    resource_id: Mapped[OptionalText]
    column_name: Mapped[OptionalText]
    file_name: Mapped[OptionalText]


class Answers(tk.BaseModel):
    """What an agent or a DPO answered to the checklist in one round. Rows are added, never changed.

    `entries` holds, in the order of the list, `item`, `question`, `answer`, `comment` and
    `from_facts`: the list may change, what was asked does not.
    """

    __tablename__ = "opendata_governance_answers"

    id: Mapped[RandomKey]
    dataset_id: Mapped[Text] = mapped_column(index=True)
    round: Mapped[int]
    owner: Mapped[Text]
    checklist: Mapped[Text]
    entries: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    author: Mapped[Text]
    given_at: Mapped[Moment]


class Contributor(tk.BaseModel):
    """Somebody who created or edited a dataset, and so never judges it."""

    __tablename__ = "opendata_governance_contributor"

    dataset_id: Mapped[Key]
    user_id: Mapped[Key]
    last_at: Mapped[Moment]


class Mayor(tk.BaseModel):
    """Whoever decides for an organisation by a mailed link: a name and a mailbox, no account.

    One at a time for each organisation; `ended_at` is when another one took over.
    """

    __tablename__ = "opendata_governance_mayor"

    id: Mapped[RandomKey]
    organization_id: Mapped[Text]
    name: Mapped[Text]
    email: Mapped[Text]
    sends: Mapped[bool] = mapped_column(default=False)
    recorded_by: Mapped[OptionalText]
    recorded_at: Mapped[Moment]
    ended_at: Mapped[OptionalMoment]

    __table_args__ = (
        sa.Index(
            "opendata_governance_mayor_one",
            "organization_id",
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        ),
    )


class StandingAct(tk.BaseModel):
    """An act by which an organisation decides once for a family of data.

    The family is all data when `everything`; otherwise what meets each list that is not empty.
    `adopted` and `ends` are days, both included.
    """

    __tablename__ = "opendata_governance_standing_act"

    id: Mapped[RandomKey]
    organization_id: Mapped[Text] = mapped_column(index=True)
    number: Mapped[Text]
    adopted: Mapped[date]
    holder: Mapped[Text]
    holder_account: Mapped[OptionalText]
    everything: Mapped[bool]
    themes: Mapped[list[str]] = mapped_column(JSONB)
    schemas: Mapped[list[str]] = mapped_column(JSONB)
    ends: Mapped[date | None]
    recorded_by: Mapped[Text]
    recorded_at: Mapped[Moment]
    ended_by: Mapped[OptionalText]
    ended_at: Mapped[OptionalMoment]


class Separation(tk.BaseModel):
    """Whether an organisation wants whoever decides to be somebody else than who submitted.

    Without a row, it does as soon as it has a second person.
    """

    __tablename__ = "opendata_governance_separation"

    organization_id: Mapped[Key]
    wanted: Mapped[bool]
    changed_by: Mapped[Text]
    changed_at: Mapped[Moment]


class Link(tk.BaseModel):
    """A right to act once, given by mail to somebody who has no account, or does not sign in.

    Neither the token nor the code is kept: only what tells whether one presented is the right one.
    `bound` says what the link is tied to; when that changes, the link is void.
    """

    __tablename__ = "opendata_governance_link"

    id: Mapped[RandomKey]
    purpose: Mapped[Text]
    subject: Mapped[Text]
    organization_id: Mapped[Text] = mapped_column(index=True)
    bound: Mapped[dict[str, Any]] = mapped_column(JSONB, default=dict)
    sent_to: Mapped[Text]
    token: Mapped[OptionalText] = mapped_column(unique=True)
    code: Mapped[OptionalText]
    code_expires_at: Mapped[OptionalMoment]
    codes_asked: Mapped[int] = mapped_column(default=0)
    attempts: Mapped[int] = mapped_column(default=0)
    created_by: Mapped[OptionalText]
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[OptionalMoment]
    voided_at: Mapped[OptionalMoment]

    __table_args__ = (sa.Index("opendata_governance_link_subject", "purpose", "subject"),)


class Revision(tk.BaseModel):
    """A hidden draft that revises a public dataset.

    `origins` gives the id of the public resource by id of its copy; `base` is the fingerprint of
    the public dataset from which the draft was made.
    """

    __tablename__ = "opendata_governance_revision"

    revision_id: Mapped[Key]
    dataset_id: Mapped[Text] = mapped_column(index=True)
    origins: Mapped[dict[str, str]] = mapped_column(JSONB)
    base: Mapped[Text]
    status: Mapped[Text] = mapped_column(default="open")
    opened_by: Mapped[Text]
    opened_at: Mapped[Moment]
    closed_at: Mapped[OptionalMoment]

    __table_args__ = (
        sa.Index(
            "opendata_governance_revision_one_open",
            "dataset_id",
            unique=True,
            postgresql_where=sa.text("status = 'open'"),
        ),
    )


class IndexPending(tk.BaseModel):
    """A dataset whose search document is older than the database. Late is harmless, early leaks."""

    __tablename__ = "opendata_governance_index_pending"

    dataset_id: Mapped[Key]
    asked_at: Mapped[Moment]
