"""One world for the whole scan, with hidden datasets in every state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import world as fictional
from hidden_datasets import Hidden

if TYPE_CHECKING:
    from collections.abc import Callable


def _hide(app: Any) -> Hidden:
    return Hidden(fictional.build(app))


@pytest.fixture
def hidden(app: Any, build_once: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Hidden:
    """Give a world whose datasets are hidden, in every state, with secrets in every field."""
    built = build_once(_hide, app)
    built.world.app = app
    # As on a portal: a route of CKAN that fails answers 500, and its page is read like any other.
    monkeypatch.setitem(app.flask_app.config, "PROPAGATE_EXCEPTIONS", False)
    return built
