"""What deserves a word before a file is published: how it is laid out, what it shows unawares."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from ckanext.opendata_territoire.portal.domain import documents, images
from ckanext.opendata_territoire.portal.domain.documents import Inside

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.domain.tables import FileReading

Kind = Literal[
    "people", "comments", "tracked", "hidden_sheets", "hidden_columns", "hidden_rows",
    "unreadable", "damaged_image", "too_large", "uninspected", "empty", "above", "untitled",
    "sheets", "merged", "empty_columns", "total", "formulas", "partial",
]  # fmt: skip

PERSONAL = frozenset({
    "people", "comments", "tracked", "hidden_sheets", "hidden_columns", "hidden_rows",
})  # fmt: skip
"""What publishes more than one sees, personal data perhaps (GDPR, article 5.1.c)."""

UNSEEN = frozenset({"unreadable", "damaged_image", "too_large", "uninspected", "partial"})
"""What keeps the portal from saying that nothing else is published unawares."""


@dataclass(frozen=True)
class Finding:
    """A fact about a file.

    Attributes:
        kind: which.
        count: how many there are.
        names: which they are, when they have names.
    """

    kind: Kind
    count: int = 1
    names: tuple[str, ...] = ()

    @property
    def personal(self) -> bool:
        """Whether personal data may be published by it unawares."""
        return self.kind in PERSONAL

    @property
    def unseen(self) -> bool:
        """Whether the portal did not look everywhere."""
        return self.kind in UNSEEN


def of(found: FileReading) -> list[Finding]:
    """Findings of a file, those that may be personal data first."""
    inside = found.inside or Inside()
    image = found.format in images.FORMATS
    searched = found.encoding or found.format in documents.FORMATS
    told = [
        Finding("people", len(inside.people), inside.people),
        Finding("comments", inside.comments),
        Finding("tracked", inside.tracked),
        Finding("hidden_sheets", len(inside.hidden_sheets), inside.hidden_sheets),
        Finding("hidden_columns", inside.hidden_columns),
        Finding("hidden_rows", inside.hidden_rows),
        Finding("unreadable", found.problem == "damaged" and not image),
        Finding("damaged_image", found.problem == "damaged" and image),
        Finding("too_large", found.problem == "too_large"),
        Finding("uninspected", not searched and not found.problem),
        Finding("empty", bool(found.columns) and found.titled and found.row_count == 0),
        Finding("above", len(found.above), found.above),
        Finding("untitled", not found.titled),
        Finding(
            "sheets", len(inside.sheets) if found.sheet and inside.sheets[1:] else 0, (found.sheet,)
        ),
        Finding("merged", inside.merged),
        Finding("empty_columns", found.empty_columns),
        Finding("total", bool(found.total), (found.total,)),
        Finding("formulas", inside.formulas),
        Finding("partial", inside.partial),
    ]
    return [finding for finding in told if finding.count]
