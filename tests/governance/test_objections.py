"""Anybody asks to take data down; the controllers and the DPO alone see who, advise and answer."""

from __future__ import annotations

import json
import secrets
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from mail_kit import mail_server

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.domain import objection as rules
from ckanext.opendata_territoire.governance.model_journal import Journal
from ckanext.opendata_territoire.governance.model_notices import Notice
from ckanext.opendata_territoire.governance.model_objections import Objection
from ckanext.opendata_territoire.governance.store import people, reviews

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from world import World

EVERYBODY = (
    None, "stranger", "reader", "member", "agent", "controller", "dpo", "neighbour", "epci",
    "team", "sysadmin",
)  # fmt: skip
SEE = ("controller", "dpo")
SECRET = "Mon-adresse-est-rue-des-Secrets"
ASKED = {
    "subject": "personal",
    "text": f"Retirez la ligne 12.\n{SECRET}",
    "place": "ligne 12",
    "name": "Camille Plaignante",
    "email": "camille@exemple.fr",
}
IDENTITY = (SECRET, "Plaignante", "camille@exemple.fr", "ligne 12")


@pytest.fixture(scope="module")
def datasets() -> dict[str, Any]:
    """Keep a public dataset and a draft for the tests that change neither."""
    return {}


@pytest.fixture
def public(world: World, datasets: dict[str, Any]) -> dict[str, Any]:
    """Give a public dataset that no test changes, without any request."""
    dataset = datasets.setdefault("public", None) or world.published("Agenda public")
    datasets["public"] = dataset
    model.Session.query(Objection).delete()
    model.Session.query(Notice).delete()
    model.Session.commit()
    return dataset


def _file(world: World, dataset: dict[str, Any], **data: Any) -> str:
    asked = {**ASKED, "id": dataset["id"], **data}
    return world.call(None, "governance_objection_create", **asked)["reference"]


def _page(response: Any) -> BeautifulSoup:
    return BeautifulSoup(response.body, "html.parser")


def test_filed_from_the_page_without_an_account(world: World, public: dict[str, Any]) -> None:
    """The link stands on the page of a public dataset; the form answers with a reference."""
    page = _page(world.app.get(f"/dataset/{public['name']}"))
    link = page.select_one("[data-object]")
    assert link
    form = _page(world.app.get(link["href"])).select_one("[data-form=objection]")
    assert form
    assert {str(field["name"]) for field in form.select("[name]")} >= set(ASKED) | {
        "resource",
        "website",
    }
    answer = world.app.post(form["action"], data=ASKED)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    reference = _page(answer).select_one("[data-reference]")
    assert reference
    row = model.Session.get_one(Objection, reference.get_text())
    assert (row.email, row.text, row.due) == (
        ASKED["email"], ASKED["text"], rules.due(people.today())
    )  # fmt: skip


def test_what_is_typed_wrong_is_said_at_its_field(world: World, public: dict[str, Any]) -> None:
    """And nothing typed is lost, nothing is filed."""
    wrong: dict[str, Any] = {
        **ASKED,
        "email": "camille",
        "text": "",
        "subject": "",
        "place": "<b>x</b>",
    }
    answer = world.app.post(f"/dataset/{public['name']}/objection", data=wrong)
    assert answer.status_code == 422
    page = _page(answer)
    for error in ("email-error", "field-text-error", "subject-error"):
        assert page.find(id=error), error
    typed = {field["id"]: field.get("value") for field in page.select("input[id]")}
    assert (typed["field-place"], typed["field-email"]) == ("<b>x</b>", "camille")
    assert model.Session.query(Objection).count() == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("email", "a@b.fr\nBcc: c@d.fr"),
        ("email", ["a@b.fr"]),
        ("email", "x" * 250 + "@exemple.fr"),
        ("text", "x" * 5001),
        ("text", "a\x1b[2Jb"),
        ("text", {"a": "b"}),
        ("name", "\u202eetsacilpmoc"),
        ("place", "x" * 501),
        ("subject", "anything"),
        ("subject", ["personal"]),
        ("resource", "a00b1111-0000-4000-8000-000000000000"),
    ],
)
def test_hostile_requests_are_refused(
    world: World, public: dict[str, Any], field: str, value: Any
) -> None:
    """Too long, hidden characters, headers, other shapes: refused, and nothing is filed."""
    asked = {**ASKED, "id": public["id"], field: value}
    status = world.status(None, "governance_objection_create", **asked)
    assert status in (400, 409)
    assert model.Session.query(Objection).count() == 0


