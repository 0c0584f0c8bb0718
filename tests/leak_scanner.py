"""Looks for what is hidden on every surface: actions and routes, those that change things too.

It enumerates by itself all actions and all routes of the running portal, so that a new plugin is
covered without anybody thinking of it. `leak_shapes` says what it asks them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import ndiff
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import leak_shapes as shapes

from ckan import model

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import World

_RANDOM = re.compile(
    r"\bN[0-9a-f]{32}\b"
    r"|name=\"_csrf_token\" \w+=\"[^\"]+"
    r"|\d{4}-\d\d-\d\dT[\d:.+]+"
)
"""Names of RDF's blank nodes, tokens of a form, and moments."""

_TAG = re.compile(r"|.*=|/|/?[\w-]+:[\w-]+/?")
"""Pieces of RDF/XML that are tags, ends of tags and names of attributes."""

EXISTENCE, DOOR = "existence", "door"


@dataclass(frozen=True)
class Secret:
    """Something unguessable that only the dataset's people may read."""

    kind: str
    value: str


@dataclass(frozen=True)
class Finding:
    """A secret that somebody read, a dataset betrayed (`EXISTENCE`) or made public (`DOOR`)."""

    surface: str
    kind: str
    who: str
    detail: str = field(default="", compare=False)


@dataclass
class Scanner:
    """A scan of one world.

    Attributes:
        world: its people and its application.
        secrets: what nobody but the people of the datasets may read.
        hidden: by what a hidden dataset is named: its id, its name, the id of its file.
        around: by what its neighbourhood is named: organisation, agent, group, keyword.
        was_public: its pages say that it is gone (410), which betrays nothing.
        requests: how many were made.
        findings: what was read, and by whom.
    """

    world: World
    secrets: list[Secret]
    hidden: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    was_public: bool = False
    requests: int = 0
    findings: set[Finding] = field(default_factory=set)

    def actions(self, who: str | None) -> None:
        """Call every action without side effect, with every reference in every parameter.

        A hidden reference must get the answer that a missing one gets, word for word.
        """
        for name in shapes.actions(free=True):
            self._call(name, who, {}, "")
            for words in shapes.WORDS:
                self._call(name, who, shapes.OPTIONS | words, "")
            for shape in (shapes.as_id, shapes.everywhere):
                for value in self.around:
                    self._call(name, who, shape(value), value)
                self._compare(name, who, shape)

    def changes(self, who: str | None) -> None:
        """Call every action that changes things on what is hidden: as if it were missing."""
        for name in shapes.actions(free=False):
            self._compare(name, who, shapes.everywhere)
            self._doors(f"action {name}", who, self._ids())

    def _compare(self, name: str, who: str | None, shape: Callable[[str], dict[str, Any]]) -> None:
        # Never the same one: what creates something would find it the second time.
        missing = str(uuid4())
        expected = self._call(name, who, shape(missing), missing)
        for value in self.hidden:
            answer = self._call(name, who, shape(value), value)
            if answer != expected:
                self._found(f"action {name}", EXISTENCE, who, _unlike(answer, expected))

    def _call(self, action: str, who: str | None, data: dict[str, Any], given: str) -> Any:
        url = f"/api/3/action/{action}"
        answer = self.world.app.post(url, json=data, headers=self.world.headers(who))
        text = self._read(answer, f"action {action}", who, given)
        return answer.status_code, _said(text, given)

    def routes(self, who: str | None) -> None:
        """Ask for every address that answers GET, with every reference in every parameter."""
        references, files = [*self.hidden, *self.around], self.hidden[2:]
        for rule, url, given in shapes.addresses(self.world.app, "GET", references, files):
            self._open(rule, url, given, who)
        self._doors("routes that only read", who, self._ids())

    def betrayals(self, who: str | None) -> None:
        """Ask every address of something hidden, GET and POST, then of something missing."""
        for method in ("GET", "POST"):
            for value, files in ((self.hidden[0], self.hidden[2:]), (self.hidden[1], [])):
                known = shapes.addresses(self.world.app, method, [value], files or [value])
                for rule, url, _given in known:
                    if value in url:
                        self._betrays(method, rule, url, who)
        self._doors("forms", who, self._ids())

    def _betrays(self, method: str, rule: str, url: str, who: str | None) -> None:
        missing, elsewhere = str(uuid4()), url
        for reference in self.hidden:
            elsewhere = elsewhere.replace(reference, missing)
        given = " ".join(reference for reference in self.hidden if reference in url)
        answers = [
            self._open(rule, url, given, who, method),
            self._open(rule, elsewhere, missing, who, method),
        ]
        if answers[0] != answers[1] and not self.was_public:
            self._found(f"route {rule}", EXISTENCE, who, f"{url}: {_unlike(*answers)}")

    def _open(self, rule: str, url: str, given: str, who: str | None, method: str = "GET") -> Any:
        headers = self.world.headers(who)
        app = self.world.app
        if method == "POST":
            answer = app.post(url, data=shapes.PUBLIC, headers=headers, follow_redirects=False)
        else:
            answer = app.get(url, headers=headers, follow_redirects=False)
        text = self._read(answer, f"route {rule}", who, given)
        place = answer.headers.get("Location", "")
        return answer.status_code, _said(place, given), _said(text, given)

    def doors(self, who: str | None, make: Callable[[], dict[str, Any]]) -> None:
        """Call everything that changes things so as to publish a dataset of one's own."""
        dataset = make()
        for name in shapes.actions(free=False):
            for key in (dataset["id"], dataset["resources"][0]["id"]):
                data = shapes.opened(key, dataset["owner_org"])
                url = f"/api/3/action/{name}"
                self.requests += 1
                self.world.app.post(url, json=data, headers=self.world.headers(who))
            dataset = self._still(f"action {name}", who, dataset, make)
        references = [dataset["id"], dataset["owner_org"]]
        for rule, url, _given in list(
            shapes.addresses(self.world.app, "POST", references, [dataset["resources"][0]["id"]])
        ):
            dataset_url = url.replace(references[0], dataset["id"])
            self._open(rule, dataset_url, "", who, "POST")
            dataset = self._still(f"route {rule}", who, dataset, make)

    def _still(
        self, surface: str, who: str | None, dataset: dict[str, Any], make: Callable[[], Any]
    ) -> dict[str, Any]:
        """Return the dataset, or another one when it is public, deleted, moved or sent."""
        before = (dataset["state"], dataset["private"], dataset["owner_org"])
        self._doors(surface, who, [dataset["id"]])
        package = model.Package.get(dataset["id"])
        now = package and (package.state, package.private, package.owner_org)
        return dataset if now == before else make()

    def _doors(self, surface: str, who: str | None, ids: list[str]) -> None:
        model.Session.rollback()
        rows = model.Session.query(model.Package.id).filter(
            model.Package.id.in_(ids), model.Package.state == "active", ~model.Package.private
        )
        if rows.count():
            self._found(surface, DOOR, who)

    def _ids(self) -> list[str]:
        return [secret.value for secret in self.secrets if secret.kind == "id"]

    def _read(self, answer: Any, surface: str, who: str | None, given: str) -> str:
        self.requests += 1
        text = answer.get_data(as_text=True)
        said = text + str(answer.headers)
        for secret in self.secrets:
            # An answer may repeat what it was given: that reveals nothing.
            if secret.value in said and secret.value not in given:
                self._found(surface, secret.kind, who)
        return text

    def _found(self, surface: str, kind: str, who: str | None, detail: str = "") -> None:
        self.findings.add(Finding(surface, kind, who or "anonymous", detail))

    def found(self) -> set[tuple[str, str]]:
        """Return the surfaces that show something, and what."""
        return {(finding.surface, finding.kind) for finding in self.findings}

    def report(self) -> str:
        """Say in one line what was found."""
        kinds = [finding.kind for finding in self.findings]
        oracles, doors = kinds.count(EXISTENCE), kinds.count(DOOR)
        leaks = len(kinds) - oracles - doors
        return f"requests {self.requests}, leaks {leaks}, oracles {oracles}, doors {doors}"


def _said(text: str, given: str) -> list[str]:
    """Return what a text says, without what it was given, tokens, and the order of its lines.

    RDF names its blank nodes and orders its triples at random. In XML it also nests its nodes at
    random: its values are compared, without its tags.
    """
    for value in given.split():
        text = text.replace(value, "")
    if "<rdf:RDF" in text:
        parts = (part.strip(" \\\n") for part in re.split(r'[<>"]|\\n', _RANDOM.sub("", text)))
        return sorted({part for part in parts if not _TAG.fullmatch(part)})
    return sorted(_RANDOM.sub("", text.replace("\\n", "\n")).splitlines())


def _unlike(one: Any, other: Any) -> str:
    """Say how two answers differ, shortly."""
    before, after = ([str(part) for part in _flat(side)] for side in (one, other))
    lines = [line for line in ndiff(before, after) if line[0] in "+-"]
    return "\n".join(line[:300] for line in lines[:8])


def _flat(answer: Any) -> list[Any]:
    return [line for part in answer for line in (part if isinstance(part, list) else [part])]
