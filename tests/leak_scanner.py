"""Looks for what is hidden on every surface that answers a reader: actions and routes.

It enumerates by itself all actions without side effect and all routes that answer GET, so that a
new plugin is covered without anybody thinking of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import product
from typing import TYPE_CHECKING, Any

from werkzeug.routing import AnyConverter

from ckan import logic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

ID_KEYS = (
    "id",
    "ref",
    "name",
    "name_or_id",
    "dataset_id",
    "package_id",
    "resource_id",
    "entity_id",
    "object_id",
    "organization",
    "organization_id",
    "org_id",
    "group",
    "group_id",
    "user_id",
    "subject",
)
"""Parameters by which actions name things: the scanner puts the same reference in all of them."""

OPTIONS: dict[str, Any] = {
    "all_fields": True,
    "include_datasets": True,
    "include_dataset_count": True,
    "include_drafts": True,
    "include_private": True,
    "include_deleted": True,
    "include_extras": True,
    "include_groups": True,
    "include_data": True,
    "include_hidden_activity": True,
    "use_default_schema": True,
    "object_type": "package",
    "task_type": "x",
    "key": "x",
    "rows": 100,
    "limit": 100,
    "offset": 0,
}
"""What makes an action say more."""

WORDS = ({"q": "", "query": "name:zq"}, {"q": "zq", "query": "zq", "incomplete": "zq"})
"""What is searched: every secret word begins with `zq`."""

LEFT_OUT = {
    "static": "files of CKAN, none of ours",
    "webassets.index": "style sheets and scripts",
    "util.internal_redirect": "leads where the address says",
}
"""Routes that are not called, and why."""

_BLANK_NODE = re.compile(r"\bN[0-9a-f]{32}\b")

MISSING = "00000000-0000-4000-8000-000000000000"


@dataclass(frozen=True)
class Secret:
    """Something unguessable that only the dataset's people may read."""

    kind: str
    value: str


@dataclass(frozen=True)
class Finding:
    """A secret that somebody read, or whose existence an answer betrays."""

    surface: str
    kind: str
    who: str


@dataclass
class Scanner:
    """A scan of one world.

    Attributes:
        world: its people and its application.
        secrets: what nobody but the people of the datasets may read.
        hidden: by what a hidden dataset is named: its id, its name, the id of its file.
        around: by what its neighbourhood is named: organisation, agent, group, keyword.
        requests: how many were made.
        findings: what was read, and by whom.
    """

    world: World
    secrets: list[Secret]
    hidden: list[str] = field(default_factory=list)
    around: list[str] = field(default_factory=list)
    requests: int = 0
    findings: set[Finding] = field(default_factory=set)

    def actions(self, who: str | None) -> None:
        """Call every action without side effect, with every reference in every parameter.

        A hidden reference must get the answer that a missing one gets, word for word.
        """
        for name in free_actions():
            self._call(name, who, {}, "")
            for words in WORDS:
                self._call(name, who, OPTIONS | words, "")
            for shape in (_as_id, _everywhere):
                for value in self.around:
                    self._call(name, who, shape(value), value)
                missing = self._call(name, who, shape(MISSING), MISSING)
                for value in self.hidden:
                    if self._call(name, who, shape(value), value) != missing:
                        self._found(f"action {name}", "existence", who)

    def _call(self, action: str, who: str | None, data: dict[str, Any], given: str) -> Any:
        url = f"/api/3/action/{action}"
        answer = self.world.app.post(url, json=data, headers=self.world.headers(who))
        text = self._read(answer, f"action {action}", who, given)
        return answer.status_code, _unordered(text.replace(given, "") if given else text)

    def routes(self, who: str | None) -> None:
        """Ask for every address that answers GET, with every reference in every parameter."""
        for surface, url, given in self._addresses():
            headers = self.world.headers(who)
            answer = self.world.app.get(url, headers=headers, follow_redirects=False)
            self._read(answer, surface, who, given)

    def _addresses(self) -> Iterator[tuple[str, str, str]]:
        adapter = self.world.app.flask_app.url_map.bind("test.ckan.net")
        seen: set[str] = set()
        for rule in get_rules(self.world):
            defaults = rule.defaults or {}
            names = sorted(rule.arguments - set(defaults))
            for values in product(*(self._choices(rule, name) for name in names)):
                arguments = dict(zip(names, values, strict=True))
                url = adapter.build(rule.endpoint, {**defaults, **arguments})
                for query in ("", "?q=zq&incomplete=zq&limit=100") if not names else ("",):
                    if url + query not in seen:
                        seen.add(url + query)
                        yield f"route {rule.rule}", url + query, " ".join(map(str, values))

    def _choices(self, rule: Any, name: str) -> list[Any]:
        converter = rule._converters[name]
        if isinstance(converter, AnyConverter):
            return sorted(converter.items)
        fixed = {
            "_format": ["ttl"],
            "lang": ["fr"],
            "ver": [3, 2],
            "logic_function": ["package_search"],
            "filename": ["file.csv"],
            "resource_id": self.hidden[2:],
            "view_id": [MISSING],
            "activity_id": [MISSING],
        }
        return fixed.get(name) or [*self.hidden, *self.around]

    def _read(self, answer: Any, surface: str, who: str | None, given: str) -> str:
        self.requests += 1
        text = answer.get_data(as_text=True)
        said = text + str(answer.headers)
        for secret in self.secrets:
            # An answer may repeat what it was given: that reveals nothing.
            if secret.value not in given and secret.value in said:
                self._found(surface, secret.kind, who)
        return text

    def _found(self, surface: str, kind: str, who: str | None) -> None:
        self.findings.add(Finding(surface, kind, who or "anonymous"))


def _unordered(text: str) -> list[str]:
    """Return what a text says: RDF names its blank nodes and orders its triples at random."""
    return sorted(_BLANK_NODE.sub("", text.replace("\\n", "\n")).splitlines())


def _as_id(value: str) -> dict[str, Any]:
    return {"id": value}


def _everywhere(value: str) -> dict[str, Any]:
    return OPTIONS | WORDS[0] | dict.fromkeys(ID_KEYS, value)


def free_actions() -> list[str]:
    """Return the names of all actions without side effect."""
    logic.get_action("package_list")
    return sorted(
        name
        for name, action in logic._actions.items()
        if getattr(action, "side_effect_free", False)
    )


def get_rules(world: World) -> list[Any]:
    """Return the rules of all routes that answer GET, except `LEFT_OUT`."""
    return sorted(
        (
            rule
            for rule in world.app.flask_app.url_map.iter_rules()
            if "GET" in (rule.methods or ()) and rule.endpoint not in LEFT_OUT
        ),
        key=lambda rule: rule.rule,
    )
