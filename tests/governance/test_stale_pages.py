"""Pages opened before somebody else acted: nothing typed is lost, nothing deleted is acted on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from world import World

ACTIONS = ("submit", "take_back", "return", "opinion", "publish", "withdraw")


def _page(world: World, who: str | None, url: str, status: int = 200) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who), follow_redirects=False)
    assert response.status_code == status, (who, url, response.status_code)
    return BeautifulSoup(response.body, "html.parser")


def _post(world: World, who: str, url: str, **data: Any) -> Any:
    headers = world.headers(who)
    return world.app.post(url, data=data, headers=headers, follow_redirects=False)


def _version(world: World, who: str, name: str, action: str) -> str:
    page = _page(world, who, f"/governance/review/{name}")
    (button,) = page.select(f"form[action$='/{action}'], [formaction$='/{action}']")
    (field,) = (button.find_parent("form") or button).select("input[name=version]")
    return str(field["value"])


def _kept(answer: Any) -> Any:
    assert answer.status_code == 422, answer.status_code
    page = BeautifulSoup(answer.body, "html.parser")
    (panel,) = page.select("[data-kept]")
    (text,) = panel.select("textarea[readonly]")
    assert page.select(f"label[for={text['id']}]")
    return panel, text.text, page


@pytest.mark.parametrize("action", ["opinion", "return"])
def test_what_a_dpo_typed_outlives_a_dataset_taken_back(world: World, action: str) -> None:
    """The form is gone, the text is there to be copied, with who took the dataset back."""
    dataset = world.submitted(f"Repris pendant ce temps {action}")
    version = _version(world, "dpo", dataset["name"], action)
    world.call("agent", "governance_take_back", id=dataset["id"])
    box = "text" if action == "opinion" else "remarks-0-text"
    typed = {box: "Une longue <b>analyse</b>", "version": version}
    typed |= {"kind": "reserved"} if action == "opinion" else {}
    url = f"/governance/review/{dataset['name']}/{action}"
    panel, text, page = _kept(_post(world, "dpo", url, **typed))
    assert text == "Une longue <b>analyse</b>"
    assert ("Avis réservé" in panel.text) is (action == "opinion")
    assert not page.select(f"[data-form={action}]")
    (meanwhile,) = page.select("[data-meanwhile] li")
    assert world.people["agent"]["fullname"] in meanwhile.text
    assert "Repris" in meanwhile.text


def test_a_form_still_offered_keeps_its_text_and_says_what_happened(world: World) -> None:
    """Taken back and sent again: the text stays in the form, and both acts are told."""
    dataset = world.submitted("Repris et renvoyé pendant ce temps")
    version = _version(world, "dpo", dataset["name"], "return")
    world.call("agent", "governance_take_back", id=dataset["id"])
    world.call("agent", "governance_submit", id=dataset["id"])
    url = f"/governance/review/{dataset['name']}/return"
    answer = _post(world, "dpo", url, **{"remarks-0-text": "Mes remarques"}, version=version)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    assert not page.select("[data-kept]")
    text = page.select("[data-row] textarea")[0]
    assert text.text == "Mes remarques"
    assert len(page.select("[data-meanwhile] li")) == 2


def test_what_a_controller_typed_outlives_a_decision_of_somebody_else(world: World) -> None:
    """A reason written against an opinion is not lost when the agent takes the dataset back."""
    dataset = world.with_opinion("Motif du responsable", kind="unfavourable")
    version = _version(world, "controller", dataset["name"], "publish")
    world.call("agent", "governance_take_back", id=dataset["id"])
    url = f"/governance/review/{dataset['name']}/publish"
    answer = _post(world, "controller", url, text="Nous publions car", version=version)
    _panel, text, page = _kept(answer)
    assert text == "Nous publions car"
    assert page.select("[data-meanwhile] li")


def test_what_was_typed_outlives_the_role(world: World) -> None:
    """Somebody who may still read the page, and no longer act, gets their text back with a 403."""
    dataset = world.submitted("Sans le rôle")
    url = f"/governance/review/{dataset['name']}/opinion"
    answer = _post(world, "agent", url, kind="reserved", text="Un avis qui n’est pas le mien")
    assert answer.status_code == 403
    (text,) = BeautifulSoup(answer.body, "html.parser").select("[data-kept] textarea")
    assert text.text == "Un avis qui n’est pas le mien"


def test_signing_in_again_leads_back_to_the_review(world: World) -> None:
    """A button pressed too late leads to a page that exists, not to the address of an action."""
    dataset = world.submitted("Session expirée")
    url = f"/governance/review/{dataset['name']}"
    answer = world.app.post(f"{url}/opinion", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(f"next=/governance/review/{dataset['name']}")


def test_the_page_of_a_deleted_dataset_says_so(world: World) -> None:
    """Its agent reads that it is deleted, with neither stepper nor next step; others get a 404."""
    dataset = world.draft("Supprimé plus tard")
    world.call("agent", "package_delete", id=dataset["id"])
    for url in (f"/dataset/{dataset['name']}", f"/governance/review/{dataset['name']}"):
        page = _page(world, "agent", url)
        assert page.select("[data-deleted]"), url
        assert "Supprimé" in page.select("[data-deleted]")[0].text
        for selector in (".ot-stepper", "[data-action]", "[data-missing]", "[data-next-steps]"):
            assert not page.select(selector), (url, selector)
        assert not page.select(f"[href='/dataset/edit/{dataset['name']}']")
        for who in ("reader", "member", "neighbour", "team"):
            _page(world, who, url, 404)


def test_no_action_of_governance_takes_a_deleted_dataset(world: World) -> None:
    """The API and the pages answer that it is deleted; nothing may be done next."""
    dataset = world.full_draft("Supprimé puis envoyé")
    world.call("agent", "package_delete", id=dataset["id"])
    shown = world.call("agent", "governance_show", id=dataset["id"])
    assert shown["deleted"] is True
    assert shown["allowed"] == []
    assert shown["editable"] is False
    error = world.call("agent", "governance_submit", 409, id=dataset["id"])
    assert error["state"] == ["Ce jeu de données est supprimé"]
    answer = _post(world, "agent", f"/governance/review/{dataset['name']}/submit", text="Bonjour")
    _panel, text, page = _kept(answer)
    assert text == "Bonjour"
    assert "Ce jeu de données est supprimé" in page.select("[data-errors]")[0].text
    for action in ACTIONS:
        assert world.status("reader", f"governance_{action}", id=dataset["id"]) == 404
    resource = dataset["resources"][0]["id"]
    url = f"/dataset/{dataset['name']}/resource/{resource}/edit"
    assert _page(world, "agent", url).select("[data-deleted]")
