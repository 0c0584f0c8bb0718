"""Which configurations are unsafe."""

from __future__ import annotations

from typing import Any

import pytest

from ckanext.opendata_territoire.governance.domain import settings

PLUGINS = [settings.GOVERNANCE, settings.CONFIDENTIALITY, "datastore", "activity"]
SAFE = {"SECRET_KEY": "a1b2c3d4e5f6g7h8", "ckan.site_url": "https://portail.example.org"}


def _found(
    changes: dict[str, Any] | None = None,
    plugins: list[str] = PLUGINS,
    decides: str | None = PLUGINS[0],
) -> set[str]:
    given = {**SAFE, **(changes or {})}
    return {found.setting for found in settings.problems(given, plugins, decides)}


def test_safe_configuration() -> None:
    """The settings of the project are safe, with or without secrets of their own for tokens."""
    assert _found() == set()
    own = {
        "api_token.jwt.encode.secret": "string:0123456789abcdef",
        "api_token.jwt.decode.secret": "file:/etc/key",
    }
    assert _found(own) == set()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("ckan.datastore.sqlsearch.enabled", True),
        ("ckan.datastore.public_table_search", ["_table_metadata"]),
        ("ckan.auth.allow_dataset_collaborators", True),
        ("ckan.auth.public_activity_stream_detail", True),
        ("ckan.auth.reveal_private_datasets", True),
        ("ckan.auth.anon_create_dataset", True),
        ("ckan.auth.create_unowned_dataset", True),
        ("ckan.search.default_include_private", True),
        ("ckan.auth.roles_that_cascade_to_sub_groups", ["admin"]),
        ("SECRET_KEY", None),
        ("SECRET_KEY", "CHANGE_ME_CHANGE_ME"),
        ("SECRET_KEY", "fifteen-letters"),
        ("api_token.jwt.encode.secret", "string:CHANGE_ME"),
        ("api_token.jwt.decode.secret", "short"),
        ("debug", True),
    ],
)
def test_unsafe_setting(setting: str, value: Any) -> None:
    """Each unsafe value is named, alone, with the value to put in its place."""
    assert _found({setting: value}) == {setting}


def test_plugins_that_keep_silence() -> None:
    """Settings of a plugin that is not loaded do not matter; both of ours must be there."""
    alone = PLUGINS[:2]
    assert _found({"ckan.datastore.sqlsearch.enabled": True}, alone) == set()
    assert _found(plugins=alone, decides="stranger") == {"ckan.plugins"}
    assert _found(plugins=alone, decides=None) == {"ckan.plugins"}
    assert _found(plugins=alone[:1]) == {"ckan.plugins"}


def test_debug_on_the_loopback() -> None:
    """A developer's own machine may show its faults."""
    assert _found({"debug": True, "ckan.site_url": "http://localhost:5000"}) == set()
