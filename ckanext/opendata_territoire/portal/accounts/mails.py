"""Mails about accounts. One that cannot leave is told, and breaks nothing."""

from __future__ import annotations

import logging
import smtplib
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

if TYPE_CHECKING:
    from collections.abc import Callable

log = logging.getLogger(__name__)


def send_invitation(user: model.User, organization: str, role: str) -> bool:
    """Tell a person of their role; tell whether the mail left.

    Whoever has not chosen a password yet receives the link to do it.

    Args:
        user: An account.
        organization: Title of the organisation.
        role: "agent" or "controller".
    """
    link = None
    if user.state == model.State.PENDING:
        account = user.id
        mailer.create_reset_key(user)  # commits, and detaches the object
        user = model.User.get(account) or user
        link = mailer.get_reset_link(user)
    words = {
        "link": link,
        "organization": organization,
        "role": role,
        "site_title": tk.config["ckan.site_title"],
        "site_url": tk.config["ckan.site_url"],
    }
    subject = tk.render("emails/account_invitation_subject.txt", words).strip()
    text = tk.render("emails/account_invitation.txt", words)
    return _left(user, lambda: mailer.mail_user(user, subject, text))


class MailHooks:
    """Part of the plugin that CKAN calls to write to people."""

    def notify_about_topic(
        self, already_notified: bool, topic: str, details: dict[str, Any] | None = None
    ) -> bool:
        """Send the link of a forgotten password; the page answers the same whatever happens.

        CKAN's own way fails where the mail does, and so tells who has an account.
        """
        if already_notified or topic != "request_password_reset" or not details:
            return already_notified
        user: model.User = details["user"]
        _left(user, lambda: mailer.send_reset_link(user))
        return True


def _left(user: model.User, send: Callable[[], None]) -> bool:
    account = user.id
    if not tk.config["smtp.mail_from"]:  # CKAN's mailer breaks on it
        log.warning("No mail to account %s: smtp.mail_from is not set", account)
        return False
    try:
        send()
    except (mailer.MailerException, smtplib.SMTPException, OSError) as error:
        log.warning("The mail to account %s did not leave: %s", account, error)
        return False
    return True
