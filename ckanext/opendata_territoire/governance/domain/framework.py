"""Framework opinions (avis-cadre): a DPO judges once a family of data, deposits follow.

The DPO is asked about data that may raise a question, not about each monthly file of each commune.
A framework opinion says which deposits are alike; what departs from it comes to the queue, and so
does a sample. The opinion stays the DPO's (RGPD art. 38 and 39): they sign it, revoke it, and may
not sign for what they worked on.
"""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from .checklist import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from datetime import datetime

    from .standing import Act

ALL = 100
"""Highest sampling rate, in per cent: everything is read."""

EMPTY = "empty"
ANY = ""
"""Content of a column of which only the title counts."""
CONTENTS = ("text", "number", "date", "yes_no")
"""What a column may be said to hold, as the portal reads it over all rows."""


class Check(str, Enum):
    """What the portal checks by itself in a deposit. `ANSWERS` always counts."""

    ANSWERS = "answers"
    READABLE = "readable"
    COLUMNS = "columns"
    NOTHING_FOUND = "nothing_found"
    LICENCE = "licence"


class Reason(str, Enum):
    """Why a framework opinion does not cover a deposit of its family."""

    ANSWER_NO = "answer_no"
    NOT_A_TABLE = "not_a_table"
    NO_FILE = "no_file"
    COLUMNS_MISSING = "columns_missing"
    COLUMNS_ADDED = "columns_added"
    COLUMNS_REPEATED = "columns_repeated"
    COLUMNS_OTHER = "columns_other"
    FOUND = "found"
    NOT_READ = "not_read"
    LICENCE = "licence"
    OTHER_CHECK = "other_check"
    UNKNOWN_CHECK = "unknown_check"
    DPO_LEFT = "dpo_left"
    OWN_WORK = "own_work"
    CHECKLIST = "checklist"
    ASKED_TO_SEE = "asked_to_see"


@dataclass(frozen=True)
class Column:
    """A column of a table: its title, and what it holds; `ANY` when only the title counts."""

    title: str
    content: str = ANY


@dataclass(frozen=True)
class File:
    """What the portal read in a file.

    Attributes:
        id: of the resource.
        read: it is kept here and was read.
        columns: of the table; none for another document.
        findings: codes of what deserves a word.
        hides: codes of those findings that may publish personal data unawares.
    """

    id: str
    read: bool = True
    columns: tuple[Column, ...] = ()
    findings: frozenset[str] = frozenset()
    hides: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Deposit:
    """What the conditions look at.

    Attributes:
        licence: id of the licence.
        files: in order.
        answers: of the agent, by id of the item; `None` when they are not given yet.
        others: what checks of other slices found, by their name.
    """

    licence: str = ""
    files: Sequence[File] = ()
    answers: Mapping[str, Answer] | None = None
    others: Mapping[str, Sequence[Fault]] = field(default_factory=dict)


@dataclass(frozen=True)
class Fault:
    """A condition that a deposit does not meet, and where.

    Attributes:
        reason: which.
        file: id of the resource concerned, if one is.
        names: what is meant: titles of columns, items, codes of findings; for `OTHER_CHECK`, a
            sentence.
    """

    reason: Reason
    file: str | None = None
    names: tuple[str, ...] = ()


@dataclass(frozen=True)
class Terms:
    """What a framework opinion says.

    Attributes:
        family: its days, its themes and schemas, whether it is ended: the terms of a standing act.
        conditions: values of `Check` beside `ANSWERS`, and names of checks of other slices.
        columns: those of every file, for `COLUMNS`.
        licences: ids, for `LICENCE`.
        sampling: share of covered deposits that the DPO reads all the same, in per cent.
    """

    family: Act
    conditions: Collection[str] = ()
    columns: Sequence[Column] = ()
    licences: Collection[str] = ()
    sampling: int = 0


@dataclass(frozen=True)
class Heard:
    """When a dataset was last sent to the DPO's own eyes, and when they last had no objection.

    Attributes:
        questioned: last return, suspension, withdrawal, reserved or unfavourable opinion, or draw.
        settled: last favourable opinion that the DPO gave on it, having read it.
    """

    questioned: Iterable[datetime] = field(default_factory=tuple)
    settled: Iterable[datetime] = field(default_factory=tuple)

    @property
    def asked_to_see(self) -> bool:
        """Say whether the DPO reads the next deposit: to send it again is not to be lucky."""
        questioned, settled = max(self.questioned, default=None), max(self.settled, default=None)
        return questioned is not None and (settled is None or settled < questioned)


def faults(terms: Terms, deposit: Deposit) -> list[Fault]:
    """Return what in a deposit does not meet the conditions; nothing when all are met."""
    wanted = dict.fromkeys([Check.ANSWERS.value, *terms.conditions])
    found = [_faults_of(name, terms, deposit) for name in wanted]
    return list(dict.fromkeys(fault for each in found for fault in each))


