"""What a scan asks: parameters in many shapes, and the surfaces that the running portal has."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from werkzeug.routing import AnyConverter, IntegerConverter

from ckan import logic

if TYPE_CHECKING:
    from collections.abc import Iterator

ID_KEYS = (
    "id",
    "ref",
    "name",
    "name_or_id",
    "dataset_id",
    "dataset",
    "package_id",
    "resource_id",
    "resource",
    "entity_id",
    "object_id",
    "object",
    "organization",
    "organization_id",
    "org_id",
    "group",
    "group_id",
    "user_id",
    "subject",
    "hash",
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

WORDS: tuple[dict[str, Any], ...] = (
    {"q": "", "query": "name:zq"},
    {"q": "zq", "query": "zq", "incomplete": "zq"},
    {
        "q": "*:*",
        "query": "description:zq",
        "fq": "+state:(active OR draft OR deleted) +capacity:(public OR private)",
        "fl": "*",
        "facet.field": ["id", "name", "tags", "organization", "groups", "res_format", "author"],
        "facet.limit": -1,
    },
)
"""What is searched: every secret word begins with `zq`."""

PUBLIC: dict[str, Any] = {
    "state": "active",
    "private": False,
    "capacity": "public",
    "kind": "favourable",
    "text": "x",
    "title": "x",
    "url": "https://example.org/f.csv",
    "object_type": "package",
    "save": "go-metadata",
    "version": 1,
}
"""What would make a dataset public, wherever an action or a form takes it."""

LEFT_OUT = {
    "static": "files of CKAN, none of ours",
    "webassets.index": "style sheets and scripts",
    "util.internal_redirect": "leads where the address says",
    "user.logout": "ends the session of whoever asks",
}
"""Routes that are not called, and why."""

MISSING = "00000000-0000-4000-8000-000000000000"


def as_id(value: str) -> dict[str, Any]:
    """Name something by its id only."""
    return {"id": value}


def everywhere(value: str) -> dict[str, Any]:
    """Name something in every parameter, and ask for all that can be said of it."""
    return OPTIONS | WORDS[0] | dict.fromkeys(ID_KEYS, value)


def opened(dataset: str, organization: str) -> dict[str, Any]:
    """Name a dataset and its organisation in every parameter, and ask that it be public."""
    places = ("organization", "organization_id", "org_id", "owner_org")
    return {
        **dict.fromkeys(ID_KEYS, dataset),
        **PUBLIC,
        **dict.fromkeys(places, organization),
        "datasets": [dataset],
        "packages": [{"id": dataset}],
        "match": {"id": dataset},
        "update": {"state": "active", "private": False},
    }


def actions(*, free: bool) -> list[str]:
    """Return the names of all actions: those without side effect, or those that change things."""
    logic.get_action("package_list")
    return sorted(
        name
        for name, action in logic._actions.items()
        if bool(getattr(action, "side_effect_free", False)) is free
    )


def rules(app: Any, method: str) -> list[Any]:
    """Return the rules of all routes that answer a method, except `LEFT_OUT`."""
    found = (
        rule
        for rule in app.flask_app.url_map.iter_rules()
        if method in (rule.methods or ()) and rule.endpoint not in LEFT_OUT
    )
    return sorted(found, key=lambda rule: rule.rule)


def addresses(
    app: Any, method: str, references: list[str], files: list[str]
) -> Iterator[tuple[str, str, str]]:
    """Yield every route, with every reference in every parameter.

    Yields:
        The rule, an address of it, and the references that are in it.
    """
    adapter = app.flask_app.url_map.bind("test.ckan.net")
    seen: set[str] = set()
    for rule in rules(app, method):
        defaults = rule.defaults or {}
        names = sorted(rule.arguments - set(defaults))
        for values in product(*(_choices(rule, name, references, files) for name in names)):
            arguments = dict(zip(names, values, strict=True))
            url = adapter.build(rule.endpoint, {**defaults, **arguments}, method=method)
            for query in ("", "?q=zq&incomplete=zq&limit=100") if not names else ("",):
                if url + query not in seen:
                    seen.add(url + query)
                    yield rule.rule, url + query, " ".join(map(str, values))


def _choices(rule: Any, name: str, references: list[str], files: list[str]) -> list[Any]:
    converter = rule._converters[name]
    if isinstance(converter, AnyConverter):
        return sorted(converter.items)
    fixed = {
        "_format": ["ttl"],
        "lang": ["fr"],
        "ver": [3, 2],
        "logic_function": ["package_search"],
        "filename": ["file.csv"],
        "resource_id": files,
        "view_id": [MISSING],
        "activity_id": [MISSING],
    }
    usual = [1] if isinstance(converter, IntegerConverter) else references
    return fixed.get(name) or usual
