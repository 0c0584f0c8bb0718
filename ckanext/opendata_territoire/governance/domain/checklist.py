"""The checklist of a review: who answers what, and what keeps an opinion from being given.

The list is data (YAML): this module reads it, refuses it with words for whoever wrote it, and
judges answers. « Oui » always means that nothing stands in the way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from .canonical import canonical
from .workflow import OpinionKind

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

MAX_COMMENT = 500
FACTS = frozenset({"hidden_content"})
"""What the portal may answer by itself, by name."""

_CODE = re.compile(r"[A-Za-z0-9_.:-]{1,40}")
_KEYS = frozenset({"version", "extends", "items"})
_ITEM_KEYS = frozenset({"id", "owner", "question", "explanation", "source", "url", "fact"})
_ITEM_TEXTS = ("question", "explanation", "source")


class Owner(str, Enum):
    """Whose item it is: the agent declares when sending, the DPO answers with the opinion."""

    AGENT = "agent"
    DPO = "dpo"


class Answer(str, Enum):
    """`YES` means that nothing stands in the way."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "not_applicable"


class Fault(str, Enum):
    """What is wrong with the answer to one item; `DECLARED` is an obstacle that the agent told."""

    UNANSWERED = "unanswered"
    UNKNOWN = "unknown"
    OBSTACLE = "obstacle"
    DECLARED = "declared"
    TOO_LONG = "too_long"


class ChecklistError(ValueError):
    """A list that cannot be read; `args` are the reasons, in French, each with its place."""


@dataclass(frozen=True)
class Item:
    """One question.

    Attributes:
        id: short code, kept from one version to the next.
        owner: who answers.
        question: in French; the answer « Oui » means no obstacle.
        explanation: what it means, in plain French.
        source: the text that it comes from.
        url: where to read that text, if anywhere.
        fact: what the portal may answer by itself, one of `FACTS`.
    """

    id: str
    owner: Owner
    question: str
    explanation: str
    source: str
    url: str = ""
    fact: str = ""


@dataclass(frozen=True)
class Checklist:
    """The questions in order, under a version that each review keeps."""

    version: str
    items: tuple[Item, ...]

    def of(self, owner: Owner) -> tuple[Item, ...]:
        """Return the items that somebody answers."""
        return tuple(item for item in self.items if item.owner is owner)


@dataclass(frozen=True)
class Given:
    """An answer to one item; `from_facts` when the portal gave it and nobody changed it."""

    answer: Answer
    comment: str = ""
    from_facts: bool = False


@dataclass(frozen=True)
class Declaration:
    """All that somebody answers at once, as it is kept: the questions too, since lists change."""

    checklist: str
    owner: Owner
    entries: tuple[dict[str, Any], ...]

    def form(self) -> str:
        """Return the canonical form of the answers, which the journal seals."""
        return canonical(list(self.entries)).decode()


def declare(checklist: Checklist, owner: Owner, given: Mapping[str, Given]) -> Declaration:
    """Return the answers of somebody beside their questions, in the order of the list."""
    entries = tuple(
        {
            "item": item.id,
            "question": item.question,
            "answer": given[item.id].answer.value,
            "comment": given[item.id].comment,
            "from_facts": given[item.id].from_facts,
        }
        for item in checklist.of(owner)
    )
    return Declaration(checklist.version, owner, entries)


def faults(
    checklist: Checklist, owner: Owner, given: Mapping[str, Given], kind: OpinionKind | None = None
) -> dict[str, Fault]:
    """Return what is wrong with somebody's answers, by id of the item; nothing when they hold.

    Every item of theirs is answered, none of others'. A favourable opinion says « I see no
    obstacle »: it goes with no « Non ».
    """
    own = {item.id for item in checklist.of(owner)}
    found = {item_id: Fault.UNKNOWN for item_id in given if item_id not in own}
    for item in checklist.of(owner):
        answered = given.get(item.id)
        if answered is None:
            found[item.id] = Fault.UNANSWERED
        elif len(answered.comment) > MAX_COMMENT:
            found[item.id] = Fault.TOO_LONG
        elif kind is OpinionKind.FAVOURABLE and answered.answer is Answer.NO:
            found[item.id] = Fault.OBSTACLE
    return found


def obstacles(entries: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the ids of the items that were answered « Non »."""
    return [entry["item"] for entry in entries if entry["answer"] == Answer.NO.value]


def from_files(hides: Sequence[bool | None]) -> Given | None:
    """Answer whether files hide nothing (other sheets, comments, authors).

    Args:
        hides: whether each file publishes more than one sees; `None` for one that could not be
            looked through.

    Returns:
        Nothing when there is no file, or one could not be looked through: a person looks.
    """
    if any(hides):
        return Given(Answer.NO, from_facts=True)
    if not hides or None in hides:
        return None
    return Given(Answer.YES, from_facts=True)


def extend(base: Checklist, more: Checklist) -> Checklist:
    """Return a list with another added: an item of the same id is replaced where it stands."""
    replaced = {item.id: item for item in more.items}
    kept = tuple(replaced.pop(item.id, item) for item in base.items)
    return Checklist(f"{base.version}_{more.version}", kept + tuple(replaced.values()))


def read(document: Any) -> tuple[Checklist, bool]:
    """Return a list from what its YAML says, and whether it adds to the one that ships.

    Raises:
        ChecklistError: with all that is wrong.
    """
    if not isinstance(document, dict):
        raise ChecklistError("le fichier doit être un dictionnaire avec « version » et « items »")
    version, items = document.get("version"), document.get("items")
    wrong = [f"clé inconnue : {key}" for key in document if key not in _KEYS]
    if not isinstance(version, str) or not _CODE.fullmatch(version):
        wrong.append("version : un texte court entre guillemets, sans espace ni accent")
    if not isinstance(document.get("extends", False), bool):
        wrong.append("extends : true ou false")
    if not isinstance(items, list) or not items:
        raise ChecklistError(*wrong, "items : une liste d’au moins une question")
    for number, item in enumerate(items, 1):
        wrong += [f"question {number} : {reason}" for reason in _wrong_item(item)]
    if wrong:
        raise ChecklistError(*wrong)
    found = tuple(Item(**{**item, "owner": Owner(item["owner"])}) for item in items)
    if len({item.id for item in found}) < len(found):
        raise ChecklistError("deux questions ont le même id")
    return Checklist(str(version), found), document.get("extends", False)


def _wrong_item(item: Any) -> Iterator[str]:
    if not isinstance(item, dict):
        yield "un dictionnaire avec id, owner, question, explanation et source"
        return
    yield from (f"clé inconnue : {key}" for key in item if key not in _ITEM_KEYS)
    if not isinstance(item.get("id"), str) or not _CODE.fullmatch(item["id"]):
        yield "id : un texte court, sans espace ni accent"
    if item.get("owner") not in [owner.value for owner in Owner]:
        yield "owner : agent ou dpo"
    for key in _ITEM_TEXTS:
        if not isinstance(item.get(key), str) or not item[key].strip():
            yield f"{key} : un texte"
    if not isinstance(item.get("url", ""), str) or not item.get("url", "https://").startswith(
        "https://"
    ):
        yield "url : une adresse qui commence par https://"
    if "fact" in item and item["fact"] not in sorted(FACTS):
        yield f"fact : {', '.join(sorted(FACTS))}, ou rien"
