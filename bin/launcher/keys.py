"""Passwords and keys of one installation: drawn once, kept in a file of mode 600."""

from __future__ import annotations

import json
import secrets
from typing import TYPE_CHECKING

from launcher.files import write_private

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("postgres", "redis", "supervisor", "session", "csrf", "api_token")


def read_keys(home: Path) -> dict[str, str]:
    """Secrets of this home by name; those that do not exist yet are drawn and saved."""
    path = home / "secrets.json"
    known = json.loads(path.read_text()) if path.exists() else {}
    drawn = {name: secrets.token_urlsafe(32) for name in NAMES}
    complete = drawn | known
    write_private(path, json.dumps(complete, indent=2) + "\n")
    return complete
