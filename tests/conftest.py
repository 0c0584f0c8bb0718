"""Fixtures of the whole suite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from ckan.tests.helpers import CKANTestApp

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """Give each test an empty database with our tables; CKAN's own `clean_db` drops them."""
    reset_db()
    migrate_db_for("activity")
    migrate_db_for("opendata_governance")
    migrate_db_for("opendata_territoire")


_apps: dict[frozenset[tuple[str, str]], Any] = {}


@pytest.fixture
def make_app(
    make_app: Callable[[], Any], with_plugins: None, ckan_config: dict[str, Any]
) -> Callable[[], Any]:
    """Build one application for each configuration, and a new visitor for each test.

    A new application compiles every template again.
    """

    def make() -> Any:
        # A plugin may add its value to a list once more each time it is loaded.
        settings = frozenset(
            (key, repr(sorted({*map(repr, value)}) if isinstance(value, list) else value))
            for key, value in ckan_config.items()
        )
        if settings not in _apps:
            _apps[settings] = make_app().app
        return CKANTestApp(_apps[settings])

    return make
