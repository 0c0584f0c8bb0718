"""What a request writes, where CKAN reads names as paths: `resources__0__url`, `update__title`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PATH = "__"
WHOLE_LIST = "extend"
_OBJECTS = ("update", "match")
"""What `package_revise` takes as one object, as JSON, or one path at a time."""


class Part(NamedTuple):
    """Fields that a request writes; `whole` when their lists hold whole objects."""

    fields: dict[str, Any]
    whole: bool = True


def parts_of_call(data: dict[str, Any]) -> list[Part]:
    """Return what an action is given, with what `package_revise` is given in other ways."""
    found = [Part(data)]
    for name in _OBJECTS:
        value = _decoded(data.get(name))
        if isinstance(value, dict):
            found.append(Part(value))
        start = name + PATH
        paths = {key[len(start) :]: data[key] for key in data if key.startswith(start)}
        found += parts_of_form(paths)
    return found


def parts_of_form(form: Mapping[str, Any]) -> list[Part]:
    """Return what a form of CKAN writes."""
    return [_part(name.split(PATH), value) for name, value in form.items()]


def _part(path: list[str], value: Any) -> Part:
    field, *rest = path
    if not rest or rest == [WHOLE_LIST]:
        return Part({field: value})
    if len(rest) == 1:
        return Part({field: [value]}, whole=False)
    return Part({field: [{rest[1]: value}]} if len(rest) == 2 else {}, whole=False)


def _decoded(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return None


def knotted(names: Iterable[str]) -> list[str]:
    """Return the names of a form that lead nowhere, or where another name has put a value.

    CKAN reads them in turns as a field and as a number: `resources__0__url`.
    """
    paths = {name: name.split(PATH) for name in names}
    ways = {tuple(path[:end]) for path in paths.values() for end in range(1, len(path))}
    return sorted(
        name for name, path in paths.items() if tuple(path) in ways or not _leads_somewhere(path)
    )


def _leads_somewhere(path: list[str]) -> bool:
    numbers = path[1::2]
    return len(path) % 2 == 1 and all(
        number.isascii() and number.isdigit() and len(number) < 6 for number in numbers
    )
