"""What tests do to the journal and nobody else may: what its trigger refuses."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy as sa

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = "opendata_governance_journal"


@contextmanager
def without_trigger() -> Iterator[sa.Connection]:
    """Open the table to all changes, as the owner of the database can, and commit them."""
    model.Session.remove()
    with model.ensure_engine().begin() as connection:
        connection.execute(sa.text(f"ALTER TABLE {TABLE} DISABLE TRIGGER USER"))
        yield connection
        connection.execute(sa.text(f"ALTER TABLE {TABLE} ENABLE ALWAYS TRIGGER {TABLE}_refuse"))


def empty_journal() -> None:
    """Begin the chain again: CKAN's own emptying of the database leaves the journal alone."""
    with without_trigger() as connection:
        connection.execute(sa.text(f"DELETE FROM {TABLE}"))
