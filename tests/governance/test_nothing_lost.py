"""The review page of a DPO: opinion and remarks are one form, and neither box loses the other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from world import PASSWORD

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from world import World

REMARK = "remarks-0-text"
TYPED = {
    "kind": "reserved",
    "text": "Retirer <la> ligne 3",
    REMARK: "Dites l’année",
    "remarks-0-target": "field:notes",
}


def _post(world: World, who: str | None, url: str, **data: Any) -> Any:
    headers = world.headers(who)
    return world.app.post(url, data=data, headers=headers, follow_redirects=False)


def _holds_all(answer: Any) -> BeautifulSoup:
    page = BeautifulSoup(answer.body, "html.parser")
    (form,) = page.select("form#review-form")
    assert form.select("input[name=kind][value=reserved][checked]")
    for name in ("text", REMARK):
        (box,) = page.select(f"textarea[name={name}]")
        assert box.text == TYPED[name]
        assert box.find_parent("form") == form or box["form"] == form["id"]
    assert page.select("[name=remarks-0-target] option[selected][value='field:notes']")
    assert page.select("textarea[name=remarks-1-text]")[0].text == ""
    assert form["data-module"] == "ot-record"
    assert form["data-module-unsaved"] == "true"
    return page


@pytest.mark.parametrize(
    ("button", "emptied"), [("return", REMARK), ("opinion", "text"), ("opinion", "kind")]
)
def test_the_wrong_button_loses_nothing(world: World, button: str, emptied: str) -> None:
    """Conditions then « Renvoyer », remarks then « Rendre cet avis »: all comes back."""
    dataset = world.submitted(f"Mauvais bouton {button} {emptied}")
    url = f"/governance/review/{dataset['name']}/{button}"
    place = {"remarks-0-target": ""} if emptied == REMARK else {}
    answer = _post(world, "dpo", url, **{**TYPED, **place, emptied: ""})
    assert answer.status_code == 422
    page = BeautifulSoup(answer.body, "html.parser")
    for name in ("text", REMARK):
        (box,) = page.select(f"textarea[name={name}]")
        assert box.text == ("" if name == emptied else TYPED[name])
    assert bool(page.select("input[value=reserved][checked]")) is (emptied != "kind")
    field = "#field-kind" if emptied == "kind" else "#field-text"
    assert page.select("[data-errors] a")[0]["href"] == field
    assert page.select(field)


@pytest.mark.parametrize("button", ["return", "opinion"])
def test_a_stale_version_loses_nothing(world: World, button: str) -> None:
    """Refused because somebody acted meanwhile, the form holds both boxes and the choice."""
    dataset = world.submitted(f"Version ancienne {button}")
    url = f"/governance/review/{dataset['name']}/{button}"
    _holds_all(_post(world, "dpo", url, version="0", **TYPED))


@pytest.mark.parametrize("button", ["return", "opinion"])
def test_a_dataset_taken_back_gives_both_texts_back(world: World, button: str) -> None:
    """The form is gone: both texts stand there to be copied, under their names."""
    dataset = world.submitted(f"Repris, deux textes {button}")
    world.call("agent", "governance_take_back", id=dataset["id"])
    url = f"/governance/review/{dataset['name']}/{button}"
    page = BeautifulSoup(_post(world, "dpo", url, **TYPED).body, "html.parser")
    texts = page.select("[data-kept] textarea[readonly]")
    assert [text.text for text in texts] == [TYPED["text"], TYPED[REMARK]]
    assert "Avis réservé" in page.select("[data-kept]")[0].text


def test_a_designation_ended_meanwhile_gives_the_texts_back(world: World) -> None:
    """Who may no longer see the dataset gets what they wrote, and nothing of the dataset."""
    dataset = world.submitted("Désignation finie")
    url = f"/governance/review/{dataset['name']}/return"
    answer = _post(world, "reader", url, **TYPED)
    assert answer.status_code == 404
    page = BeautifulSoup(answer.body, "html.parser")
    assert [text.text for text in page.select("[data-kept] textarea")] == [
        TYPED["text"],
        TYPED[REMARK],
    ]
    assert "Désignation finie" not in answer.body
    assert _post(world, "reader", url).status_code == 404


@pytest.mark.parametrize("button", ["return", "opinion"])
def test_the_session_ends_and_the_token_expires(
    world: World, button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Signed out, then with the token of another session: what was typed is sent along."""
    dataset = world.submitted(f"Session finie {button}")
    url = f"/governance/review/{dataset['name']}/{button}"
    page = BeautifulSoup(_post(world, None, url, **TYPED).body, "html.parser")
    (form,) = page.select("[data-signed-out] form")
    kept = {str(i["name"]): str(i["value"]) for i in form.select("input[type=hidden]")}
    assert {name: kept[name] for name in TYPED} == TYPED
    login = {"login": world.people["dpo"]["name"], "password": PASSWORD}
    world.app.post("/user/login", data=login)
    for settings in (tk.config, world.app.flask_app.config):
        monkeypatch.setitem(settings, "WTF_CSRF_ENABLED", True)
    answer = world.app.post(url, data={**kept, "_csrf_token": "old"}, follow_redirects=False)
    assert answer.status_code == 400
    assert world.call("dpo", "governance_show", id=dataset["id"])["state"] == "in_review"
    _holds_all(answer)


def test_a_remark_at_a_place_that_is_gone_comes_back(world: World) -> None:
    """A hostile or vanished place is refused in words; every remark stands in the page."""
    dataset = world.submitted("Endroit disparu")
    url = f"/governance/review/{dataset['name']}/return"
    for target in ("file:nowhere", "column:x:y", "nonsense", "field:<script>"):
        rows = {"remarks-0-text": "Un", "remarks-1-text": "Deux", "remarks-1-target": target}
        answer = _post(world, "dpo", url, **rows)
        assert answer.status_code == 422
        page = BeautifulSoup(answer.body, "html.parser")
        assert "Remarque 2" in page.select("[data-errors]")[0].text
        texts = [box.text for box in page.select("[data-row] textarea")]
        assert texts == ["Un", "Deux", ""]
        assert "<script>" not in str(page.select("[data-row]"))


def test_one_more_row_without_a_script(world: World) -> None:
    """The button gives the page back with all that was typed and an empty row; nothing is sent."""
    dataset = world.submitted("Une remarque de plus")
    url = f"/governance/review/{dataset['name']}/more"
    answer = _post(world, "dpo", url, **TYPED)
    assert answer.status_code == 200
    _holds_all(answer)
    assert world.call("dpo", "governance_show", id=dataset["id"])["state"] == "in_review"
    assert _post(world, "reader", url).status_code == 404
    assert _post(world, None, url).status_code == 302
    assert _post(world, None, url, **TYPED).status_code == 422
