"""The journal's chain: the one form of a row that is hashed, and what tells that it was touched.

Each row carries the SHA-256 of its own content, the hash of the row before it included: changing,
removing, moving or adding a row breaks the chain at a place that has a number. The chain alone
cannot tell that its end was cut, nor that all of it was computed again; anchors can: a number and
a hash, noted outside the database at some date.

A row holds opaque ids and codes, no name, no text that a person wrote and no value found in data
(RGPD art. 5(1)(c)): it is kept when all these are erased.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timezone
from enum import Enum
from typing import Any, NamedTuple

from .canonical import canonical

GENESIS = "0" * 64
"""What stands for the hash of the row before the first one."""

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,128}")
_ANCHOR = re.compile(r"(\S+) (\d+) ([0-9a-f]{64})")


class Entry(NamedTuple):
    """One row.

    Attributes:
        number: 1, 2, 3, without a gap.
        at: when, with a time zone.
        action: what was done, as a code.
        actor: id of who did it; `None` for the portal itself.
        role: in which role.
        dataset: id of the dataset concerned.
        organization: id of the organisation concerned, as it was then.
        from_state: where the dataset stood.
        to_state: where it stands since.
        content: SHA-256 of the dataset's metadata and files (`domain/content.py`).
        files: SHA-256 of each file, by the id of its resource.
        detail: what else matters, in codes, numbers and hashes.
        previous: hash of the row before.
        hash: SHA-256 of all the above in its canonical form.
    """

    number: int
    at: datetime
    action: str
    actor: str | None = None
    role: str | None = None
    dataset: str | None = None
    organization: str | None = None
    from_state: str | None = None
    to_state: str | None = None
    content: str | None = None
    files: Mapping[str, str] = {}
    detail: Mapping[str, Any] = {}
    previous: str = GENESIS
    hash: str = ""


_HASHED = Entry._fields[:-1]


class Fault(str, Enum):
    """What is wrong with the first bad row."""

    MISSING = "missing"
    LINK = "link"
    CONTENT = "content"
    CUT = "cut"
    REWRITTEN = "rewritten"


@dataclass(frozen=True)
class Anchor:
    """The journal as it was at some date: its number of rows and the hash of the last one."""

    date: str
    count: int
    head: str

    def line(self) -> str:
        """Return the anchor as it is written in a file or a log."""
        return f"{self.date} {self.count} {self.head}"


@dataclass(frozen=True)
class Verdict:
    """What a verification found.

    Attributes:
        count: rows read.
        head: hash of the last one.
        bad: number of the first bad row, `None` when all is well.
        fault: what is wrong with it.
        anchor: the anchor that tells, for `CUT` and `REWRITTEN`.
    """

    count: int
    head: str
    bad: int | None = None
    fault: Fault | None = None
    anchor: Anchor | None = None


_Bad = tuple[int, Fault, Anchor | None]


def form(entry: Entry) -> bytes:
    """Return the form of a row that is hashed: canonical JSON of all its fields but `hash`.

    The time is in UTC with six decimals (`2026-11-24T09:30:00.000000Z`). Fields without a value
    are left out, so that a field added later changes no older row.
    """
    fields = {name: value for name, value in zip(_HASHED, entry, strict=False) if value}
    fields["at"] = moment(entry.at)
    return canonical(fields)


def digest(entry: Entry) -> str:
    """Return the SHA-256 of a row's form, in 64 hexadecimal digits."""
    return hashlib.sha256(form(entry)).hexdigest()


def moment(at: datetime) -> str:
    """Return a moment in UTC, to the microsecond."""
    return at.astimezone(timezone.utc).isoformat(timespec="microseconds")[:-6] + "Z"


def link(entry: Entry, last: int, head: str) -> Entry:
    """Return an entry as the row that follows row `last`, whose hash is `head`."""
    placed = entry._replace(number=last + 1, previous=head)
    return placed._replace(hash=digest(placed))


def verify(entries: Iterable[Entry], anchors: Iterable[Anchor] = ()) -> Verdict:
    """Read a whole journal, first row first, and name its first bad row.

    Args:
        entries: all rows by number.
        anchors: what was noted outside the database.
    """
    known: dict[int, list[Anchor]] = {}
    for anchor in anchors:
        known.setdefault(anchor.count, []).append(anchor)
    count, last, head = 0, 0, GENESIS
    bad: _Bad | None = None
    for entry in entries:
        if bad is None:
            bad = _fault(entry, last, head, known.get(entry.number, ()))
        count, last, head = count + 1, entry.number, entry.hash
    if bad is None and known and max(known) > last:
        bad = last + 1, Fault.CUT, known[max(known)][-1]
    return Verdict(count, head, *bad) if bad else Verdict(count, head)


def _fault(entry: Entry, last: int, head: str, anchors: Sequence[Anchor]) -> _Bad | None:
    if entry.number > last + 1:
        return last + 1, Fault.MISSING, None
    if entry.previous != head or entry.number != last + 1:
        return entry.number, Fault.LINK, None
    if entry.hash != digest(entry):
        return entry.number, Fault.CONTENT, None
    for anchor in anchors:
        if anchor.head != entry.hash:
            return entry.number, Fault.REWRITTEN, anchor
    return None


class AnchorError(ValueError):
    """A line of a file of anchors, counted from 1, is not an anchor."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line} is not an anchor")
        self.line = line


def read_anchors(text: str) -> list[Anchor]:
    """Read the lines of a file of anchors.

    Raises:
        AnchorError: a line is not an anchor.
    """
    found = []
    for number, line in enumerate(text.splitlines(), 1):
        match = _ANCHOR.fullmatch(line.strip())
        if match is None:
            raise AnchorError(number)
        found.append(Anchor(match[1], int(match[2]), match[3]))
    return found


def refuse_words(detail: Any) -> None:
    """Refuse in a row what could be a person's words or name: it holds codes, ids and numbers.

    Raises:
        ValueError: with the value refused.
    """
    if isinstance(detail, Mapping):
        for key, value in detail.items():
            refuse_words(key)
            refuse_words(value)
    elif isinstance(detail, (list, tuple)):
        for value in detail:
            refuse_words(value)
    elif isinstance(detail, str) and not _CODE.fullmatch(detail):
        raise ValueError(f"not a code, an id nor a hash: {detail!r}")
    elif not isinstance(detail, (str, int, type(None))):
        raise ValueError(f"not a code, an id nor a number: {detail!r}")


def seal(key: str, text: str) -> str:
    """Return what the journal holds of a text: proof for who has it, nothing for who has not.

    Args:
        key: random id of the row that keeps the text. The journal does not hold it: once that row
            is erased, nobody can find the text again by trying what it could have been.
        text: what the person wrote.

    Returns:
        SHA-256 of the key, a line feed and the text.
    """
    return hashlib.sha256(f"{key}\n{text}".encode()).hexdigest()
