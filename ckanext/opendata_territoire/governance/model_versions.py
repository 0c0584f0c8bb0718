"""What was public, dated: a row for each moment when the public content changed."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import Key, Moment, OptionalMoment, Text  # noqa: TC001 - read when a class is made


class Version(tk.BaseModel):
    """What everybody could read of a dataset from one moment on.

    `what` brought it: `publish`, `merge` or `refresh`, or `found` for what was public before
    versions were kept. `content` is its fingerprint; `record` is canonical JSON, as
    `difference.comparable` has it; `files` holds `resource`, `sha256`, `name` and `size` of each
    file. Once withdrawn, neither its record nor its files are given.
    """

    __tablename__ = "opendata_governance_version"

    dataset_id: Mapped[Key]
    number: Mapped[int] = mapped_column(sa.Integer, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    what: Mapped[Text]
    content: Mapped[Text]
    record: Mapped[Text]
    files: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    withdrawn_at: Mapped[OptionalMoment]
