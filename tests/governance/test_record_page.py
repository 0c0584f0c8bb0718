"""The edit page of a dataset: one button saves and goes on, and the DPO's words stand on top."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from record_form import typed_in
from world import PASSWORD

import ckan.plugins.toolkit as tk
from ckan.tests import factories

if TYPE_CHECKING:
    from world import World


def _page(world: World, who: str | None, url: str, status: int = 200) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who), follow_redirects=False)
    assert response.status_code == status, (who, url, response.status_code)
    return BeautifulSoup(response.body, "html.parser")


def _save(world: World, dataset: dict[str, Any], who: str = "agent", **typed: Any) -> Any:
    """Send the record as a browser does: what the page holds, and what somebody typed."""
    url = f"/dataset/edit/{dataset['name']}"
    data = typed_in(_page(world, "agent", url)) | typed
    return world.app.post(url, data=data, headers=world.headers(who), follow_redirects=False)


def _show(world: World, dataset: dict[str, Any]) -> Any:
    return world.call("agent", "package_show", id=dataset["id"])


def _state(world: World, dataset: dict[str, Any]) -> str:
    return world.call("agent", "governance_show", id=dataset["id"])["state"]


def test_sending_saves_first(world: World) -> None:
    """« Déclarer et envoyer au DPO » saves what was typed, then leads to the declaration."""
    dataset = world.full_draft("Envoi en un geste")
    page = _page(world, "agent", f"/dataset/edit/{dataset['name']}")
    (button,) = page.select("button[name=then][value=submit]")
    assert button["form"] == page.select("form[data-record]")[0]["id"]
    answer = _save(world, dataset, title="Titre tapé à l’instant", then="submit")
    assert answer.status_code == 302
    review = f"/governance/review/{dataset['name']}"
    assert answer.headers["Location"].endswith(f"{review}#send")
    assert _show(world, dataset)["title"] == "Titre tapé à l’instant"
    assert _page(world, "agent", review).select("#send ~ form[data-form=submit]")
    assert _state(world, dataset) == "draft"


def test_what_lacks_is_listed_after_saving(world: World) -> None:
    """Sent incomplete, the record is saved and not sent; each lack leads to its field."""
    dataset = world.draft("Envoi incomplet", notes="")
    answer = _save(world, dataset, title="Saisi quand même", then="submit")
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    links = [str(a["href"]) for a in page.select("[data-errors] a")]
    assert links == ["#field-notes", "#field-resources"]
    assert all(page.find(id=link[1:]) for link in links)
    assert [str(a["href"]).partition("#")[2] for a in page.select("[data-lacking] a")][:1] == [
        "field-notes"
    ]
    assert page.select("#field-title[value='Saisi quand même']")
    assert _show(world, dataset)["title"] == "Saisi quand même"
    assert _state(world, dataset) == "draft"


def test_nothing_goes_on_when_saving_fails(world: World) -> None:
    """A fault keeps the person on the page, with all that was typed; nothing is sent nor saved."""
    dataset = world.full_draft("Faute avant l’envoi")
    for then in ("submit", "add-file"):
        answer = _save(world, dataset, url="javascript:x", notes="Long texte", then=then)
        assert answer.status_code == 422
        page = BeautifulSoup(answer.body, "html.parser")
        assert page.select("#error-url")
        assert page.select("#field-notes")[0].text == "Long texte"
        assert _show(world, dataset)["notes"] == dataset["notes"]
    assert _state(world, dataset) == "draft"


def test_a_colleague_sent_it_meanwhile(world: World) -> None:
    """What is typed while a colleague sends the dataset is refused, and still in the page."""
    dataset = world.full_draft("Deux à la fois")
    url = f"/dataset/edit/{dataset['name']}"
    data = typed_in(_page(world, "agent", url)) | {"notes": "Tapé trop tard"}
    world.call("controller", "governance_submit", id=dataset["id"])
    answer = world.app.post(url, data=data, headers=world.headers("agent"))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.select("[data-errors]")
    assert page.select("#field-notes")[0].text == "Tapé trop tard"


def test_who_may_edit_and_not_send(world: World) -> None:
    """A sysadmin of no organisation saves a record and does not send it in the agents' place."""
    world.people["operator"] = factories.SysadminWithToken()
    dataset = world.full_draft("Administratrice")
    page = _page(world, "operator", f"/dataset/edit/{dataset['name']}")
    assert not page.select("[value=submit]")
    assert _save(world, dataset, "operator", then="submit").status_code == 403
    assert _state(world, dataset) == "draft"


def test_the_remarks_of_the_dpo_stand_on_top(world: World) -> None:
    """A returned dataset shows who returned it, when and why, above the form."""
    dataset = world.submitted("Renvoyé avec remarques")
    edit = f"/dataset/edit/{dataset['name']}"
    assert not _page(world, "agent", edit).select("[data-last-word]")
    world.call("dpo", "governance_return", id=dataset["id"], text="Retirez <la> colonne 3")
    page = _page(world, "agent", edit)
    (word,) = page.select("[data-last-word]")
    assert word.find_next("form", attrs={"data-record": True})
    assert "Retirez <la> colonne 3" in word.text
    assert world.people["dpo"]["display_name"] in word.text
    assert page.select(".ot-stepper[data-state=returned]")


def test_a_former_opinion_stands_on_top(world: World) -> None:
    """Taken back after an opinion, the dataset shows it to whoever corrects."""
    dataset = world.with_opinion("Avis réservé", kind="reserved")
    world.call("agent", "governance_take_back", id=dataset["id"])
    (word,) = _page(world, "agent", f"/dataset/edit/{dataset['name']}").select("[data-last-word]")
    assert "Remove the third column" in word.text


