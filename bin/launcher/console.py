"""What the launcher says: one line per step with its time, one line per problem."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class PortalError(Exception):
    """What the person at the terminal can mend; the message is one line and says how."""


def say(text: str) -> None:
    """Print one line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def step(label: str, action: Callable[[], str | None]) -> None:
    """Run one step and print its name, its time and what it answers."""
    start = time.monotonic()
    sys.stdout.write(f"  {label:<34}")
    sys.stdout.flush()
    try:
        detail = action() or ""
    except BaseException:
        say("échec")
        raise
    seconds = f"{time.monotonic() - start:.1f}".replace(".", ",")
    say(f"{seconds:>6} s  {detail}".rstrip())
