"""`bin/portal status`: what runs, whether it answers, and where it writes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from launcher.console import say
from launcher.portal import APPLICATION, SERVICES, Portal
from launcher.processes import log_of

if TYPE_CHECKING:
    from launcher.settings import Settings


def show_status(settings: Settings, *, as_json: bool) -> int:
    """Print the state of the portal; 0 when all of it answers, 3 otherwise."""
    report = status(settings)
    if as_json:
        say(json.dumps(report, indent=2))
    else:
        say(f"{report['url']}  {report['home']}")
        for name, process in report["processes"].items():
            health = "répond" if process["healthy"] else "ne répond pas"
            pid = process["pid"] or ""
            say(f"  {name:<10}{process['state']:<9}{pid:>8}  {health:<14}{process['log']}")
        if report["database"]:
            say(f"  base de données dans {report['database']}")
    return 0 if all(p["healthy"] for p in report["processes"].values()) else 3


def status(settings: Settings) -> dict[str, Any]:
    """The portal for other programs; `processes` is keyed by name."""
    installed = settings.remembered.exists() and settings.python.exists()
    portal = Portal(settings) if installed else None
    states = portal.supervisor.states() if portal else {}
    return {
        "url": settings.url,
        "home": str(settings.home),
        "ini": str(settings.ini),
        "python": str(settings.python),
        "database": str(portal.postgres.data) if portal else None,
        "processes": {
            name: _process(settings, portal, name, states.get(name, {}))
            for name in (*SERVICES, *APPLICATION)
        },
    }


def _process(
    settings: Settings, portal: Portal | None, name: str, state: dict[str, Any]
) -> dict[str, Any]:
    running = state.get("statename") == "RUNNING"
    return {
        "state": state.get("statename", "STOPPED"),
        "pid": state.get("pid") or None,
        "healthy": bool(portal and running and portal.supervisor.processes[name].answers()),
        "log": str(log_of(name, settings.logs)),
    }
