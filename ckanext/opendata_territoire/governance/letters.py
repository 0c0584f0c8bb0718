"""How a mail reads: one template of words, and from it the same in text and in HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import current_app

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from jinja2 import Environment

_FOLDER = "emails/governance"


@dataclass(frozen=True)
class Item:
    """One thing that a mail tells: sentences, and the page where it is done or read."""

    said: Sequence[str]
    url: str = ""
    button: str = ""


@dataclass(frozen=True)
class Letter:
    """What a mail says, before it has a form."""

    subject: str
    items: Sequence[Item]
    footer: Sequence[Item] = field(default_factory=tuple)

    def text(self) -> str:
        """Return the mail as plain text."""
        return str(tk.render(f"{_FOLDER}/layout.txt", self._variables())).strip() + "\n"

    def html(self) -> str:
        """Return the mail as a page that needs nothing from elsewhere."""
        return str(tk.render(f"{_FOLDER}/layout.html", self._variables()))

    def _variables(self) -> dict[str, Any]:
        return {
            "letter": self,
            "portal": tk.config["ckan.site_title"],
            "lang": tk.config["ckan.locale_default"],  # a worker has no request to tell it
        }


@cache
def _plain(environment: Environment) -> Environment:
    """Return the portal's templates without escapes: the layout escapes, once."""
    return environment.overlay(autoescape=False)


def words(template: str, given: Mapping[str, str]) -> Letter:
    """Return what a template of words says.

    Args:
        template: name of `templates/emails/governance/<template>.txt`, which sets `subject`, `said`
            (sentences) and, when there is a `url` among the given words, `button`.
        given: words of the template. Each is brought to one line: a title can bring no header.
    """
    flat = {name: " ".join(str(value).split()) for name, value in given.items()}
    found = _plain(current_app.jinja_env).get_template(f"{_FOLDER}/{template}.txt")
    module: Any = found.make_module({"words": flat})
    item = Item(module.said, flat.get("url", ""), getattr(module, "button", ""))
    return Letter(module.subject, [item])
