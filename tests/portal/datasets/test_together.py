"""Two people on one form, and forms sent after the session or the token ended: nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from dataset_kit import AGENT, People, api, file, page
from record_form import typed_in

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import CKANTestApp, call_action

Dataset = dict[str, Any]
OTHER = b"Nom;Places\nHalle Fictive;300\n"


def _show(draft: Dataset) -> Dataset:
    return call_action("package_show", AGENT, id=draft["id"])


def _form(app: CKANTestApp, people: People, url: str, role: str) -> Dataset:
    shown = page(app.get(url, headers=people.headers(role)))
    form = shown.select_one("form[data-record], form[data-resource]")
    form["data-record"] = ""
    return typed_in(shown) | {"seen": form.select_one("input[name=seen]")["value"]}


def _post(app: CKANTestApp, people: People, to: str, role: str, /, **data: Any) -> Any:
    return app.post(to, data=data, headers=people.headers(role), follow_redirects=False)


def test_what_a_colleague_saved_meanwhile_stays(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """Two people who change two fields of one record keep both, whoever saves last."""
    url = f"/dataset/edit/{draft['name']}"
    agent, admin = (_form(app, people, url, role) for role in ("agent", "admin"))
    first = agent | {"notes": "Écrit par l’agent", "tag_string": "école, agent"}
    assert _post(app, people, url, "agent", **first).status_code == 302
    last = admin | {"provenance": "Écrit par l’admin"}
    assert _post(app, people, url, "admin", **last).status_code == 302
    saved = _show(draft)
    assert saved["notes"] == "Écrit par l’agent"
    assert saved["provenance"] == "Écrit par l’admin"
    assert {tag["name"] for tag in saved["tags"]} == {"école", "agent"}


def test_a_field_that_both_changed_is_told_before_it_is_written_over(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The second reads what the first wrote, keeps their own text, and may save it knowingly."""
    url = f"/dataset/edit/{draft['name']}"
    agent, admin = (_form(app, people, url, role) for role in ("agent", "admin"))
    first = agent | {"notes": "Texte de l’agent", "title": "Titre de l’agent"}
    _post(app, people, url, "agent", **first)
    second = admin | {"notes": "Texte de l’admin", "provenance": "La mairie"}
    answer = _post(app, people, url, "admin", **second)
    assert answer.status_code == 409
    shown = page(answer)
    assert "Texte de l’agent" in shown.select_one("[data-field=notes]").text
    assert shown.select_one("#field-notes").text == "Texte de l’admin"
    assert _show(draft)["notes"] == "Texte de l’agent"
    again = typed_in(shown) | {"seen": shown.select_one("input[name=seen]")["value"]}
    assert _post(app, people, url, "admin", **again).status_code == 302
    saved = _show(draft)
    assert saved["notes"] == "Texte de l’admin"
    assert saved["provenance"] == "La mairie"
    assert saved["title"] == "Titre de l’agent"


def test_a_file_that_a_colleague_replaced_is_not_replaced_unseen(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The second who replaces one file is told first; what they typed of it is still there."""
    url = f"/dataset/{draft['name']}/resource/{draft['resources'][0]['id']}/edit"
    agent, admin = (_form(app, people, url, role) for role in ("agent", "admin"))
    assert _post(app, people, url, "agent", **agent, upload=file(OTHER)).status_code == 302
    stored = _show(draft)["resources"][0]["hash"]
    typed = admin | {"description": "Décrit par l’admin"}
    answer = _post(app, people, url, "admin", **typed, upload=file(b"Nom\nAutre\n"))
    assert answer.status_code == 409
    shown = page(answer)
    assert "remplacé" in shown.select_one("[data-errors]").text
    assert shown.select_one("#field-description").text == "Décrit par l’admin"
    assert _show(draft)["resources"][0]["hash"] == stored
    seen = shown.select_one("input[name=seen]")["value"]
    again = _post(
        app, people, url, "admin", **{**typed, "seen": seen}, upload=file(b"Nom\nAutre\n")
    )
    assert again.status_code == 302
    assert _show(draft)["resources"][0]["hash"] != stored


@pytest.mark.parametrize(
    "seen", ["", "[]", '{"notes": "0"}', "[" * 9000], ids=["none", "list", "wrong", "deep"]
)
def test_prints_that_no_page_gave(
    app: CKANTestApp, people: People, draft: Dataset, seen: str
) -> None:
    """A form without its prints writes as it says; one with wrong prints is told to look."""
    url = f"/dataset/edit/{draft['name']}"
    form = _form(app, people, url, "agent") | {"notes": "Par un script", "seen": seen}
    assert _post(app, people, url, "agent", **form).status_code == (409 if "notes" in seen else 302)


def test_forms_sent_after_the_session_ended_are_kept(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The deposit and the page of a file come back with all that was typed, to be sent again."""
    typed = {"title": "Un titre « long » <b>", "owner_org": people.organization}
    described = {"name": "Un nom", "description": "Une description"}
    for url, data in (
        ("/dataset/new", typed),
        (f"/dataset/{draft['name']}/resource/new", described),
        (f"/dataset/{draft['name']}/resource/{draft['resources'][0]['id']}/edit", described),
        ("/dataset/rien-de-tel/resource/new", described),
    ):
        answer = app.post(url, data={**data, "upload": file()}, follow_redirects=False)
        assert answer.status_code == 422
        (form,) = page(answer).select("[data-signed-out] form")
        kept = {i["name"]: i["value"] for i in form.select("input")}
        assert data.items() <= kept.items()


def test_forms_with_an_old_token_are_kept(
    app: CKANTestApp, people: People, draft: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A deposit and a file older than the session come back whole, and nothing is saved."""
    account = call_action("user_show", {"ignore_auth": True}, id=AGENT["user"])
    password = "correct-horse-123"
    call_action(
        "user_patch", {"user": "", "ignore_auth": True}, id=account["id"], password=password
    )
    app.post("/user/login", data={"login": account["name"], "password": password})
    before = _show(draft)
    for settings in (tk.config, app.flask_app.config):
        monkeypatch.setitem(settings, "WTF_CSRF_ENABLED", True)
    new = {"title": "Titre gardé", "owner_org": people.organization, "_csrf_token": "ancien"}
    answer = app.post("/dataset/new", data=new, follow_redirects=False)
    assert answer.status_code == 400
    assert page(answer).select_one("#field-title")["value"] == "Titre gardé"
    url = f"/dataset/{draft['name']}/resource/{draft['resources'][0]['id']}/edit"
    typed = {"name": "Nom gardé", "description": "Texte gardé", "_csrf_token": "ancien"}
    answer = app.post(url, data=typed, follow_redirects=False)
    assert answer.status_code == 400
    shown = page(answer)
    assert shown.select_one("#field-description").text == "Texte gardé"
    assert shown.select_one("[data-errors]")
    app.client = app.test_client()
    assert _show(draft) == before


def test_the_api_says_nothing_of_prints(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """By API the last one writes, as in CKAN."""
    for text in ("Un", "Deux"):
        answer = api(app, people.headers("agent"), "package_patch", id=draft["id"], notes=text)
        assert answer.status_code == 200
    assert _show(draft)["notes"] == "Deux"
