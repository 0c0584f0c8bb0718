"""A program replaces a file of what is public: when that needs no new review.

A DPO has read a file of these columns, of these types; the same with a few more rows holds nothing
that they have not seen. Anything else is for them to read. Facts of a file are those that the
portal's `resource_file_facts` gives.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from .workflow import Role, Rule, State

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from .difference import Change, Difference, FileChange

    Facts = Mapping[str, Any]

REFRESH = "refresh"
"""What the journal calls it."""

HELD = "refresh_held"
"""What people are told when the file waits in a revision."""

RULE = Rule(
    sources=frozenset({State.PUBLISHED}),
    target=State.PUBLISHED,
    roles=frozenset({Role.AGENT, Role.CONTROLLER}),
    barred=frozenset({Role.DPO, Role.SYSADMIN}),
)
"""Whose program may do it, beside the table of `workflow.py`: it is no step that people take."""

OF_THE_BYTES = frozenset({"row_count", "column_count", "encoding", "separator", "file_name"})
"""What the portal reads in a file and says of it: it changes with the file."""

_UNSEEN = frozenset({"sheets", "hidden_sheets", "comments", "tracked", "partial", "unreadable"})
"""Findings that say that a file holds more than the table which the portal compares."""


class Ground(str, Enum):
    """Why a file has to be read by people."""

    RECORD = "record"
    FILES = "files"
    FORMAT = "format"
    NO_TABLE = "no_table"
    TOO_LARGE = "too_large"
    COLUMNS = "columns"
    TYPES = "types"
    ROWS = "rows"
    FINDINGS = "findings"
    CONDITION = "condition"


@dataclass(frozen=True)
class Reason:
    """One reason.

    Attributes:
        ground: its kind.
        file: name of the file concerned, if it is one.
        names: of the columns or fields concerned, or what was found, in words.
        before: number of rows, or format, of the public file.
        after: the same of the new one.
    """

    ground: Ground
    file: str = ""
    names: tuple[str, ...] = ()
    before: Any = None
    after: Any = None


def of_record(changed: Difference) -> list[Reason]:
    """Say what else than the bytes of files changes: nothing of it passes without review."""
    fields = [change.field for change in changed.fields]
    reasons = [Reason(Ground.RECORD, names=tuple(fields))] if fields else []
    for file in changed.files:
        if file.what in ("added", "removed"):
            reasons.append(Reason(Ground.FILES, file.name))
        elif said := _described(file):
            reasons.append(Reason(Ground.RECORD, file.name, tuple(each.field for each in said)))
    return reasons


def _described(file: FileChange) -> list[Change]:
    return [change for change in file.fields if change.field not in OF_THE_BYTES | {"format"}]


def of_file(name: str, before: Facts | None, after: Facts | None, share: int) -> list[Reason]:
    """Say why the new bytes of a file do not pass without review.

    Args:
        name: of the file.
        before: facts of the public file; `None` when it cannot be read.
        after: facts of the new one, likewise.
        share: percent of the rows; as many rows more or less, or beyond, and people look.
    """
    if before and after and before["format"] != after["format"]:
        return [Reason(Ground.FORMAT, name, before=before["format"], after=after["format"])]
    for facts in (before, after):
        if facts is None or not facts["columns"]:
            return [Reason(Ground.NO_TABLE, name)]
        if facts["problem"] or facts["rows"] is None or _is_cut(facts):
            return [Reason(Ground.TOO_LARGE, name)]
    return [*_of_table(name, before, after, share)] if before and after else []


def _is_cut(facts: Facts) -> bool:
    return facts["column_count"] > len(facts["columns"])


def _of_table(name: str, before: Facts, after: Facts, share: int) -> Iterator[Reason]:
    if before["columns"] != after["columns"]:
        yield Reason(Ground.COLUMNS, name, _not_in_both(before["columns"], after["columns"]))
    elif others := _other_types(before, after):
        yield Reason(Ground.TYPES, name, others)
    rows, now = before["rows"], after["rows"]
    if now != rows and abs(now - rows) * 100 >= share * rows:
        yield Reason(Ground.ROWS, name, before=rows, after=now)
    if found := _new_findings(before, after):
        yield Reason(Ground.FINDINGS, name, found)


def _not_in_both(before: list[str], after: list[str]) -> tuple[str, ...]:
    came = [column for column in after if column not in before]
    went = [column for column in before if column not in after]
    return tuple(came + went)


def _other_types(before: Facts, after: Facts) -> tuple[str, ...]:
    """Return the columns that hold something else; one that is emptied tells nothing new."""
    old, new = before["types"], after["types"]
    width = max(len(old), len(new))
    titles = [*after["columns"], *[""] * (width - len(after["columns"]))]
    pairs = zip(titles, _padded(old, width), _padded(new, width), strict=True)
    return tuple(title for title, was, is_ in pairs if is_ not in (was, "empty"))


def _padded(types: list[str], width: int) -> list[str]:
    return [*types, *["empty"] * (width - len(types))]


def _new_findings(before: Facts, after: Facts) -> tuple[str, ...]:
    """Return the sentences of what the public file does not show, or of what nobody sees."""
    return tuple(
        finding["message"]
        for finding in after["findings"]
        if finding["kind"] in _UNSEEN or (finding["personal"] and finding not in before["findings"])
    )
