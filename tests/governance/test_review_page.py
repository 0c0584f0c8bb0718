"""The review page: all that a DPO needs to judge stands beside the form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from world import World

SECOND = b"code_insee;montant;date;ouvert\n34001;12,5;2026-11-24;oui\n34002;8,1;2026-11-25;non\n"


def test_the_dpo_reads_everything_beside_the_form(world: World) -> None:
    """Rows of each file, what columns hold, record, keywords, origin, who wrote, what was said."""
    dataset = world.full_draft("Tout sous les yeux", provenance="Relevé par le service.")
    world.upload("agent", dataset["id"], SECOND, "montants.csv")
    world.call("agent", "governance_submit", id=dataset["id"], text="Pour information")
    world.call("dpo", "governance_return", id=dataset["id"], text="Retirez la colonne")
    world.call("agent", "governance_submit", id=dataset["id"], text="Elle est utile")
    url = f"/governance/review/{dataset['name']}"
    page = BeautifulSoup(world.app.get(url, headers=world.headers("dpo")).body, "html.parser")
    files = page.select("[data-file]")
    assert len(files) == 2
    assert "Ecole Jean Moulin" in files[0].select("[data-preview]")[0].text
    heads = [head.text for head in files[1].select("[data-preview] thead th small")]
    assert heads == ["code", "nombre décimal", "date", "oui ou non"]
    text = page.select("#content")[0].text
    for words in (
        "Schools of the commune",
        "ecole",
        "Relevé par le service.",
        "Retirez la colonne",
    ):
        assert words in text, words
    history = page.select("[data-history]")[0].text
    assert world.people["agent"]["fullname"] in history
    assert history.count("Envoyé au DPO") == 2
    assert page.select(".ot-meta [data-due]")
    assert page.select("[data-form=opinion]")
    assert len(page.select("h1")) == 1
    shown = world.call("dpo", "governance_show", id=dataset["id"])
    assert shown["due"] == page.select("[data-due]")[0]["data-due"]
    assert "contributors" not in world.call(None, "governance_show", id=world.published()["id"])


def test_opinions_have_an_icon_and_a_word(world: World) -> None:
    """Each kind is told by a word and an icon; one that no longer counts says so, untinted."""
    marks = {"favourable": "Avis favorable", "reserved": "Avis réservé"}
    for kind, words in marks.items():
        dataset = world.with_opinion(f"Signes {kind}", kind=kind)
        url = f"/governance/review/{dataset['name']}"
        page = BeautifulSoup(world.app.get(url, headers=world.headers("agent")).body, "html.parser")
        (badge,) = page.select("[data-said] p:first-child > .badge")
        assert words in badge.text
        assert badge.select("svg use")
        assert len(badge["class"]) == 2
        world.call("agent", "governance_take_back", id=dataset["id"])
        page = BeautifulSoup(world.app.get(url, headers=world.headers("agent")).body, "html.parser")
        badges = page.select("[data-said] p:first-child > .badge")
        assert [badge["class"] for badge in badges] == [["badge"], ["badge"]]
        assert not page.select("[data-due]")


def test_the_dataset_page_says_when_an_opinion_is_awaited(world: World) -> None:
    """Its people read the day; nobody else, and never once it is published."""
    dataset = world.submitted("Attendu quand")
    url = f"/dataset/{dataset['name']}"
    page = BeautifulSoup(world.app.get(url, headers=world.headers("agent")).body, "html.parser")
    assert page.select("[data-governance] [data-due]")
    public = world.published("Public sans date attendue")
    page = world.app.get(f"/dataset/{public['name']}", headers=world.headers("agent"))
    assert "data-due" not in page.body
