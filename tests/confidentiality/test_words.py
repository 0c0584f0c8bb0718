"""Keywords and formats are those of what one sees."""

from __future__ import annotations

import json
from dataclasses import dataclass
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

OUTSIDE = [None, "reader", "member", "neighbour", "epci", "team"]
PEOPLE = ["agent", "controller", "dpo", "sysadmin"]


@dataclass
class Words:
    """A keyword and a format that only a hidden dataset has, and those of a public one."""

    tag: str
    format: str
    public_tag: str
    public_format: str
    dataset: dict[str, Any]


@pytest.fixture(scope="module")
def _words() -> list[Words]:
    return []


@pytest.fixture
def words(world: World, _words: list[Words]) -> Words:
    """Give a draft and a published dataset, each with its own words, once for the module."""
    if not _words:
        _words.append(_write(world))
    return _words[0]


def _write(world: World) -> Words:
    found: dict[str, str] = {}
    datasets = {}
    for what in ("hidden", "public"):
        found |= {f"{what} tag": "zz" + token_hex(5), f"{what} format": "f" + token_hex(3)}
        dataset = world.draft(f"Jeu {what}", tag_string=found[f"{what} tag"])
        world.upload("agent", dataset["id"], format=found[f"{what} format"])
        datasets[what] = dataset
    key = datasets["public"]["id"]
    world.call("agent", "governance_submit", id=key)
    world.call("dpo", "governance_opinion", id=key, kind="favourable")
    world.call("controller", "governance_publish", id=key)
    return Words(
        found["hidden tag"],
        found["hidden format"],
        found["public tag"],
        found["public format"],
        datasets["hidden"],
    )


def _tags(world: World, who: str | None, half: str) -> dict[str, Any]:
    found = world.call(who, "tag_search", query=half)
    util = world.app.get(
        f"/api/2/util/tag/autocomplete?incomplete={half}&limit=50", headers=world.headers(who)
    )
    return {
        "list": world.call(who, "tag_list"),
        "list of dictionaries": [t["name"] for t in world.call(who, "tag_list", all_fields=True)],
        "query": world.call(who, "tag_list", query=half),
        "search": [tag["name"] for tag in found["results"]],
        "autocomplete": world.call(who, "tag_autocomplete", query=half),
        "util": [item["Name"] for item in json.loads(util.body)["ResultSet"]["Result"]],
    }


def _formats(world: World, who: str | None, half: str) -> dict[str, Any]:
    util = world.app.get(
        f"/api/2/util/resource/format_autocomplete?incomplete={half}&limit=50",
        headers=world.headers(who),
    )
    return {
        "autocomplete": world.call(who, "format_autocomplete", q=half.upper()),
        "util": [item["Format"] for item in json.loads(util.body)["ResultSet"]["Result"]],
    }


@pytest.mark.parametrize("who", OUTSIDE)
def test_words_of_hidden_datasets_are_hidden(world: World, words: Words, who: str | None) -> None:
    """Nobody outside reads them, nor counts them, nor learns that they exist; public ones stay."""
    for surface, tags in _tags(world, who, words.tag[:4]).items():
        assert words.tag not in tags, surface
    for surface, tags in _tags(world, who, words.public_tag[:6]).items():
        assert words.public_tag in tags, surface
    assert world.call(who, "tag_search", query=words.tag) == {"count": 0, "results": []}
    assert world.status(who, "tag_show", id=words.tag) == 404
    missing = world.call(who, "tag_show", 404, id="no-such-tag")
    assert world.call(who, "tag_show", 404, id=words.tag) == missing
    for surface, formats in _formats(world, who, words.format[:3]).items():
        assert words.format not in formats, surface
    for surface, formats in _formats(world, who, words.public_format[:4]).items():
        assert words.public_format in formats, surface


@pytest.mark.parametrize("who", PEOPLE)
def test_people_of_a_dataset_see_its_words(world: World, words: Words, who: str) -> None:
    """Whoever may read a draft completes with its words."""
    for surface, tags in _tags(world, who, words.tag[:6]).items():
        assert words.tag in tags, surface
    assert world.call(who, "tag_show", id=words.tag)["name"] == words.tag
    if who != "sysadmin":
        for surface, formats in _formats(world, who, words.format[:4]).items():
            assert words.format in formats, surface


def test_a_keyword_shows_only_the_datasets_that_one_sees(world: World, words: Words) -> None:
    """A public keyword that a draft shares does not name the draft."""
    both = f"{words.tag}, {words.public_tag}"
    world.call("agent", "package_patch", id=words.dataset["id"], tag_string=both)
    (public,) = world.call(None, "tag_show", id=words.public_tag, include_datasets=True)["packages"]
    assert public["id"] != words.dataset["id"]


def test_pages_are_cut_after_hiding(world: World, words: Words) -> None:
    """Hidden keywords leave no hole in a page, and a hostile page is refused in words."""
    assert words.public_tag in world.call(None, "tag_autocomplete", query="zz", limit=100)
    assert len(world.call(None, "tag_search", query="zz", limit=1)["results"]) == 1
    assert world.call(None, "tag_search", query="zz", limit=1, offset=1000)["results"] == []
    for limit in ("-1", "many", [1, 2]):
        assert world.status(None, "tag_search", query="zz", limit=limit) == 409
        assert world.status(None, "format_autocomplete", q="c", limit=limit) == 409


def test_a_withdrawn_dataset_takes_its_words_away(world: World) -> None:
    """What was public is not, at once."""
    tag = "zz" + token_hex(5)
    dataset = world.full_draft("Jeu retiré", tag_string=tag)
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    assert tag in world.call(None, "tag_list")
    world.call("controller", "governance_withdraw", id=dataset["id"], text="Erreur")
    assert tag not in world.call(None, "tag_list")
    assert world.status(None, "tag_show", id=tag) == 404
