"""Mails about accounts. One that cannot leave is told, and breaks nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

from ckanext.opendata_territoire.background import AGAIN, in_a_request, left
from ckanext.opendata_territoire.portal import store

if TYPE_CHECKING:
    from rq import Retry


def send_invitation(user: model.User, organization: str, role: str, page: str) -> bool:
    """Tell a person of their role; tell whether the mail left.

    Whoever has not chosen a password yet receives the link to do it.

    Args:
        user: An account.
        organization: Title of the organisation, or of the service of an officer.
        role: "agent", "controller", "dpo" or "officer".
        page: Address where the person answers, once signed in.
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
        "page": page,
        "role": role,
        "site_title": tk.config["ckan.site_title"],
        "site_url": tk.config["ckan.site_url"],
    }
    subject = tk.render("emails/account_invitation_subject.txt", words).strip()
    text = tk.render("emails/account_invitation.txt", words)
    return left(lambda: mailer.mail_user(user, subject, text), user.id)


def forgotten_password(reference: str) -> Retry | None:
    """Send, from the worker, the link that chooses another password.

    Args:
        reference: What somebody typed: the name of an account, or its address.
    """
    user = store.user_named(reference)
    if user is None or not user.email:
        return None
    account = user.id
    with in_a_request():
        return None if left(lambda: mailer.send_reset_link(user), account) else AGAIN
