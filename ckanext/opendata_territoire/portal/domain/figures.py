"""What the portal says about itself, counted from its organisations. Pure: rows in, figures out.

A row is a place as the action ``territory_list`` gives it; only ``kind``, ``name``, ``title``,
``parent``, ``insee_code``, ``population`` and ``package_count`` are read. A place publishes when it
has at least one published dataset of its own on this portal: it may publish elsewhere, which the
pages must not hide (« sur ce portail »). A commune is counted by its INSEE code: the invented ones
of a demonstration have none, and neither they nor their datasets are in any figure.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Count:
    """So many out of so many."""

    publishing: int
    total: int

    @property
    def percent(self) -> float:
        """The share, from 0 to 100; 0 when there is nothing to count."""
        return 100 * self.publishing / self.total if self.total else 0.0

    @property
    def rounded(self) -> str:
        """The share in whole per cent, as a page says it: 0 and 100 only when they are true."""
        if 0 < self.percent < 1:
            return "<\N{NO-BREAK SPACE}1"
        whole = round(self.percent)
        return str(min(whole, 99) if self.publishing < self.total else whole)


@dataclass(frozen=True)
class Figures:
    """The three figures of the home page.

    Attributes:
        datasets: published datasets of all organisations that count.
        communes: communes that publish, and communes.
        epci: EPCI that publish, and EPCI.
        inhabitants: municipal population of the communes that publish, and of all communes
            (CGCT R.2151-1: people are counted once, in the commune where they live).
    """

    datasets: int
    communes: Count
    epci: Count
    inhabitants: Count


@dataclass(frozen=True)
class Intercommunality:
    """An EPCI and its communes on this portal, with how many of them publish."""

    place: Row
    members: list[Row]

    @property
    def communes(self) -> Count:
        """Communes that publish, and communes."""
        return _count(filter(is_counted, self.members))


def is_counted(row: Row) -> bool:
    """Say whether a place is in the figures: all are, but the communes that do not exist."""
    return row["kind"] != "commune" or bool(row["insee_code"])


def figures(rows: Iterable[Row]) -> Figures:
    """Count what the organisations publish.

    Args:
        rows: all the places of the portal.
    """
    rows = list(filter(is_counted, rows))
    communes = [row for row in rows if row["kind"] == "commune"]
    return Figures(
        datasets=sum(row["package_count"] for row in rows),
        communes=_count(communes),
        epci=_count(row for row in rows if row["kind"] == "epci"),
        inhabitants=Count(
            sum(row["population"] or 0 for row in communes if row["package_count"]),
            sum(row["population"] or 0 for row in communes),
        ),
    )


def intercommunalities(rows: Iterable[Row]) -> list[Intercommunality]:
    """Gather the communes under their EPCI, both in the order of the rows.

    Args:
        rows: all the places of the portal; a commune's ``parent`` is the ``name`` of its EPCI.
    """
    rows = list(rows)
    members: defaultdict[str | None, list[Row]] = defaultdict(list)
    for row in rows:
        if row["kind"] == "commune":
            members[row["parent"]].append(row)
    return [Intercommunality(row, members[row["name"]]) for row in rows if row["kind"] == "epci"]


def outside_epci(rows: Iterable[Row]) -> list[Row]:
    """List the places that no EPCI gathers: the département, other bodies, communes apart.

    A few communes of islands belong to no EPCI (CGCT L.5210-1-1, V).
    """
    rows = list(rows)
    epci = {row["name"] for row in rows if row["kind"] == "epci"}
    return [row for row in rows if row["name"] not in epci and row["parent"] not in epci]


def _count(rows: Iterable[Row]) -> Count:
    published = [bool(row["package_count"]) for row in rows]
    return Count(sum(published), len(published))
