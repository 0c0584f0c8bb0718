"""The facet of the territory, as a tree."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ckanext.opendata_territoire.portal import store

SHOWN = 5
"""Branches shown at once; the others are behind « Voir les 12 autres »."""


@dataclass
class Branch:
    """A place that has datasets, its own or those of the places below.

    Attributes:
        name: address of the organisation.
        title: its name.
        count: how many datasets of the search are in it.
        active: the search is limited to it.
        below: the places below, those with most datasets first.
    """

    name: str
    title: str
    count: int
    active: bool = False
    below: list[Branch] = field(default_factory=list)

    @property
    def opened(self) -> bool:
        """Whether the place chosen is this one or below."""
        return self.active or any(branch.opened for branch in self.below)

    @property
    def first(self) -> list[Branch]:
        """The branches to show at once, that of the chosen place included."""
        return [b for n, b in enumerate(self.below) if n < SHOWN or b.opened]

    @property
    def others(self) -> list[Branch]:
        """The other branches."""
        return [b for n, b in enumerate(self.below) if n >= SHOWN and not b.opened]


def territory_tree(items: list[dict[str, Any]], chosen: str | None) -> list[Branch]:
    """Arrange the values of the facet `territory`.

    Args:
        items: values as a search gives them, with `name`, `display_name` and `count`.
        chosen: name of the place to which the search is limited.

    Returns:
        The places that have none above.
    """
    above = store.parents([item["name"] for item in items])
    branches = {
        item["name"]: Branch(
            item["name"], item["display_name"], item["count"], active=item["name"] == chosen
        )
        for item in sorted(items, key=lambda item: (-item["count"], item["display_name"]))
    }
    roots = []
    for name, branch in branches.items():
        parent = branches.get(above.get(name) or "")
        (parent.below if parent else roots).append(branch)
    return roots
