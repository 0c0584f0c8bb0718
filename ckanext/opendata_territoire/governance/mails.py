"""Mails of the review: who is told what. They say that something waits, never what data says."""

from __future__ import annotations

import logging
import socket
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import mailer

from ckanext.opendata_territoire.background import in_a_request, left
from ckanext.opendata_territoire.governance import letters, letters_decision
from ckanext.opendata_territoire.governance.domain import deadlines
from ckanext.opendata_territoire.governance.domain.notices import KINDS, LETTER, OF_OBJECTIONS
from ckanext.opendata_territoire.governance.store import notices, objections, people, reviews
from ckanext.opendata_territoire.governance.store.notices import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from ckanext.opendata_territoire.governance.letters import Letter
    from ckanext.opendata_territoire.governance.model import Review
    from ckanext.opendata_territoire.governance.model_notices import Notice

log = logging.getLogger(__name__)

_MISSES = 3
"""Mails in a row that do not leave before the others wait: the mail server is away."""

PATIENCE = 30
"""Seconds for the mail server to answer: CKAN's mailer would wait for ever."""


def deliver() -> int:
    """Send all that is due, each mail in a transaction of its own; return how many left.

    A notice is locked while its mail leaves, and closed with it: two workers never send one. When
    the process dies between the mail server's answer and the commit, the mail leaves once more,
    under the same Message-ID, by which mail programs know it.
    """
    if not tk.config["smtp.server"]:
        notices.drop_old()
        model.Session.commit()
        return 0
    sent = missed = 0
    while missed < _MISSES and (claimed := notices.claim(reviews.now())):
        ids = [notice.id for notice in claimed]
        try:
            outcome = _settle(claimed)
        except Exception:
            # One that cannot be written must not hold the others.
            log.exception("Mails %s could not be made", ids)
            model.Session.rollback()
            notices.put_off(notices.get(ids))
            outcome = None
        model.Session.commit()
        sent, missed = sent + bool(outcome), missed + 1 if outcome is False else 0
    return sent


def _settle(claimed: Sequence[Notice]) -> bool | None:
    """Send what is claimed; say whether it left, `None` when there was nothing to send."""
    with in_a_request(), _patience():
        if claimed[0].person is None:
            return _send_letter(claimed[0])
        told = [(notice, letter) for notice in claimed if (letter := _compose(notice))]
        true = [notice for notice, _letter in told]
        notices.close([each for each in claimed if each not in true], Outcome.NEEDLESS)
        return _send(told) if told else None


def _compose(notice: Notice) -> Letter | None:
    """Return what a notice says; nothing when it is no longer true or for this person."""
    package = model.Package.get(notice.dataset_id)
    if package is None or package.state == model.State.DELETED:
        return None
    row = reviews.row(package.id, fresh=True)
    if row.state not in KINDS[notice.kind].states or row.round != notice.round:
        return None
    if notice.person not in notices.audience(notice.kind, package):
        return None
    if notice.kind in OF_OBJECTIONS and not objections.waiting(package.id):
        return None
    organization = model.Group.get(package.owner_org)
    return letters.words(
        notice.kind,
        {
            "title": package.title or package.name,
            "organization": (organization and organization.title) or "",
            "url": tk.h.url_for("governance.review", id=package.name, qualified=True),
            **_days(row),
        },
    )


def _days(row: Review) -> dict[str, str]:
    """Return the days that a reminder names, in full."""
    days = {"since": people.day_of(row.changed_at)}
    if row.submitted_at:
        days["sent"] = people.day_of(row.submitted_at)
        days["due"] = deadlines.due(days["sent"])
    return {name: tk.h.governance_day(day.isoformat()) for name, day in days.items()}


def _send(told: Sequence[tuple[Notice, Letter]]) -> bool | None:
    user = model.User.get(told[0][0].person)
    claimed = [notice for notice, _letter in told]
    if user is None or user.state != model.State.ACTIVE or not user.email:
        notices.close(claimed, Outcome.NEEDLESS)
        return None
    letter = told[0][1] if len(told) == 1 else _digest([letter for _notice, letter in told])
    page = tk.h.url_for("user.edit", id=user.name, qualified=True) + "#mails"
    reason = tk._("You receive this because of your role.")
    letter = replace(letter, footer=(letters.Item([reason], page, tk._("Choose your mails")),))
    return _leave(claimed, user.display_name, user.email, letter)


def _digest(told: Sequence[Letter]) -> Letter:
    subject = tk.ungettext("{number} piece of news", "{number} pieces of news", len(told))
    items = [item for letter in told for item in letter.items]
    return letters.Letter(subject.format(number=len(told)), items)


def _send_letter(notice: Notice) -> bool | None:
    template = notice.kind.removeprefix(LETTER)
    words = letters_decision.complete(template, notice.words)
    if words is None:
        notices.close([notice], Outcome.NEEDLESS)
        return None
    letter = letters.words(template, words)
    return _leave([notice], words.get("name", ""), notice.address or "", letter)


def write(template: str, words: Mapping[str, str], address: str, *, key: str) -> bool:
    """Write at once to an address, as text and HTML; tell whether the mail left.

    For what is made when it leaves and kept nowhere, a token; `store.notices.letter` posts the
    rest. Call it from a job, which tries again later.

    Args:
        template: name of `templates/emails/governance/<template>.txt`.
        words: what the template is given; `url` is its link and `name` who it is for.
        address: a checked e-mail address.
        key: names this mail among all: its Message-ID, and what the log says of it.
    """
    with in_a_request(), _patience():
        return _hand_over(key, words.get("name", ""), address, letters.words(template, words))


def _hand_over(key: str, name: str, address: str, letter: Letter) -> bool:
    headers = {
        "Message-ID": f"<{key}@{urlsplit(tk.config['ckan.site_url']).hostname}>",
        "Auto-Submitted": "auto-generated",
    }
    text, html = letter.text(), letter.html()
    return left(
        lambda: mailer.mail_recipient(name, address, letter.subject, text, html, headers), key
    )


def _leave(claimed: Sequence[Notice], name: str, address: str, letter: Letter) -> bool:
    done = _hand_over(claimed[0].id, name, address, letter)
    if done:
        notices.close(claimed, Outcome.SENT)
    else:
        notices.put_off(claimed)
    return done


@contextmanager
def _patience() -> Iterator[None]:
    usual = socket.getdefaulttimeout()
    socket.setdefaulttimeout(PATIENCE)
    try:
        yield
    finally:
        socket.setdefaulttimeout(usual)
