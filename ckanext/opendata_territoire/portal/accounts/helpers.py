"""What the templates ask about accounts."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import authz

from ckanext.opendata_territoire.portal import store

from .invitations import awaited


def is_colleague(organization: str) -> bool:
    """Say whether the reader is of an organisation, by its id, or administers the portal."""
    reader = tk.g.userobj
    return bool(reader) and (reader.sysadmin or store.role_of(reader.id, organization) is not None)


def role_word(role: str) -> str:
    """Return the portal's name of a role, the same on every page.

    Args:
        role: CKAN's name of it, or the word that CKAN shows for it, as `member_list` gives it.
    """
    words = {"admin": tk._("In charge"), "editor": tk._("Agent"), "member": tk._("Reader")}
    shown = {authz.trans_role(name): word for name, word in words.items()}
    return words.get(role) or shown.get(role, role)


def invitations_waiting() -> int:
    """Return how many invitations the reader has not answered."""
    if not awaited(tk.current_user):
        return 0
    return len(tk.get_action("account_invitation_list")({}, {}))
