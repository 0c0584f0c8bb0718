"""Mails of the review: who is told what. They say that something waits, never what data says."""

from __future__ import annotations

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.background import in_a_request, left
from ckanext.opendata_territoire.governance.domain.workflow import RULES, Action
from ckanext.opendata_territoire.governance.store import people, reviews


def recipients(action: str, dataset_id: str, actor_id: str) -> list[str]:
    """Return the ids of who is told of a transition: those who act next, and who sent it.

    Whoever acted knows it already.
    """
    package = model.Package.get(dataset_id)
    if package is None:
        return []
    dpos = people.dpo_ids(package.owner_org)
    controllers = people.people_of(package.owner_org, "admin")
    sender = reviews.row(dataset_id).submitted_by
    told = {
        "submit": dpos,
        "take_back": dpos,
        "return": [sender],
        "opinion": [sender, *controllers],
        "publish": [sender, *controllers],
        "withdraw": [sender, *controllers, *dpos],
        "suspend": [sender, *controllers, *dpos],
        "restore": [sender, *controllers, *dpos],
    }[action]
    return sorted({person for person in told if person and person != actor_id})


def send(action: str, dataset_id: str, person: str) -> bool:
    """Write to one person, in the language of the portal; tell whether nothing is left to do.

    A mail that could not leave for hours says nothing of what others have undone meanwhile.
    """
    package, user = model.Package.get(dataset_id), model.User.get(person)
    if package is None or user is None or user.state != "active" or not user.email:
        return True
    review = reviews.review(dataset_id)
    if review.deleted or review.state is not RULES[Action(action)].target:
        return True
    organization = model.Group.get(package.owner_org)
    with in_a_request():
        subject, sentence = _words(action)
        names = {
            "title": package.title or package.name,
            "organization": organization.title if organization else "",
        }
        url = tk.h.url_for("governance.review", id=package.name, qualified=True)
        body = f"{sentence.format(**names)}\n\n{url}\n"
        return left(lambda: tk.mail_user(user, subject.format(**names), body), user.id)


def _words(action: str) -> tuple[str, str]:
    return {
        "submit": (
            tk._("To read: {title}"),
            tk._("{organization} asks for your opinion on “{title}”."),
        ),
        "take_back": (
            tk._("Taken back: {title}"),
            tk._("{organization} has taken “{title}” back: there is nothing to read for now."),
        ),
        "return": (
            tk._("To complete: {title}"),
            tk._("The DPO returns “{title}” with remarks."),
        ),
        "opinion": (
            tk._("Opinion given: {title}"),
            tk._("The DPO has given an opinion on “{title}”. {organization} decides."),
        ),
        "publish": (
            tk._("Published: {title}"),
            tk._("“{title}” is public, by decision of {organization}."),
        ),
        "withdraw": (
            tk._("Withdrawn: {title}"),
            tk._("“{title}” is no longer public."),
        ),
        "suspend": (
            tk._("Suspended: {title}"),
            tk._(
                "“{title}” is suspended: the public no longer sees it. {organization} restores it "
                "or withdraws it within two working days."
            ),
        ),
        "restore": (
            tk._("Public again: {title}"),
            tk._("“{title}” is public again, by decision of {organization}."),
        ),
    }[action]
