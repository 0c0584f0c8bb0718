"""Remarks on the pages: written by the DPO, read by the agent at their places, answered, read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from checklist_answers import fields
from record_form import typed_in

if TYPE_CHECKING:
    from world import World

OUTSIDERS = [None, "reader", "member", "neighbour", "epci", "team"]


def _page(world: World, who: str | None, url: str, status: int = 200) -> BeautifulSoup:
    response = world.app.get(url, headers=world.headers(who), follow_redirects=False)
    assert response.status_code == status, (who, url, response.status_code)
    return BeautifulSoup(response.body, "html.parser")


def _post(world: World, who: str, url: str, **data: Any) -> Any:
    headers = world.headers(who)
    return world.app.post(url, data=data, headers=headers, follow_redirects=False)


def _returned(world: World, title: str) -> dict[str, Any]:
    """Return a dataset by the page, with the places that it offers."""
    dataset = world.full_draft(title, provenance="Relevé par le service.")
    world.call("agent", "governance_submit", id=dataset["id"])
    review = f"/governance/review/{dataset['name']}"
    page = _page(world, "dpo", review)
    offered = {str(option["value"]): option.text for option in page.select("[data-row] option")}
    (file,) = dataset["resources"]
    assert offered["field:notes"] == "Description"
    assert offered[f"column:{file['id']}:adresse"] == "adresse"
    assert "field:state" not in offered
    rows = {
        "remarks-0-text": "L’ensemble est clair",
        "remarks-1-target": "field:provenance",
        "remarks-1-text": "Quel <b>service</b> ?",
        "remarks-2-target": f"file:{file['id']}",
        "remarks-2-text": "Fichier à dater",
        "remarks-3-target": f"column:{file['id']}:adresse",
        "remarks-3-text": "Adresse de particulier ?",
    }
    (version,) = page.select("#review-form input[name=version]")
    answer = _post(world, "dpo", f"{review}/return", version=version["value"], **rows)
    assert answer.status_code == 302, answer.body
    return dataset


def test_the_agent_reads_each_remark_at_its_place(world: World) -> None:
    """Beside the field, whose group opens; beside the file; on the page of the file, the column."""
    dataset = _returned(world, "Lues à leur place")
    (file,) = dataset["resources"]
    page = _page(world, "agent", f"/dataset/edit/{dataset['name']}")
    (noted,) = page.select("#record-form [data-notice]")
    assert "Quel <b>service</b> ?" in noted.text
    assert page.select("[data-field=provenance] + [data-notice]") == [noted]
    assert page.select("details[open] [data-notice]") == [noted]
    notes = [note.text for note in page.select(f"li[data-id='{file['id']}'] [data-notice]")]
    assert len(notes) == 2
    assert "Fichier à dater" in notes[0]
    assert "Adresse de particulier" in notes[1]
    page = _page(world, "agent", f"/dataset/{dataset['name']}/resource/{file['id']}/edit")
    (section,) = page.select("[data-file-remarks]")
    assert "Adresse de particulier" in section.text
    (head,) = [th for th in section.select("th") if "adresse" in th.text]
    assert "Remarque" in head.text
    assert not page.select("form[data-resource] [data-file-remarks]")


def test_one_list_leads_to_all_places(world: World) -> None:
    """On the dataset page, each remark with a link to where it is corrected, which exists."""
    dataset = _returned(world, "Une seule liste")
    page = _page(world, "agent", f"/dataset/{dataset['name']}")
    (form,) = page.select("form[data-replies]")
    assert len(form.select("[data-remark]")) == 4
    links = [str(a["href"]) for a in form.select("a")]
    assert len(links) == 4
    for link in links:
        path, _, anchor = link.partition("#")
        assert _page(world, "agent", path).find(id=anchor), link


def test_answers_are_given_and_read(world: World) -> None:
    """Typed in the list, kept, read by the DPO beside each remark of the next round."""
    dataset = _returned(world, "Répondues")
    url = f"/dataset/{dataset['name']}"
    page = _page(world, "agent", url)
    boxes = [str(box["name"]) for box in page.select("[data-replies] textarea")]
    assert all(page.select(f"label[for='{box}']") for box in boxes)
    (button,) = page.select("[data-replies] button")
    (send,) = page.select("[data-send]")
    assert "btn-primary" in button["class"]
    assert "btn-secondary" in send["class"]
    (version,) = page.select("[data-replies] input[name=version]")
    typed = {boxes[0]: "Merci", boxes[1]: "", boxes[3]: "C’est l’école <i>elle-même</i>"}
    answer = _post(
        world,
        "agent",
        f"/governance/review/{dataset['name']}/reply",
        version=version["value"],
        **typed,
    )
    assert answer.status_code == 302
    page = _page(world, "agent", url)
    assert page.select(f"#{boxes[3]}")[0].text == "C’est l’école <i>elle-même</i>"
    assert "btn-primary" in page.select("[data-send]")[0]["class"]
    review = f"/governance/review/{dataset['name']}"
    assert _post(world, "agent", f"{review}/submit", **fields("agent")).status_code == 302
    said = _page(world, "dpo", f"/governance/review/{dataset['name']}").select("[data-said] li")
    answered = [entry.select("[data-reply]") for entry in said]
    assert [bool(found) for found in answered] == [True, False, False, True]
    assert "C’est l’école <i>elle-même</i>" in answered[3][0].text


def test_an_answer_refused_is_not_lost(world: World) -> None:
    """Stale, taken elsewhere or signed out: what the agent typed comes back."""
    dataset = _returned(world, "Réponse gardée")
    url = f"/governance/review/{dataset['name']}/reply"
    (box, *_) = _page(world, "agent", f"/dataset/{dataset['name']}").select(
        "[data-replies] textarea"
    )
    typed = {str(box["name"]): "Ma longue réponse"}
    answer = _post(world, "agent", url, version="0", **typed)
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    assert page.select(f"[data-replies] #{box['name']}")[0].text == "Ma longue réponse"
    signed_out = world.app.post(url, data=typed, follow_redirects=False)
    assert signed_out.status_code == 422
    assert "Ma longue réponse" in signed_out.body
    world.call("agent", "governance_submit", id=dataset["id"], text="Un mot")
    answer = _post(world, "agent", url, **typed)
    (kept,) = BeautifulSoup(answer.body, "html.parser").select("[data-kept] textarea")
    assert kept.text == "Ma longue réponse"


def test_sent_again_untouched_it_says_what_to_do(world: World) -> None:
    """It is refused, with a link to the remarks and their answers on the same page."""
    dataset = _returned(world, "Renvoyé sans rien")
    url = f"/governance/review/{dataset['name']}/submit"
    answer = _post(world, "agent", url, **fields("agent"))
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    (link,) = page.select("[data-errors] a")
    assert "répondez" in link.text
    assert page.select(str(link["href"]))
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "returned"


def test_from_a_field_to_its_answer(world: World) -> None:
    """The button above the record saves what is typed, then leads to the list of remarks."""
    dataset = _returned(world, "Du champ à la réponse")
    edit = f"/dataset/edit/{dataset['name']}"
    page = _page(world, "agent", edit)
    assert page.select("[data-last-word] button[name=then][value=reply]")
    data = typed_in(page) | {"then": "reply", "notes": "Tapé avant de répondre."}
    answer = world.app.post(edit, data=data, headers=world.headers("agent"), follow_redirects=False)
    assert answer.headers["Location"].endswith(f"/dataset/{dataset['name']}#remarks")
    shown = world.call("agent", "package_show", id=dataset["id"])
    assert shown["notes"] == "Tapé avant de répondre."


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_see_no_remark(world: World, who: str | None) -> None:
    """The pages of a returned dataset are not there for them; once published, nothing is left."""
    dataset = _returned(world, f"Remarques cachées à {who}")
    (file,) = dataset["resources"]
    for url in (
        f"/dataset/{dataset['name']}",
        f"/dataset/edit/{dataset['name']}",
        f"/dataset/{dataset['name']}/resource/{file['id']}/edit",
        f"/governance/review/{dataset['name']}",
    ):
        answer = world.app.get(url, headers=world.headers(who))
        assert "Fichier à dater" not in answer.body
    url = f"/governance/review/{dataset['name']}/reply"
    answer = _post(world, who, url, **{"reply-x": "y"}) if who else None
    assert answer is None or answer.status_code in (403, 404)
