"""Remarks of a DPO, each tied to a place of a dataset, and the replies of its agents.

A place is the whole dataset, a field of its record, a file, or a column of a file.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

REMARKS_MAX = 50
"""How many remarks one return holds."""

PLACE = ("field", "resource", "column")
"""By what the API names a place."""

_FIELD, _FILE, _COLUMN = "field", "file", "column"


class Fault(str, Enum):
    """Why a remark cannot be tied to a place."""

    SEVERAL = "several"
    FIELD = "field"
    FILE = "file"
    COLUMN = "column"


@dataclass(frozen=True)
class Target:
    """A place of a dataset; the whole when nothing is said.

    Attributes:
        field: name of a field of the record.
        resource: id of a file.
        column: title of a column of that file.
    """

    field: str = ""
    resource: str = ""
    column: str = ""

    @property
    def key(self) -> str:
        """Return the place as one word, for the choices of a form."""
        if self.field:
            return f"{_FIELD}:{self.field}"
        if self.column:
            return f"{_COLUMN}:{self.resource}:{self.column}"
        return f"{_FILE}:{self.resource}" if self.resource else ""


@dataclass(frozen=True)
class Note:
    """A remark: where, what, and how the file was called when it was written."""

    text: str
    target: Target = field(default_factory=Target)
    file: str = ""


@dataclass(frozen=True)
class Places:
    """What remarks may be tied to: names of fields, and titles of columns by id of file."""

    fields: frozenset[str]
    files: Mapping[str, tuple[str, ...]]


def parse(key: str) -> Target:
    """Return the place that a choice of a form names; one that exists nowhere for any other."""
    kind, _, rest = key.partition(":")
    resource, _, column = rest.partition(":")
    if not key:
        return Target()
    if kind == _FILE and rest:
        return Target(resource=rest)
    if kind == _COLUMN and resource and column:
        return Target(resource=resource, column=column)
    return Target(field=rest if kind == _FIELD and rest else key)


def fault(target: Target, places: Places) -> Fault | None:
    """Say why a remark cannot be tied to a place, or `None` when it can."""
    if target.field and (target.resource or target.column):
        return Fault.SEVERAL
    if target.field and target.field not in places.fields:
        return Fault.FIELD
    if (target.resource or target.column) and target.resource not in places.files:
        return Fault.FILE
    if target.column and target.column not in places.files[target.resource]:
        return Fault.COLUMN
    return None
