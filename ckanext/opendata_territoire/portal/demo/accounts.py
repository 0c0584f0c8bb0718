"""Creates the demonstration accounts and keeps their secrets in one private file."""

from __future__ import annotations

import json
import os
import secrets
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from .people import CKAN_ROLES, Person

if TYPE_CHECKING:
    from pathlib import Path

Secrets = dict[str, dict[str, Any]]


def ensure_accounts(people: list[Person], path: Path) -> int:
    """Make every account exist, and `path` (mode 600) hold a password and a token for each.

    An account that exists and stands in the file is left alone. One that is missing from either is
    created or given a new password and a new token: nobody knows the old ones.

    Args:
        people: who should have an account. Their organisations exist.
        path: JSON file, `{login: {"role", "organization", "password", "token"}}`.

    Returns:
        How many accounts were created or renewed.
    """
    known: Secrets = json.loads(path.read_text()) if path.is_file() else {}
    missing = [person for person in people if person.login not in known or not _user(person)]
    for person in missing:
        known[person.login] = _renew(person)
        _write_private(path, known)
    return len(missing)


def _user(person: Person) -> model.User | None:
    user = model.User.get(person.login)
    return user if user and user.state == "active" else None


def _renew(person: Person) -> dict[str, Any]:
    """Create the account, or give it a new password; add its membership; issue a token."""
    password = secrets.token_urlsafe(12)
    context = site_context()
    if user := model.User.get(person.login):
        tk.get_action("user_patch")(
            context, {"id": user.id, "password": password, "state": "active"}
        )
    else:
        tk.get_action("user_create")(
            context,
            {
                "name": person.login,
                "fullname": person.fullname,
                "email": person.email,
                "password": password,
            },
        )
    if person.role == "sysadmin":
        tk.get_action("user_patch")(site_context(), {"id": person.login, "sysadmin": True})
    if person.organization and person.role in CKAN_ROLES:
        tk.get_action("organization_member_create")(
            site_context(),
            {
                "id": person.organization,
                "username": person.login,
                "role": CKAN_ROLES[person.role],
            },
        )
    token = tk.get_action("api_token_create")(
        site_context(), {"user": person.login, "name": "Démonstration"}
    )["token"]
    return {
        "role": person.role,
        "organization": person.organization,
        "password": password,
        "token": token,
    }


def site_context() -> Any:
    """Return a fresh context of CKAN's own user, for what no person of the portal may do alone."""
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})
    return {"user": site_user["name"], "ignore_auth": True}


def _write_private(path: Path, content: Secrets) -> None:
    """Replace the file in one step; nobody else can read it at any moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        json.dump(content, stream, ensure_ascii=False, indent=2)
        stream.write("\n")
    part.replace(path)
