"""Who acts next on a dataset and by when, in words for whoever reads its page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from .store import notices, people

if TYPE_CHECKING:
    from collections.abc import Callable

_TOLD_NEXT = {
    "in_review": "opinion",
    "returned": "submit",
    "opinion_given": "publish",
    "suspended": "restore",
}
"""The mail that tells what comes next, by state: a key of `domain.notices.KINDS`."""


def sentence(review: dict[str, Any], written: Callable[[str], str]) -> str:
    """Return who acts next and by when; an empty text when nobody has to.

    Args:
        review: as `governance_show` gives it to the people of a dataset.
        written: writes a day of ISO 8601 in full.
    """
    package = model.Package.get(review["id"])
    said = _SAID.get(review["state"])
    if package is None or said is None:
        return ""
    mine, words = said(review, package, written)
    told = not mine and notices.tells(_TOLD_NEXT[review["state"]], package, tk.current_user.id)
    promise = tk._("You will be told by e-mail.")
    return f"{words} {promise}" if told else words


def _opinion(
    review: dict[str, Any], package: model.Package, written: Callable[[str], str]
) -> tuple[bool, str]:
    mine, past = "governance_opinion" in review["allowed"], _past(review["due"])
    if mine:
        words = (
            tk._("Your opinion was awaited by {day}.")
            if past
            else tk._("Your opinion is awaited by {day}.")
        )
    elif past:
        words = tk._("{dpo} gives an opinion; it was awaited by {day}.")
    else:
        words = tk._("{dpo} gives an opinion by {day}.")
    names = people.names(people.dpo_ids(package.owner_org))
    dpo = tk._("The DPO ({names})").format(names=", ".join(names)) if names else tk._("The DPO")
    return mine, words.format(dpo=dpo, day=written(review["due"]))


def _correction(review: dict[str, Any], *_: Any) -> tuple[bool, str]:
    if "governance_submit" in review["allowed"]:
        return True, tk._("It is for you to correct it, then to send it to the DPO again.")
    return False, tk._("An agent of the organization corrects it and sends it to the DPO again.")


def _decision(review: dict[str, Any], *_: Any) -> tuple[bool, str]:
    opinion = next((found for found in review["opinions"] if found["current"]), None)
    if opinion and not all(condition["lifted"] for condition in opinion["conditions"]):
        return _conditions(review)
    if "governance_publish" in review["allowed"]:
        return True, tk._("It is for you to decide, on the day of your choice.")
    return False, tk._("A controller of the organization decides, on the day of their choice.")


def _conditions(review: dict[str, Any]) -> tuple[bool, str]:
    if review["lifting_asked_at"]:
        mine = "governance_keep_conditions" in review["allowed"]
        words = (
            tk._("It is for you to lift your conditions or to keep them.")
            if mine
            else tk._("The DPO lifts the conditions of the opinion or keeps them.")
        )
        return mine, words
    mine = "governance_take_back" in review["allowed"]
    words = (
        tk._("It is for you to meet the conditions of the opinion, then to have them lifted.")
        if mine
        else tk._("The organization meets the conditions of the opinion, then has them lifted.")
    )
    return mine, words


def _restoring(
    review: dict[str, Any], _package: model.Package, written: Callable[[str], str]
) -> tuple[bool, str]:
    mine = "governance_restore" in review["allowed"]
    words = (
        tk._("It is for you to restore it or to withdraw it, by {day}.")
        if mine
        else tk._("A controller of the organization restores it or withdraws it, by {day}.")
    )
    return mine, words.format(day=written(review["decide_by"]))


_SAID: dict[str, Callable[..., tuple[bool, str]]] = {
    "in_review": _opinion,
    "returned": _correction,
    "opinion_given": _decision,
    "suspended": _restoring,
}


def _past(day: str) -> bool:
    return date.fromisoformat(day) < people.today()
