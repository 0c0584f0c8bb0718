"""Pages of the guides. Their only source is the Markdown of `docs/`, which the wheel carries."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from flask import Blueprint
from markdown import markdown
from markupsafe import Markup

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.domain.typography import unbroken

guides = Blueprint("guides", __name__, url_prefix="/aide")

TEXTS = Path(__file__).parent / "texts"
GUIDES = ("agent", "dpo", "maire")
FENCE = "```"
# A wide table scrolls by itself, by keyboard too; its name is French as all of the guide.
SCROLLED = (
    '<div class="ot-scroll" tabindex="0" role="region" aria-label="Tableau"><table class="table">'
)


@guides.get("/")
def index() -> str:
    """List the guides."""
    return tk.render("guides/index.html", {"guides": {name: title(name) for name in GUIDES}})


@guides.get(f"/<any({', '.join(GUIDES)}):name>")
def show(name: str) -> str:
    """Show a guide."""
    return tk.render("guides/show.html", {"title": title(name), "text": text(name)})


@cache
def title(name: str) -> str:
    """Return the title of a guide: its first line."""
    return _source(name).partition("\n")[0].removeprefix("# ")


@cache
def text(name: str) -> Markup:
    """Return a guide as HTML, without its title. Our own words: CKAN's filter has no tables."""
    body = _source(name).partition("\n")[2]
    html = markdown(_set(body), extensions=["fenced_code", "tables", "toc"])
    html = html.replace("<table>", SCROLLED).replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704 - the guide is part of the sources


def _set(body: str) -> str:
    """Set a guide as French is printed, but not its programs, which are copied as they are."""
    parts = body.split(FENCE)
    return FENCE.join(part if n % 2 else unbroken(part) for n, part in enumerate(parts))


def _source(name: str) -> str:
    return (TEXTS / f"{name}.md").read_text(encoding="utf-8")
