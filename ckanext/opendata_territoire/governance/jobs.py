"""What the worker does after a transition. Every job may run twice without harm."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.background import AGAIN, in_a_request, later
from ckanext.opendata_territoire.governance import deciding, dpo_links, indexing, mails, service
from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.store import notices

if TYPE_CHECKING:
    from rq import Retry


def drain_index() -> None:
    """Index all that waits.

    Raises:
        RuntimeError: Solr still does not answer; the worker tries again later.
    """
    _done, waiting = indexing.drain()
    if waiting:
        raise RuntimeError(f"{waiting} datasets still wait for Solr")


def send_mails() -> None:
    """Send the mails that are due. Those that cannot leave wait for `ckan governance notify`."""
    mails.deliver()


def after_move(_action: str, indexed: bool, **_: Any) -> None:
    """Hear of a transition, once it is committed: index what could not be."""
    if not indexed:
        later(drain_index)


def after_opinion(action: str, dataset_id: str, **_: Any) -> None:
    """Hear of an opinion, or that a condition is lifted: perhaps a decision is awaited.

    Of the mayor by mail where it is so chosen, once no condition is left.
    """
    if action in (Action.OPINION.value, Action.LIFT_CONDITION.value):
        deciding.offer(dataset_id)


def after_post(_sender: object = None, **_: Any) -> None:
    """Hear that mails wait, once what they tell is committed."""
    later(send_mails)


def send_dpo_link(link_id: str) -> Retry | None:
    """Write the mail by which an organisation without accounts confirms its DPO."""
    made = dpo_links.issue(link_id)
    if made is None:
        return None
    token, address, words = made
    with in_a_request():
        url = tk.url_for("governance_dpo_link.show", token=token, qualified=True)
    sent = mails.write(dpo_links.PURPOSE, {**words, "url": url}, address, key=link_id)
    return None if sent else AGAIN


def after_link(_sender: object = None, link_id: str = "", **_: Any) -> None:
    """Hear that a link is to be mailed."""
    later(send_dpo_link, link_id)


SUBSCRIPTIONS: dict[Any, list[Any]] = {
    service.moved: [after_move, after_opinion],
    notices.posted: [after_post],
    dpo_links.asked: [after_link],
}
