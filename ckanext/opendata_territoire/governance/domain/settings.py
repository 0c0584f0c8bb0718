"""Settings of CKAN without which nothing is safe: which values, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

GOVERNANCE = "opendata_governance"
CONFIDENTIALITY = "opendata_confidentiality"
SECRET_LENGTH = 16
"""Fewest characters of a secret: 16 random ones of 64 kinds make 96 bits."""

_PLACEHOLDERS = ("change", "default", "secret_key")
_LOOPBACK = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True)
class Problem:
    """An unsafe setting: its name, the value to give it, and a key of the reason."""

    setting: str
    value: str
    reason: str


@dataclass(frozen=True)
class _Rule:
    setting: str
    value: str
    reason: str
    is_safe: Callable[[Any], bool]
    plugin: str | None = None
    """Only asked when this plugin is loaded; `None` for always."""


def _off(setting: str, reason: str, plugin: str | None = None) -> _Rule:
    return _Rule(setting, "false", reason, lambda value: not value, plugin)


def _empty(setting: str, reason: str, plugin: str | None = None) -> _Rule:
    return _Rule(setting, "", reason, lambda value: not value, plugin)


def _token_secret(setting: str) -> _Rule:
    return _Rule(setting, "string:…", "secret", _is_token_secret)


def is_secret(value: Any) -> bool:
    """Say whether a value can serve as a secret: long enough, and no placeholder."""
    text = str(value or "")
    return len(text) >= SECRET_LENGTH and not any(word in text.lower() for word in _PLACEHOLDERS)


def _is_token_secret(value: Any) -> bool:
    """Accept what CKAN does: nothing (it takes SECRET_KEY), ``file:PATH`` or ``string:SECRET``."""
    kind, _, text = str(value or "").partition(":")
    return not value or kind == "file" or is_secret(text)


RULES: Sequence[_Rule] = (
    _off("ckan.datastore.sqlsearch.enabled", "sqlsearch", "datastore"),
    _empty("ckan.datastore.public_table_search", "table_metadata", "datastore"),
    _off("ckan.auth.allow_dataset_collaborators", "collaborators"),
    _off("ckan.auth.public_activity_stream_detail", "activity", "activity"),
    _off("ckan.auth.reveal_private_datasets", "reveal"),
    _off("ckan.auth.anon_create_dataset", "anonymous"),
    _off("ckan.auth.create_unowned_dataset", "unowned"),
    _off("ckan.search.default_include_private", "include_private"),
    _empty("ckan.auth.roles_that_cascade_to_sub_groups", "cascade"),
    _Rule("SECRET_KEY", "…", "secret", is_secret),
    _token_secret("api_token.jwt.encode.secret"),
    _token_secret("api_token.jwt.decode.secret"),
)


def problems(
    settings: Mapping[str, Any], plugins: Sequence[str], decides: str | None
) -> Iterator[Problem]:
    """Yield what makes a configuration unsafe.

    Args:
        settings: values by name, already of their type.
        plugins: names of the plugins loaded.
        decides: name of the plugin whose permission labels CKAN uses; `None` for CKAN's own.
    """
    if decides != GOVERNANCE:
        yield Problem("ckan.plugins", f"{GOVERNANCE} …", "labels")
    if CONFIDENTIALITY not in plugins:
        yield Problem("ckan.plugins", f"{GOVERNANCE} {CONFIDENTIALITY} …", "confidentiality")
    for rule in RULES:
        applies = rule.plugin is None or rule.plugin in plugins
        if applies and not rule.is_safe(settings.get(rule.setting)):
            yield Problem(rule.setting, rule.value, rule.reason)
    if settings.get("debug") and not _is_loopback(settings.get("ckan.site_url")):
        yield Problem("debug", "false", "debug")


def _is_loopback(url: Any) -> bool:
    return urlsplit(str(url or "")).hostname in _LOOPBACK
