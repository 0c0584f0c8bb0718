"""CKAN starts with our plugins."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
def test_home_answers(app: Any) -> None:
    """The home page of an empty portal answers in French."""
    assert '<html lang="fr"' in app.get("/").body
