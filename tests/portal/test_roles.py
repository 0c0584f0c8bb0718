"""One word for one role, and a refusal that says whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from world import World

WORDS = {"controller": "Responsable", "agent": "Agent", "member": "Lecteur"}


def _rows(world: World, url: str) -> dict[str, str]:
    answer = world.app.get(url, headers=world.headers("controller"))
    assert answer.status_code == 200
    rows = BeautifulSoup(answer.body, "html.parser").select("#content tbody tr")
    texts = [row.text for row in rows]
    return {
        who: next(text for text in texts if world.people[who]["fullname"] in text) for who in WORDS
    }


def test_a_role_has_the_same_name_on_every_page(world: World) -> None:
    """Members, accounts and one's own organisations: the words of the portal, not CKAN's."""
    name = world.organization["name"]
    for url in (f"/organization/members/{name}", f"/organization/{name}/accounts"):
        for who, text in _rows(world, url).items():
            role = text.replace(world.people[who]["fullname"], "")
            assert WORDS[who] in role, (url, who)
            for word in ("Admin", "Editor", "Éditeur", "Membre", "Member"):
                assert word not in role, (url, who, word)
    for who, word in WORDS.items():
        answer = world.app.get("/dashboard/organizations", headers=world.headers(who))
        assert word in BeautifulSoup(answer.body, "html.parser").select("#content")[0].text


def test_a_refusal_says_what_is_missing_and_whom_to_ask(world: World) -> None:
    """Somebody signed in reads why, under which account, and who can help: not to sign in."""
    answer = world.app.get("/governance/queue", headers=world.headers("reader"))
    assert answer.status_code == 403
    text = BeautifulSoup(answer.body, "html.parser").select("#content")[0].text
    assert "Seuls les DPO ont une file" in text
    assert world.people["reader"]["fullname"] in text
    assert "responsable de votre organisation" in text
    assert "Connectez-vous" not in text


def test_a_hidden_dataset_is_no_refusal(world: World) -> None:
    """Who may not see it reads the page of what does not exist, word for word."""
    hidden = world.draft("Caché aux autres")["name"]
    pages = []
    for name in (hidden, "x" * len(hidden)):
        answer = world.app.get(f"/dataset/{name}", headers=world.headers("reader"))
        assert answer.status_code == 404
        pages.append(BeautifulSoup(answer.body, "html.parser").select("#content")[0].text)
    assert pages[0] == pages[1]