def test_a_robot_is_thanked_and_nothing_is_filed(world: World, public: dict[str, Any]) -> None:
    """The trap is a field that no person sees; the answer tells nothing of it."""
    asked = {**ASKED, "id": public["id"], "website": "https://spam.example"}
    done = world.call(None, "governance_objection_create", **asked)
    assert done.keys() == {"reference", "due"}
    assert model.Session.query(Objection).count() == 0


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("state", ["draft", "suspended", "nowhere"])
def test_only_about_what_is_public(
    world: World, datasets: dict[str, Any], who: str | None, state: str
) -> None:
    """The form says of a hidden dataset what it says of one that is not there."""
    if state not in datasets:
        made = world.draft if state == "draft" else world.published
        datasets[state] = {"id": "nowhere"} if state == "nowhere" else made(f"Caché {state}")
        if state == "suspended":
            world.call("dpo", "governance_suspend", id=datasets[state]["id"], text="Row 3")
    key = datasets[state]["id"]
    headers = world.headers(who)
    answers = [
        world.app.get(f"/dataset/{key}/objection", headers=headers),
        world.app.post(f"/dataset/{key}/objection", data=ASKED, headers=headers),
        world.app.post(f"/dataset/{key}/objection", data={"website": "x"}, headers=headers),
    ]
    assert [answer.status_code for answer in answers][:2] == [404, 404]
    assert answers[2].status_code in (404, 422)
    assert "Caché" not in "".join(answer.body for answer in answers)
    asked = {**ASKED, "id": key}
    assert world.status(who, "governance_objection_create", **asked) == 404


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_sees_it(world: World, public: dict[str, Any], who: str | None) -> None:
    """The controllers and the DPO of the organisation: the list, the request, the review page."""
    reference = _file(world, public)
    headers = world.headers(who)
    seen = [
        world.app.get(url, headers=headers, status=None).body
        for url in (
            f"/governance/objections/{reference}", "/governance/objections",
            f"/governance/review/{public['id']}", f"/dataset/{public['id']}", "/",
        )
    ]  # fmt: skip
    for action, data in (
        ("governance_objection_show", {"id": reference}),
        ("governance_objection_list", {}),
        ("governance_show", {"id": public["id"]}),
        ("governance_journal", {"dataset": public["id"]}),
    ):
        seen.append(json.dumps(world.call(who, action, None, **data), ensure_ascii=False))
    if who not in SEE:
        assert not [word for word in IDENTITY if any(word in body for body in seen)]
        assert reference not in "".join(seen[:7])  # the journal of insiders holds it, last
        assert world.status(who, "governance_objection_show", id=reference) == 403
        assert world.status(who, "governance_objection_show", id="DR-2026-AAAAAA") == 403
        return
    assert all(word in seen[0] for word in IDENTITY)
    assert reference in seen[1]
    assert reference in seen[2]
    assert SECRET not in "".join(seen[1:5])


