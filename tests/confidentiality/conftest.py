"""The little world of the tests of confidentiality."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import world as fictional

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def _worlds() -> list[fictional.World]:
    return []


@pytest.fixture
def world(
    app: Any,
    with_plugins: None,
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    migrate_db_for: Callable[[str], None],
    _worlds: list[fictional.World],
) -> fictional.World:
    """Give a world built once for the module: each test brings its own datasets."""
    if not _worlds:
        reset_db()
        for plugin in ("activity", "opendata_governance", "opendata_territoire"):
            migrate_db_for(plugin)
        reset_index()
        _worlds.append(fictional.build(app))
    _worlds[0].app = app
    return _worlds[0]
