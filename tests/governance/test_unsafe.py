"""An unsafe configuration: nothing is answered but what to change, and no job is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins as p
import ckan.plugins.toolkit as tk
from ckan.lib import jobs
from ckan.lib.plugins import DefaultPermissionLabels

from ckanext.opendata_territoire.governance.cli import governance as command

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import World

PAGES = ("/", "/dataset/", "/api/3/action/package_search", "/catalog.ttl", "/favicon.ico")
SETTING = "ckan.auth.reveal_private_datasets"


class Stranger(p.SingletonPlugin, DefaultPermissionLabels):
    """A plugin of somebody else that decides who sees what."""

    p.implements(p.IPermissionLabels)


AGREED = "0 écart : les décisions, la base et la recherche disent la même chose.\n"


def _check(cli: Any) -> tuple[int, str]:
    result = cli.invoke(command, ["check"])
    return result.exit_code, result.output


def test_another_labels_plugin_first(
    world: World, provide_plugin: Any, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every page answers 503 with what to change, and the command line says it."""
    provide_plugin("stranger", Stranger)
    # The fixture leaves the name to the class, where CKAN would give that of the entry point.
    setattr(p.load("stranger"), "name", "stranger")  # noqa: B010 - typed as a list by CKAN
    monkeypatch.setitem(tk.config, "ckan.plugins", ["stranger", *tk.config["ckan.plugins"]])
    for url in PAGES:
        answer = world.app.get(url)
        assert answer.status_code == 503
        assert "ckan.plugins" in answer.body
    status, output = _check(cli)
    assert status == 1
    assert "stranger" in output


@pytest.fixture
def hidden_job() -> Callable[[], list[Any]]:
    """Leave a job in an empty queue; give what reads the queue."""
    jobs.get_queue().empty()
    jobs.enqueue(len, [[]])
    return lambda: jobs.get_queue().jobs


def test_an_unsafe_setting(
    world: World,
    cli: Any,
    hidden_job: Callable[[], list[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Pages answer 503, the worker stops with the job still queued, commands say it and work."""
    monkeypatch.setitem(tk.config, SETTING, True)
    for url in PAGES:
        answer = world.app.get(url)
        assert answer.status_code == 503
        assert f"{SETTING} = false" in answer.body
    with pytest.raises(SystemExit, match=SETTING):
        jobs.Worker().work(burst=True)
    assert len(hidden_job()) == 1
    status, output = _check(cli)
    assert status == 1
    assert f"{SETTING} = false" in output

    monkeypatch.setitem(tk.config, SETTING, False)
    assert world.app.get("/").status_code == 200
    assert _check(cli) == (0, AGREED)
    jobs.Worker().work(burst=True)
    assert hidden_job() == []
