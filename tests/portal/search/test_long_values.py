"""However long a text is, its dataset is saved whole and indexed."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ckan import model
from ckan.tests.helpers import call_action

Deposit = Callable[..., str]
TitlesOf = Callable[..., list[str]]

LONG = {"one word": "é" * 40_000, "words": "mot " * 20_000, "three bytes": "€" * 20_000}


@pytest.mark.parametrize("field", ["author", "extras"])
@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_a_long_text_is_kept_and_indexed(
    deposit: Deposit, titles_of: TitlesOf, field: str, text: str
) -> None:
    """The value stays as it was given; the search finds the dataset by its title."""
    value = [{"key": "long", "value": text}] if field == "extras" else text
    name = deposit("Liste des écoles", **{field: value})
    assert titles_of("écoles") == ["Liste des écoles"]
    shown = call_action("package_show", {"ignore_auth": True}, id=name)
    assert shown[field] == value


def test_an_organization_with_a_long_title(deposit: Deposit, titles_of: TitlesOf) -> None:
    """A title that somebody else wrote does not keep a dataset out of the index."""
    organization = model.Group.get("valfictif")
    assert organization
    organization.title = LONG["words"]
    model.Session.commit()
    deposit("Liste des écoles")
    assert titles_of("écoles") == ["Liste des écoles"]
