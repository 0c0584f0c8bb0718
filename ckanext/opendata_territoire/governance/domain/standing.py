"""Standing acts: an organisation decides once for a family of data.

A mayor delegates a signature to a deputy, to the director or to whoever holds the administrative
post (CGCT L.2122-18, L.2122-19), or the council deliberates on a principle. A delegation ends with
the mandate of whoever gave it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date


@dataclass(frozen=True)
class Act:
    """What an act covers and when. Days are included.

    Attributes:
        adopted: first day.
        ends: last day; `None` until it is ended.
        ended: it was ended before its last day.
        everything: it covers all data, whatever the lists say.
        themes: addresses of European themes; empty when the theme does not count.
        schemas: addresses of schemas, with or without their version; empty likewise.
    """

    adopted: date
    ends: date | None = None
    ended: bool = False
    everything: bool = False
    themes: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Data:
    """What tells the family of a dataset: its themes, its schemas, and those of each file."""

    themes: frozenset[str] = frozenset()
    schemas: frozenset[str] = frozenset()
    schemas_of_files: Sequence[frozenset[str]] = ()


def in_force(act: Act, day: date) -> bool:
    """Say whether an act decides on a day."""
    return not act.ended and act.adopted <= day and (act.ends is None or day <= act.ends)


def covers(act: Act, data: Data) -> bool:
    """Say whether a dataset is wholly of the family of an act.

    Each of its themes must be in the list; its schema too, or, when only files have one, those of
    every file: a list of names beside a table that follows the schema is not of the family.
    """
    if act.everything:
        return True
    if not act.themes and not act.schemas:
        return False
    return _themes_match(act, data) and _schemas_match(act, data)


def _themes_match(act: Act, data: Data) -> bool:
    return not act.themes or (bool(data.themes) and data.themes <= act.themes)


def _schemas_match(act: Act, data: Data) -> bool:
    if not act.schemas:
        return True
    followed = [data.schemas] if data.schemas else list(data.schemas_of_files)
    return bool(followed) and all(_all_in_family(each, act.schemas) for each in followed)


def _all_in_family(schemas: Collection[str], family: Collection[str]) -> bool:
    return bool(schemas) and all(
        any(f"{schema.rstrip('/')}/".startswith(f"{one.rstrip('/')}/") for one in family)
        for schema in schemas
    )