@pytest.mark.parametrize("who", EVERYBODY)
def test_who_advises_and_answers(world: World, public: dict[str, Any], who: str | None) -> None:
    """The DPO advises, a controller answers: by page and API alike."""
    reference = _file(world, public)
    advice, answer = {"text": "À corriger"}, {"answer": "keep", "text": "La loi l’impose"}
    allowed = {"dpo": {"advise"}, "controller": {"answer"}}.get(who or "", set())
    for action, data in (("advise", advice), ("answer", answer)):
        url = f"/governance/objections/{reference}/{action}"
        page = world.app.post(url, data=data, headers=world.headers(who), follow_redirects=False)
        expected = 302 if action in allowed else 403 if who in SEE else None
        if expected:
            assert page.status_code == expected, action
        else:
            assert page.status_code in (403, 404, 422), action
            assert SECRET not in page.body
    row = model.Session.get_one(Objection, reference, populate_existing=True)
    assert bool(row.advised_at) is ("advise" in allowed)
    assert bool(row.answered_at) is ("answer" in allowed)
    second = _file(world, public, text="Par l’API")
    for action, data in (("advise", advice), ("answer", answer)):
        status = world.status(who, f"governance_objection_{action}", id=second, **data)
        assert status == (200 if action in allowed else 403), action


@pytest.mark.parametrize(("answer", "state"), [("suspend", "suspended"), ("withdraw", "withdrawn")])
def test_an_answer_hides_the_dataset_at_once(world: World, answer: str, state: str) -> None:
    """In one transaction with the answer; the journal chains both, without a word of it."""
    dataset = world.published(f"À retirer {answer}")
    reference = _file(world, dataset)
    said: dict[str, Any] = {"id": reference, "answer": answer, "text": "Vous avez raison"}
    done = world.call("controller", "governance_objection_answer", **said)
    assert (done["status"], done["answer"], done["allowed"]) == ("answered", answer, [])
    assert world.seen_by_anybody(dataset) == []
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == state
    rows = world.call("dpo", "governance_journal", dataset=dataset["id"], limit=3)["results"]
    assert {row["action"] for row in rows} == {answer, "objection_answer", "objection_create"}
    assert not [word for word in IDENTITY if word in json.dumps(rows, ensure_ascii=False)]
    assert world.call("dpo", "governance_journal_verify")["valid"]


def test_an_answer_opens_a_revision(world: World) -> None:
    """Or goes on with the one that is open; the public sees no change."""
    dataset = world.published("À corriger")
    for text in ("Une", "Deux"):
        said: dict[str, Any] = {
            "id": _file(world, dataset, text=text),
            "answer": "correct",
            "text": "Entendu",
        }
        world.call("controller", "governance_objection_answer", **said)
        review = world.call("controller", "governance_show", id=dataset["id"])
        assert (review["state"], bool(review["revision"])) == ("published", True)


def test_one_answer_and_one_that_is_possible(world: World) -> None:
    """The second is told; a dataset that is no longer public cannot be corrected."""
    dataset = world.published("Une seule réponse")
    first, second = _file(world, dataset), _file(world, dataset, text="Encore")
    said: dict[str, Any] = {"answer": "withdraw", "text": "Retiré"}
    world.call("controller", "governance_objection_answer", id=first, **said)
    again = world.call("controller", "governance_objection_answer", 409, id=first, **said)
    assert "déjà" in again["form"][0]
    late = world.call("dpo", "governance_objection_advise", 409, id=first, text="Trop tard")
    assert "déjà" in late["form"][0]
    wrong: dict[str, Any] = {"id": second, "answer": "correct", "text": "Corrigé"}
    assert "form" in world.call("controller", "governance_objection_answer", 409, **wrong)
    page = f"/governance/objections/{second}"
    answers = _page(world.app.get(page, headers=world.headers("controller"))).select(
        "[name=answer]"
    )
    assert [each["value"] for each in answers] == ["keep", "withdraw"]
    world.call("controller", "governance_objection_answer", id=second, **said)


