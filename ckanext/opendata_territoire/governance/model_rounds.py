"""Tables of what goes from one sending to the next: replies to remarks, contents to compare."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

import ckan.plugins.toolkit as tk

from .model import Key, Moment, RandomKey, Text  # noqa: TC001 - read when a class is made


class Reply(tk.BaseModel):
    """What an agent replies to a remark of a return; may change until the dataset is sent again."""

    __tablename__ = "opendata_governance_reply"

    id: Mapped[RandomKey]
    remark_id: Mapped[Text] = mapped_column(unique=True)
    dataset_id: Mapped[Text] = mapped_column(index=True)
    text: Mapped[Text]
    author: Mapped[Text]
    written_at: Mapped[Moment]


class Round(tk.BaseModel):
    """What a dataset contained when it was sent: canonical JSON, as `difference.comparable` has it.

    Only the last two rounds are kept, and the last one once it is published.
    """

    __tablename__ = "opendata_governance_round"

    dataset_id: Mapped[Key]
    round: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[Text]
