"""What a column holds, told from its first cells."""

from __future__ import annotations

import pytest

from ckanext.opendata_territoire.portal.domain import columns


@pytest.mark.parametrize(
    ("title", "cells", "content"),
    [
        ("vide", ["", "  "], "empty"),
        ("nombre", ["1", "-2", "", "300"], "integer"),
        ("montant", ["1,5", "2"], "decimal"),
        ("code_insee", ["34001", "34002"], "code"),
        ("x", ["01", "02"], "code"),
        ("jour", ["2026-11-24", "2026-11-25T10:00:00"], "date"),
        ("jour", ["24/11/2026"], "date"),
        ("jour", ["24/11/2026", "plus tard"], "text"),
        ("ouvert", ["oui", "Non", ""], "yes_no"),
        ("nom", ["oui", "peut-être"], "text"),
    ],
)
def test_content(title: str, cells: list[str], content: str) -> None:
    """Every filled cell agrees; one that does not makes it text."""
    assert columns.content(title, cells) == content
