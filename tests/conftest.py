"""Fixtures of the whole suite."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """Give each test an empty database with our tables; CKAN's own `clean_db` drops them."""
    reset_db()
    migrate_db_for("activity")
    migrate_db_for("opendata_governance")
    migrate_db_for("opendata_territoire")
