"""Nobody acts in the name of somebody else: an opinion or a decision is its author's.

CKAN lets a sysadmin make a token for anybody, or choose anybody's password. Who runs the server may
still do so from its command line; what that leaves is the trust in whoever holds the machine.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict

_SECRETS = ("password", "password1", "password2", "password_hash", "reset_key")


@tk.chained_action
def api_token_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Make tokens for oneself only."""
    reference = data_dict.get("user")
    # Before anything is looked for: nobody learns who has an account.
    if (
        not context.get("ignore_auth")
        and isinstance(reference, str)
        and not _is(context, reference)
    ):
        raise tk.NotAuthorized(tk._("Each person makes their own API tokens"))
    return next_(context, data_dict)


@tk.chained_action
def user_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Change the name of others at most: a password is reset by mail, to the address they gave."""
    other = _for_somebody_else(context, data_dict.get("id"))
    if other and (
        any(data_dict.get(key) for key in _SECRETS)
        or data_dict.get("email", other.email) not in ("", other.email)
    ):
        raise tk.NotAuthorized(tk._("Each person chooses their own password and e-mail address"))
    return next_(context, data_dict)


def _for_somebody_else(context: Context, reference: object) -> model.User | None:
    if context.get("ignore_auth"):
        return None
    if not isinstance(reference, str) or _is(context, reference):
        return None
    return model.User.get(reference)


def _is(context: Context, reference: object) -> bool:
    """Tell whether this is the name or the id of the caller."""
    caller = context.get("user")
    user = model.User.get(caller) if caller else None
    return user is not None and reference in (user.name, user.id)


ACTIONS = {"api_token_create": api_token_create, "user_update": user_update}