def _faults_of(name: str, terms: Terms, deposit: Deposit) -> Sequence[Fault]:
    if rule := _RULES.get(name):
        return rule(terms, deposit)
    return deposit.others.get(name, (Fault(Reason.UNKNOWN_CHECK, names=(name,)),))


def _answers(_terms: Terms, deposit: Deposit) -> list[Fault]:
    refused = [item for item, given in (deposit.answers or {}).items() if given is Answer.NO]
    return [Fault(Reason.ANSWER_NO, names=tuple(refused))] if refused else []


_UNREAD = frozenset({"unreadable", "too_large", "partial", "untitled", "empty", "above", "sheets"})
"""What keeps a part of a file from being one table under its titles, where nothing else hides."""


def _readable(_terms: Terms, deposit: Deposit) -> list[Fault]:
    if not deposit.files:
        return [Fault(Reason.NO_FILE)]
    return [Fault(Reason.NOT_A_TABLE, file.id) for file in deposit.files if not _is_table(file)]


def _is_table(file: File) -> bool:
    return file.read and bool(file.columns) and not file.findings & _UNREAD


def _columns(terms: Terms, deposit: Deposit) -> list[Fault]:
    return _readable(terms, deposit) + [
        fault
        for file in deposit.files
        if _is_table(file)
        for fault in _columns_of(terms.columns, file)
    ]


def _columns_of(wanted: Sequence[Column], file: File) -> Iterable[Fault]:
    titles = Counter(column.title for column in file.columns)
    expected = {column.title: column.content for column in wanted}
    found = {
        Reason.COLUMNS_MISSING: [title for title in expected if title not in titles],
        Reason.COLUMNS_ADDED: [title for title in titles if title not in expected],
        Reason.COLUMNS_REPEATED: [title for title, number in titles.items() if number > 1],
        Reason.COLUMNS_OTHER: [
            column.title
            for column in file.columns
            if column.title in expected and not alike(expected[column.title], column.content)
        ],
    }
    return [Fault(reason, file.id, tuple(names)) for reason, names in found.items() if names]


def alike(wanted: str, content: str) -> bool:
    """Say whether a column holds what it is to hold. An empty one shows nothing new."""
    return wanted in (ANY, content) or content == EMPTY


def _nothing_found(_terms: Terms, deposit: Deposit) -> list[Fault]:
    unread = [
        Fault(Reason.NOT_READ, file.id)
        for file in deposit.files
        if not file.read or file.findings & {"unreadable", "too_large", "partial"}
    ]
    return unread + [
        Fault(Reason.FOUND, file.id, tuple(sorted(file.hides)))
        for file in deposit.files
        if file.hides
    ]


def _licence(terms: Terms, deposit: Deposit) -> list[Fault]:
    return [] if deposit.licence in terms.licences else [Fault(Reason.LICENCE)]


_RULES: Mapping[str, Callable[[Terms, Deposit], list[Fault]]] = {
    Check.ANSWERS.value: _answers,
    Check.READABLE.value: _readable,
    Check.COLUMNS.value: _columns,
    Check.NOTHING_FOUND.value: _nothing_found,
    Check.LICENCE.value: _licence,
}


def is_drawn(seed: str, rate: int, dataset_id: str, content: str) -> bool:
    """Say whether a covered deposit is of the sample that the DPO reads.

    The same deposit has always the same answer, which nobody can foretell without the seed.

    Args:
        seed: secret of the framework opinion.
        rate: share to read, in per cent.
        dataset_id: the dataset.
        content: its fingerprint.
    """
    digest = hmac.digest(seed.encode(), f"{dataset_id}\n{content}".encode(), hashlib.sha256)
    return int.from_bytes(digest[:8], "big") % ALL < rate


def columns_of(text: str) -> list[Column]:
    """Read columns as a person writes them: one on each line, perhaps ``| `` and what it holds.

    Raises:
        ValueError: with what is wrong: a title twice, or contents that the portal does not know.
    """
    found: list[Column] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        title, bar, content = (part.strip() for part in line.rpartition("|"))
        column = Column(title, content) if bar else Column(content)
        if column.content not in (ANY, *CONTENTS) or not column.title:
            raise ValueError(line)
        if column.title in {each.title for each in found}:
            raise ValueError(line)
        found.append(column)
    return found


def written(columns: Iterable[Column]) -> str:
    """Write columns as `columns_of` reads them."""
    return "\n".join(
        f"{column.title} | {column.content}" if column.content in CONTENTS else column.title
        for column in columns
    )


def called(year: int, number: int) -> str:
    """Return the number of a framework opinion, as it is said."""
    return f"{year}-{number:02d}"
