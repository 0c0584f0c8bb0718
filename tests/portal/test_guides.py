"""The guides are read on the portal, as they are in `docs/`."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    import world as fictional

GUIDES = ("agent", "dpo", "maire")
DOCS = Path(__file__).parents[2] / "docs"
MARKS = re.compile(r"[*`|#>\[\]_]|\(#[^)]*\)|^\s*(-{2,}|\d+\.|-)\s?", re.MULTILINE)


def words(text: str) -> list[str]:
    """Return the words of a text, whatever marks it up."""
    return re.findall(r"\w+", MARKS.sub(" ", text))


@pytest.mark.parametrize("name", GUIDES)
def test_a_guide_is_whole(world: fictional.World, name: str) -> None:
    """Every word of the guide is on its page, in order, with its tables as tables."""
    source = (DOCS / f"{name}.md").read_text()
    page = BeautifulSoup(world.app.get(f"/aide/{name}").body, "html.parser")
    guide = page.select_one(".ot-prose")
    assert guide
    assert words(guide.get_text(" ")) == words(source)
    assert len(guide.find_all("table")) == len(re.findall(r"^\|---", source, re.MULTILINE))
    assert [h.name for h in page.select("#content h1")] == ["h1"]


def test_programs_of_a_guide_are_copied_as_they_are(world: fictional.World) -> None:
    """No space of a program is made unbreakable, no comment of it a title."""
    source = (DOCS / "agent.md").read_text()
    page = BeautifulSoup(world.app.get("/aide/agent").body, "html.parser")
    programs = [block.get_text() for block in page.select(".ot-prose pre code")]
    assert programs == source.split("```\n")[1::2]
    assert programs


def test_links_of_a_guide_lead_somewhere(world: fictional.World) -> None:
    """No link of a guide is one of the sources only."""
    for name in GUIDES:
        page = BeautifulSoup(world.app.get(f"/aide/{name}").body, "html.parser")
        for link in page.select(".ot-prose a[href]"):
            assert world.app.get(f"/aide/{link['href']}").status_code == 200, link


@pytest.mark.parametrize(
    ("who", "path", "guide"),
    [
        (None, "/", "/aide/"),
        ("agent", "/", "/aide/"),
        ("agent", "/dataset/new", "/aide/agent"),
        ("dpo", "/governance/queue", "/aide/dpo"),
        (None, "/aide/", "/aide/agent"),
        (None, "/aide/", "/aide/dpo"),
        (None, "/aide/", "/aide/maire"),
    ],
)
def test_guides_are_found_where_they_serve(
    world: fictional.World, who: str | None, path: str, guide: str
) -> None:
    """The work bar, the footer, the deposit and the queue lead to the guides."""
    page = BeautifulSoup(world.app.get(path, headers=world.headers(who)).body, "html.parser")
    assert page.select_one(f'a[href="{guide}"]')


def test_there_is_no_other_guide(world: fictional.World) -> None:
    """The page serves the guides, not files by name."""
    for name in ("administrateur", "../../plugin", "agent.md"):
        assert world.app.get(f"/aide/{name}").status_code == 404
