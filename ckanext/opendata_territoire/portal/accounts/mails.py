"""The invitation mail."""

from __future__ import annotations

import logging
import smtplib
from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan.lib import mailer

if TYPE_CHECKING:
    from ckan import model

log = logging.getLogger(__name__)


def send_invitation(user: model.User, organization: str, role: str) -> bool:
    """Send the link by which a person chooses a password; tell whether the mail left.

    Args:
        user: A pending account.
        organization: Title of the organisation.
        role: "agent" or "controller".
    """
    user_id = user.id
    mailer.create_reset_key(user)  # commits, and detaches the object
    user = type(user).get(user_id) or user
    words = {
        "link": mailer.get_reset_link(user),
        "organization": organization,
        "role": role,
        "site_title": tk.config["ckan.site_title"],
        "site_url": tk.config["ckan.site_url"],
    }
    subject = tk.render("emails/account_invitation_subject.txt", words).strip()
    try:
        mailer.mail_user(user, subject, tk.render("emails/account_invitation.txt", words))
    except (mailer.MailerException, smtplib.SMTPException, OSError) as error:
        log.warning("The invitation of account %s did not leave: %s", user_id, error)
        return False
    return True
