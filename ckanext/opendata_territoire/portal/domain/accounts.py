"""Roles of people in an organisation, the name of a new account, the length of its texts."""

from __future__ import annotations

from .territory_names import slug

# CKAN's roles, by the names that the portal gives them.
ROLES = {"agent": "editor", "controller": "admin"}

LIMITS = {"fullname": 200, "about": 2000, "image_url": 2000}
"""Characters of what an account says of itself."""


def account_name(email: str, suffix: str) -> str:
    """Make a name from what comes before the @, told apart by a random suffix.

    Names of accounts are CKAN's: 2 to 100 characters among a-z, 0-9, - and _.
    """
    return f"{slug(email.partition('@')[0])[:80] or 'compte'}-{suffix}"


def masked(email: str) -> str:
    """Show of an address what its owner recognises: ``j…@example.org``."""
    name, _, domain = email.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else "…"
