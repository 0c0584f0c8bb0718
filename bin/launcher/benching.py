"""`bin/portal bench`: our portal and plain CKAN measured in one run, each on its own services."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

from launcher.console import PortalError, say
from launcher.private import private_services
from launcher.shell import own_environment
from launcher.testing import install_for_tests

if TYPE_CHECKING:
    from collections.abc import Sequence

    from launcher.settings import Settings

NOT_ALONE = {"content", "filling", "harness", "worker"}


def run_bench(settings: Settings, arguments: Sequence[str]) -> int:
    """Run the named bench with its own arguments, or all of them one after the other."""
    folder = settings.root / "bench"
    known = sorted({file.stem for file in folder.glob("*.py")} - NOT_ALONE)
    if arguments and arguments[0] not in known:
        raise PortalError(f"Pas de mesure {arguments[0]} : choisir parmi {', '.join(known)}.")
    install_for_tests(settings)
    names, options = (arguments[:1], arguments[1:]) if arguments else (known, [])
    return max(_run(settings, name, options) for name in names)


def _run(settings: Settings, name: str, options: Sequence[str]) -> int:
    say(f"— {name}")
    with private_services(settings, "bench") as ours, private_services(settings, "plain") as plain:
        sides = {f"OURS_{key}": value for key, value in ours.items()}
        sides |= {f"PLAIN_{key}": value for key, value in plain.items()}
        script = settings.root / "bench" / f"{name}.py"
        command = [str(settings.python), str(script), *options]
        environment = own_environment() | ours | sides
        return subprocess.run(command, cwd=settings.root, env=environment, check=False).returncode
