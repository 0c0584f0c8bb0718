"""Fixtures of the whole suite."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import world as fictional
from journal_rows import empty_journal
from sharing import Sharing, own_services, turn_of

import ckan.plugins as p
from ckan import model
from ckan.tests.helpers import CKANTestApp

if TYPE_CHECKING:
    from collections.abc import Callable


def pytest_configure() -> None:
    """Lead CKAN, which reads its configuration when the session starts, to our own services."""
    os.environ.update(own_services(os.environ))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what lasts longest."""
    items.sort(key=lambda item: turn_of(item.nodeid))


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name the content of a file by its parameter: archives date themselves, workers must agree."""
    return argname if isinstance(val, bytes) else None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    """Share the tests as `sharing` says."""
    return Sharing(config, log)


PLUGINS_WITH_TABLES = ("activity", "opendata_governance", "opendata_territoire")


@pytest.fixture
def clean_db(reset_db: Callable[[], None], migrate_db_for: Callable[[str], None]) -> None:
    """Give each test an empty database with our tables; CKAN's own `clean_db` drops them."""
    reset_db()
    for plugin in PLUGINS_WITH_TABLES:
        migrate_db_for(plugin)
    empty_journal()


@pytest.fixture
def empty_portal(
    with_plugins: None,
    reset_db: Callable[[], None],
    reset_index: Callable[[], None],
    migrate_db_for: Callable[[str], None],
) -> Callable[[], None]:
    """Give what empties the portal: our tables are there, nothing is in them nor in the index."""

    def empty() -> None:
        reset_db()
        engine = model.ensure_engine()
        for plugin in filter(p.plugin_loaded, PLUGINS_WITH_TABLES):
            migrate_db_for(plugin)
        # A migration leaves an engine that opens a connection for each session, three a request.
        model.init_model(engine)
        if p.plugin_loaded("opendata_governance"):
            empty_journal()
        reset_index()

    return empty


@pytest.fixture(scope="module")
def _built() -> dict[Callable[..., Any], Any]:
    return {}


@pytest.fixture
def build_once(
    empty_portal: Callable[[], None], _built: dict[Callable[..., Any], Any]
) -> Callable[..., Any]:
    """Give what builds a world in an empty portal, and gives it again to the rest of a module."""

    def once(make: Callable[..., Any], *arguments: Any) -> Any:
        if make not in _built:
            empty_portal()
            _built[make] = make(*arguments)
        return _built[make]

    return once


@pytest.fixture
def world(app: Any, build_once: Callable[..., Any]) -> fictional.World:
    """Give a little world built once for the module: each test brings its own datasets."""
    built = build_once(fictional.build, app)
    built.app = app
    return built


_apps: dict[frozenset[tuple[str, str]], Any] = {}


@pytest.fixture
def make_app(
    make_app: Callable[[], Any], with_plugins: None, ckan_config: dict[str, Any]
) -> Callable[[], Any]:
    """Build one application for each configuration, and a new visitor for each test.

    A new application compiles every template again.
    """

    def make() -> Any:
        # A plugin may add its value to a list once more each time it is loaded.
        settings = frozenset(
            (key, repr(sorted({*map(repr, value)}) if isinstance(value, list) else value))
            for key, value in ckan_config.items()
        )
        if settings not in _apps:
            _apps[settings] = make_app().app
        return CKANTestApp(_apps[settings])

    return make
