"""One world for the whole scan, with hidden datasets in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import world as fictional
from hidden_datasets import Hidden

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(scope="module")
def _made() -> list[Hidden]:
    return []


@pytest.fixture
def hidden(
    app: Any,
    with_plugins: None,
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    migrate_db_for: Callable[[str], None],
    monkeypatch: pytest.MonkeyPatch,
    _made: list[Hidden],
) -> Hidden:
    """Give a world whose datasets are hidden, in every state, with secrets in every field."""
    if not _made:
        reset_db()
        for plugin in ("activity", "opendata_governance", "opendata_territoire"):
            migrate_db_for(plugin)
        reset_index()
        _made.append(Hidden(fictional.build(app)))
    _made[0].world.app = app
    # As on a portal: a route of CKAN that fails answers 500, and its page is read like any other.
    monkeypatch.setitem(app.flask_app.config, "PROPAGATE_EXCEPTIONS", False)
    return _made[0]
