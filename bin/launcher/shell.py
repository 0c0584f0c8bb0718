"""Other programs: run quietly, with their words kept in a log and quoted when they fail."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

from launcher.console import PortalError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def own_environment() -> dict[str, str]:
    """The environment without what would redirect CKAN, Python or a nested portal elsewhere."""
    foreign = ("CKAN_", "PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PG")
    return {k: v for k, v in os.environ.items() if not k.startswith(foreign)}


def run(
    command: Sequence[str | Path],
    log: Path,
    *,
    cwd: Path | None = None,
    user: str | None = None,
    environment: Mapping[str, str] | None = None,
    text: str | None = None,
) -> str:
    """Run a program to its end and return what it printed.

    Args:
        command: program and arguments.
        log: file to which the command and its output are added.
        cwd: folder to run in.
        user: account and group to run as; only root can choose.
        environment: variables added to the launcher's own.
        text: standard input.

    Raises:
        PortalError: the program is missing or failed; the message has its last line and the log.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    words = [str(word) for word in command]
    try:
        done = subprocess.run(
            words,
            cwd=cwd,
            env=own_environment() | dict(environment or {}),
            input=text if text is not None else "",
            capture_output=True,
            text=True,
            check=False,
            user=user,
            group=user,
            extra_groups=[] if user else None,
        )
    except FileNotFoundError:
        raise PortalError(f"Programme introuvable : {words[0]}.") from None
    with log.open("a") as file:
        file.write(f"$ {' '.join(words)}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        said = (done.stdout + done.stderr).strip().splitlines() or ["sans message"]
        raise PortalError(
            f"{Path(words[0]).name} a échoué ({said[-1].strip()}) ; détail dans {log}"
        )
    return done.stdout
