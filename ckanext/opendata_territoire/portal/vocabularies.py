"""Controlled lists: European themes, frequencies, rights, languages; encodings, separators.

Each list is a file of ``data/vocabularies/``. An entry has a ``value`` (what is stored, usually the
address of an authority table), a ``label`` per language, and ``rare: true`` when it is accepted and
shown but not offered in forms.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

_FOLDER = files("ckanext.opendata_territoire.portal") / "data" / "vocabularies"


@cache
def entries(vocabulary: str) -> tuple[dict[str, Any], ...]:
    """Entries of a list, in the order in which people should read them.

    Raises:
        FileNotFoundError: no list has this name.
    """
    text = (_FOLDER / f"{vocabulary}.yaml").read_text(encoding="utf-8")
    return tuple(yaml.safe_load(text))


@cache
def _labels(vocabulary: str) -> dict[str, dict[str, str]]:
    return {entry["value"]: entry["label"] for entry in entries(vocabulary)}


def label(vocabulary: str, value: str, language: str = "fr") -> str:
    """Label of a value; the value itself when the list does not hold it."""
    labels = _labels(vocabulary).get(value)
    if not labels:
        return value
    return labels.get(language) or labels["fr"]


def uri(vocabulary: str, code: str) -> str:
    """Address of the entry whose address ends with this code, such as ``MONTHLY``.

    Raises:
        KeyError: the list has no such code.
    """
    for entry in entries(vocabulary):
        if entry["value"].rsplit("/", 1)[-1] == code:
            return entry["value"]
    raise KeyError(code)
