"""Actions: which mails somebody wants to receive."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain.notices import Choice
from ckanext.opendata_territoire.governance.store import notices

from . import schema
from .common import acting_user

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["governance_mail_choice", "governance_mail_choose"]


@tk.side_effect_free
def governance_mail_choice(context: Context, data_dict: DataDict) -> dict[str, str]:
    """Return which mails the caller receives.

    :returns: ``choice``: ``each`` (each at once), ``daily`` (one a day) or ``duty`` (only what the
        caller has to do, at once)
    """
    tk.check_access("governance_mail_choice", context, data_dict)
    return {"choice": notices.choice(acting_user(context).id).value}


@tk.validate_action_data(schema.mail_choice)
def governance_mail_choose(context: Context, data_dict: DataDict) -> dict[str, str]:
    """Choose which mails the caller receives.

    A suspension is always written at once to those who decide on it.

    :param choice: ``each``, ``daily`` or ``duty``, as in `governance_mail_choice`
    :type choice: string
    :returns: as `governance_mail_choice`
    """
    tk.check_access("governance_mail_choose", context, data_dict)
    notices.choose(acting_user(context).id, Choice(data_dict["choice"]))
    model.Session.commit()
    return tk.get_action("governance_mail_choice")(tk.fresh_context(context), {})