def test_what_was_typed_comes_back(world: World, public: dict[str, Any]) -> None:
    """An answer without its text, or written after the session ended."""
    reference = _file(world, public)
    url = f"/governance/objections/{reference}/answer"
    page = world.app.post(url, data={"text": "Longue réponse"}, headers=world.headers("controller"))
    assert page.status_code == 422
    assert "Longue réponse" in page.body
    assert _page(page).find(id="answer-error")
    out = world.app.post(url, data={"text": "Longue réponse"})
    assert "Longue réponse" in out.body
    assert SECRET not in out.body


def test_filters_and_counters(world: World, public: dict[str, Any]) -> None:
    """Open, late, answered; by reference and by organisation; the bar counts what waits."""
    waits, late, done = (_file(world, public, text=text) for text in ("Un", "Deux", "Trois"))
    said: dict[str, Any] = {"id": done, "answer": "keep", "text": "Non"}
    world.call("controller", "governance_objection_answer", **said)
    _shift(late, due=people.today() - timedelta(days=1))

    def listed(**asked: Any) -> list[str]:
        url = "/api/3/action/governance_objection_list"
        headers = world.headers("controller")
        found = world.app.get(url, query_string=asked, headers=headers).json["result"]
        assert found["counts"] == {"open": 2, "late": 1, "answered": 1}
        return [row["reference"] for row in found["results"]]

    assert listed() == [late, waits, done]
    assert listed(status="open") == [late, waits]
    assert listed(status="late") == [late]
    assert listed(status="answered", organization=world.organization["name"]) == [done]
    assert listed(q=waits[-4:].lower()) == [waits]
    assert listed(organization=world.neighbour["id"]) == []
    page = _page(world.app.get("/governance/objections?status=late", headers=world.headers("dpo")))
    assert [row["data-request"] for row in page.select("[data-request]")] == [late]
    bar = page.select_one('a[href="/governance/objections"]')
    assert bar
    assert "2" in bar.get_text()


def _shift(reference: str, **columns: Any) -> None:
    where = Objection.reference == reference
    model.Session.execute(sa.update(Objection).where(where).values(**columns))
    model.Session.commit()


def test_the_same_request_twice_is_one(world: World, public: dict[str, Any]) -> None:
    """A page sent again: the same reference, one mail."""
    assert _file(world, public) == _file(world, public)
    letters = model.Session.query(Notice).filter(Notice.kind == "letter:objection_received")
    assert letters.count() == 1


