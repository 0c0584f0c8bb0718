"""The page of a dataset says what was advised, who acts next and by when, and to whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain import deadlines
from ckanext.opendata_territoire.governance.store import people

if TYPE_CHECKING:
    from world import World


def _page(world: World, who: str, url: str) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who))
    assert response.status_code == 200, (who, url)
    return BeautifulSoup(response.body, "html.parser")


def _next(world: World, who: str, dataset: dict[str, Any]) -> str:
    (said,) = _page(world, who, f"/dataset/{dataset['name']}").select("[data-next]")
    return " ".join(said.text.split())


@pytest.fixture(autouse=True)
def _mails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tk.config, "smtp.server", "127.0.0.1:1")


@pytest.mark.parametrize(
    ("kind", "word"),
    [("favourable", "Avis favorable"), ("reserved", "Avis réservé")],
)
def test_nobody_publishes_without_the_opinion_before_their_eyes(
    world: World, kind: str, word: str
) -> None:
    """The page says the opinion, whose and when, and leads to the decision, where it is read."""
    dataset = world.with_opinion(f"À décider: {kind}", kind)
    page = _page(world, "controller", f"/dataset/{dataset['name']}")
    assert not page.select("[data-action=publish]")
    assert page.select(f"a[href='/governance/review/{dataset['name']}#form-publish']")
    (opinion,) = page.select("[data-governance] [data-opinion-line]")
    assert word in opinion.text
    assert world.people["dpo"]["fullname"] in opinion.text
    assert str(people.today().year) in opinion.text
    review = _page(world, "controller", f"/governance/review/{dataset['name']}")
    (line,) = review.select("[data-form=publish] [data-opinion-line]")
    assert word in line.text
    assert review.select("[data-form=publish] #form-publish")


def test_the_kind_of_opinion_is_for_its_people(world: World) -> None:
    """The public never reads what the opinion was."""
    dataset = world.published("Public sans avis")
    page = BeautifulSoup(world.app.get(f"/dataset/{dataset['name']}").body, "html.parser")
    assert not page.select("[data-opinion-line], [data-next]")
    assert "favorable" not in page.text


def test_after_the_sending(world: World) -> None:
    """The agent reads that the DPO, by name, gives an opinion by which day, and is told by mail."""
    dataset = world.submitted("Qui agit: envoyé")
    due = deadlines.due(people.today())
    said = _next(world, "agent", dataset)
    assert world.people["dpo"]["fullname"] in said
    assert f"{due.day}" in said
    assert "courriel" in said
    assert "courriel" not in _next(world, "sysadmin", dataset)
    assert "Votre avis est attendu" in _next(world, "dpo", dataset)


def test_without_a_mail_server_no_mail_is_promised(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A portal that sends no mail promises none."""
    monkeypatch.setitem(tk.config, "smtp.server", "")
    dataset = world.submitted("Qui agit: sans courriel")
    assert "courriel" not in _next(world, "agent", dataset)


def test_after_the_return(world: World) -> None:
    """The DPO reads on the queue who acts next; the agent, that it is for them."""
    dataset = world.submitted("Qui agit: renvoyé")
    url = f"/governance/review/{dataset['name']}/return"
    data = {"remarks-0-text": "À revoir"}
    answer = world.app.post(url, data=data, headers=world.headers("dpo"))
    assert answer.status_code == 200
    assert "corrige" in answer.body
    assert "vous de" in _next(world, "agent", dataset)
    assert "corrige" in _next(world, "dpo", dataset)


def test_after_the_opinion(world: World) -> None:
    """A controller decides, and the agent knows that it is for them."""
    dataset = world.with_opinion("Qui agit: avis")
    assert "Un responsable" in _next(world, "agent", dataset)
    assert "vous de" in _next(world, "controller", dataset)
    assert "Un responsable" in _next(world, "dpo", dataset)


def test_after_the_suspension(world: World) -> None:
    """It is restored or withdrawn by a day, two working days later."""
    dataset = world.published("Qui agit: suspendu")
    world.call("dpo", "governance_suspend", id=dataset["id"], text="Une date de naissance")
    day = deadlines.due(people.today(), deadlines.DECISION_DAYS)
    for who, words in (("controller", "vous de"), ("agent", "Un responsable"), ("dpo", "Un")):
        said = _next(world, who, dataset)
        assert words in said
        assert f"{day.day}" in said
