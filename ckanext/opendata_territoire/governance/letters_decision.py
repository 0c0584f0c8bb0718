"""Words of the letters to a mayor, made when they leave.

The token of a link and the code exist in the mail alone: neither waits in the database nor in a
queue. A letter tried again carries another one, and the one before is void.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import ckan.plugins.toolkit as tk
from ckan import model

from . import deciding
from .domain.link import CODE_LASTS
from .store import deciders, links, people

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from .model import Link

Words = dict[str, str]


def _link_words(link: Link) -> Words:
    token = links.issue(link)
    return {
        "url": tk.url_for("governance_decision.read", token=token, _external=True),
        "day": tk.h.governance_day(people.day_of(link.expires_at).isoformat()),
    }


def _code_words(link: Link) -> Words:
    minutes = int(CODE_LASTS.total_seconds() // 60)
    return {"code": links.issue_code(link), "minutes": str(minutes)}


_MADE: Mapping[str, Callable[[Link], Words]] = {
    deciding.LINK_LETTER: _link_words,
    deciding.CODE_LETTER: _code_words,
}


def complete(template: str, given: Mapping[str, str]) -> Words | None:
    """Return the words of a letter, with those made now; nothing when it has become needless."""
    if template not in _MADE:
        return {**given}
    link = links.get(given["link"], lock=True)
    package = model.Package.get(link.subject) if link else None
    mayor = deciders.mayor(link.organization_id) if link else None
    if link is None or package is None or mayor is None or deciding.fault_of(link):
        return None
    organization = model.Group.get(link.organization_id)
    return {
        "name": mayor.name,
        "title": str(package.title or package.name),
        "organization": str(organization.title) if organization else "",
        **_MADE[template](link),
    }