def test_throttled(world: World, public: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """So many from one network in an hour, on one dataset in a day; few mails to one mailbox."""
    monkeypatch.setattr(rules, "PER_DATASET", 14)
    network = f"2a01:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1"

    def status(number: int, forwarded: str) -> int:
        headers = {"X-Forwarded-For": f"203.0.113.{number}, {forwarded}"}
        asked = {**ASKED, "id": public["id"], "text": f"Demande {number}"}
        url = "/api/3/action/governance_objection_create"
        return world.app.post(url, json=asked, headers=headers).status_code

    statuses = [status(number, network) for number in range(rules.PER_NETWORK + 1)]
    assert statuses == [200] * rules.PER_NETWORK + [409]
    assert [status(number, "") for number in range(20, 25)] == [200] * 4 + [409]
    letters = model.Session.query(Notice).filter(Notice.kind == "letter:objection_received")
    assert letters.count() == rules.MAILS_PER_ADDRESS


@pytest.fixture
def run(world: World, cli: Any) -> Callable[[str], str]:
    """Give what runs a command of `ckan governance` and returns what it says."""

    def run(name: str) -> str:
        with world.app.flask_app.test_request_context():
            result = cli.invoke(command, [name])
        assert result.exit_code == 0, result.output
        return result.output

    return run


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Give a real mail server on the loopback."""
    with mail_server() as (box, port):
        monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{port}")
        yield box


def test_mails(world: World, public: dict[str, Any], box: Any, run: Callable[[str], str]) -> None:
    """The person has an acknowledgement and the answer; the two roles a word, nobody else any."""
    reference = _file(world, public)
    run("notify")
    to = sorted(mail["To"].rsplit("<", 1)[-1].strip(">") for mail in box.messages)
    assert to == sorted([ASKED["email"], *(world.people[who]["email"] for who in SEE)])
    for mail in box.messages:
        body = mail.get_body(("plain",)).get_content()
        assert SECRET not in body
        assert (reference in body) is (ASKED["email"] in mail["To"])
    box.messages.clear()
    world.call("dpo", "governance_objection_advise", id=reference, text="Avis réservé aux élus")
    said: dict[str, Any] = {"id": reference, "answer": "keep", "text": "La loi impose\nde publier."}
    world.call("controller", "governance_objection_answer", **said)
    run("notify")
    (mail,) = box.messages  # the advice of a request that is answered is no news
    body = mail.get_body(("plain",)).get_content()
    assert ASKED["email"] in mail["To"]
    assert "La loi impose de publier." in body
    assert "cnil.fr" in body
    assert "Avis réservé" not in body


def test_recalled_before_it_is_late(
    world: World, public: dict[str, Any], run: Callable[[str], str]
) -> None:
    """To the controllers a week before, then to the DPO too once it is late; each once."""
    reference = _file(world, public)

    def recalled() -> set[tuple[str, str]]:
        run("remind")
        run("remind")
        names = {person["id"]: name for name, person in world.people.items()}
        mine = Notice.once.like(f"objection:{reference}:objection_%")
        rows = model.Session.query(Notice).filter(mine).all()
        assert len(rows) == len({(row.kind, row.person) for row in rows})
        return {(row.kind, names[row.person or ""]) for row in rows}

    assert recalled() == set()
    _shift(reference, due=people.today() + timedelta(days=3))
    assert recalled() == {("objection_due", "controller")}
    _shift(reference, due=people.today() - timedelta(days=1))
    late = {("objection_late", "controller"), ("objection_late", "dpo")}
    assert recalled() == {("objection_due", "controller"), *late}


def test_forgotten_some_time_after_the_answer(
    world: World, public: dict[str, Any], run: Callable[[str], str]
) -> None:
    """Who asked, every text and its mails; the journal stays whole; once, and never before."""
    reference, waits = _file(world, public), _file(world, public, text="Sans réponse")
    world.call("dpo", "governance_objection_advise", id=reference, text=f"Avis {SECRET}")
    said: dict[str, Any] = {"id": reference, "answer": "keep", "text": f"Non, {SECRET}"}
    world.call("controller", "governance_objection_answer", **said)
    _shift(waits, filed_at=reviews.now() - timedelta(days=900))
    assert run("forget").startswith("0 ")
    _shift(reference, answered_at=reviews.now() - timedelta(days=364))
    assert run("forget").startswith("0 ")
    _shift(reference, answered_at=reviews.now() - timedelta(days=368))
    assert run("forget").startswith("1 ")
    assert run("forget").startswith("0 ")
    shown = world.call("controller", "governance_objection_show", id=reference)
    kept = json.dumps(shown, ensure_ascii=False)
    assert not [word for word in IDENTITY if word in kept]
    assert (shown["answer"], bool(shown["erased_at"])) == ("keep", True)
    page = f"/governance/objections/{reference}"
    assert world.app.get(page, headers=world.headers("dpo")).status_code == 200
    mine = Notice.once.like(f"objection:{reference}:%")
    assert model.Session.query(Notice).filter(mine).count() == 0
    assert world.call("controller", "governance_objection_show", id=waits)["email"]
    journal = model.Session.scalars(
        sa.select(Journal).where(Journal.detail["objection"].astext == reference)
    ).all()
    assert [row.action for row in journal] == [
        "objection_create", "objection_advise", "objection_answer", "objection_erase",
    ]  # fmt: skip
    assert journal[0].actor is None
    assert world.call("dpo", "governance_journal_verify")["valid"]