def test_a_draft_is_deleted_from_its_page(world: World) -> None:
    """The edit page leads to a question that names the dataset; then the drafts are listed."""
    dataset = world.full_draft("À jeter")
    (link,) = _page(world, "agent", f"/dataset/edit/{dataset['name']}").select("[data-delete]")
    url = str(link["href"])
    page = _page(world, "agent", url)
    assert "À jeter" in page.select("form[data-deletion]")[0].text
    answer = world.app.post(url, headers=world.headers("agent"), follow_redirects=False)
    assert answer.headers["Location"].endswith("/dataset/drafts")
    assert world.call("sysadmin", "package_show", id=dataset["id"])["state"] == "deleted"


def test_only_drafts_are_deleted(world: World) -> None:
    """In review or published, a dataset offers no deletion, says why, and stays."""
    for dataset in (world.submitted("Gardé en revue"), world.published("Gardé publié")):
        url = f"/dataset/delete/{dataset['name']}"
        page = _page(world, "agent", url)
        assert page.select("[data-kept]")
        assert not page.select("form[data-deletion]")
        answer = world.app.post(url, headers=world.headers("agent"), follow_redirects=False)
        assert answer.headers["Location"].endswith(f"/dataset/{dataset['name']}")
        assert _show(world, dataset)["state"] != "deleted"


@pytest.mark.parametrize("who", [None, "reader", "member", "neighbour", "epci", "dpo"])
def test_who_deletes_nothing(world: World, who: str | None) -> None:
    """Others neither reach the question nor delete: the DPO may read and is refused."""
    dataset = world.full_draft(f"Pas à {who}")
    url = f"/dataset/delete/{dataset['name']}"
    status = {None: 302, "dpo": 403}.get(who, 404)
    for method in (world.app.get, world.app.post):
        answer = method(url, headers=world.headers(who), follow_redirects=False)
        assert answer.status_code == status
    assert _show(world, dataset)["state"] == "draft"


def test_the_list_of_drafts_deletes_and_deposits_for_those_who_may(world: World) -> None:
    """Agents find « Supprimer » on drafts only, and « Déposer »; the DPO finds neither."""
    draft, sent = world.draft("Supprimable"), world.submitted("Pas supprimable")
    url = f"/dataset/drafts?organization={world.organization['name']}"
    links = [str(a["href"]) for a in _every_page(world, "agent", url).select("[data-delete]")]
    assert f"/dataset/delete/{draft['name']}" in links
    assert f"/dataset/delete/{sent['name']}" not in links
    for who, deposits in (("agent", True), ("dpo", False)):
        page = _every_page(world, who, url)
        assert bool(page.select("main a[href^='/dataset/new']")) is deposits
        assert bool(page.select(".ot-worknav a[href='/dataset/new']")) is deposits
    assert not _every_page(world, "dpo", url).select("[data-delete]")
    assert not _page(world, "reader", "/").select(".ot-worknav a[href='/dataset/new']")


def _every_page(world: World, who: str, url: str) -> BeautifulSoup:
    pages = [world.app.get(f"{url}&page={n}", headers=world.headers(who)).body for n in (1, 2, 3)]
    return BeautifulSoup("".join(pages), "html.parser")


def test_a_record_sent_after_the_session_ended_is_kept(world: World) -> None:
    """Somebody no longer signed in finds all they typed in a page, to be sent after logging in."""
    dataset = world.full_draft("Session finie")
    url = f"/dataset/edit/{dataset['name']}"
    data = typed_in(_page(world, "agent", url))
    data |= {"notes": "Deux lignes\nde « texte » <b>", "then": "submit", "owner_org": "vole"}
    for name in (url, "/dataset/edit/rien-de-tel"):
        answer = world.app.post(name, data=data, follow_redirects=False)
        assert answer.status_code == 422
        page = BeautifulSoup(answer.body, "html.parser")
        assert page.select("[data-signed-out] a[href^='/user/login']")
        (form,) = page.select("[data-signed-out] form")
        kept = {str(i["name"]): str(i["value"]) for i in form.select("input")}
        assert kept["notes"] == data["notes"]
        assert kept["then"] == "submit"
        assert kept["contact-0-email"] == "mairie@example.org"
        assert "owner_org" not in kept
    again = world.app.post(url, data=kept, headers=world.headers("agent"), follow_redirects=False)
    assert again.status_code == 302
    assert _show(world, dataset)["notes"] == data["notes"]


def test_a_record_with_an_old_token_is_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A form older than the session is not saved, and comes back whole with a token that holds."""
    dataset = world.full_draft("Jeton ancien")
    url = f"/dataset/edit/{dataset['name']}"
    login = {"login": world.people["agent"]["name"], "password": PASSWORD}
    assert world.app.post("/user/login", data=login).status_code == 200
    data = typed_in(BeautifulSoup(world.app.get(url).body, "html.parser"))
    for settings in (tk.config, world.app.flask_app.config):
        monkeypatch.setitem(settings, "WTF_CSRF_ENABLED", True)
    typed = {**data, "notes": "Tapé avec un jeton ancien", "_csrf_token": "ancien"}
    answer = world.app.post(url, data=typed, follow_redirects=False)
    assert answer.status_code == 400
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.select("#field-notes")[0].text == "Tapé avec un jeton ancien"
    assert page.select("[data-errors]")
    token = page.select("form[data-record] input[name=_csrf_token]")[0]["value"]
    saved = world.app.post(url, data={**typed, "_csrf_token": token}, follow_redirects=False)
    assert saved.status_code == 302
    world.app.client = world.app.test_client()
    assert _show(world, dataset)["notes"] == "Tapé avec un jeton ancien"
