"""A mayor decides by a mailed link: mail, page, code, decision; and all that must not pass."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from mail_kit import Letterbox, mail_server, work

from ckan import model
from ckan.tests.helpers import CKANTestApp

from ckanext.opendata_territoire.governance import deciding
from ckanext.opendata_territoire.governance.store import links, reviews

if TYPE_CHECKING:
    from collections.abc import Callable
    from email.message import EmailMessage

    from world import World

EVERYWHERE = ["catalog", "download", "list", "page", "search", "show"]
MAYOR: dict[str, Any] = {"mayor_name": "Camille Fictive", "mayor_email": "maire@example.org"}
OUTSIDERS = (None, "reader", "member", "neighbour", "epci", "team", "stranger")
SECRET = "Ecole Jean Moulin"


@pytest.fixture(autouse=True)
def mayor(world: World) -> None:
    """The commune has recorded the mailbox of its mayor."""
    world.call(
        "controller", "governance_mayor_record", organization=world.organization["id"], **MAYOR
    )


def _link(dataset: dict[str, Any], world: World) -> str:
    """Send a link, and give the token that the worker would mail."""
    sent = world.call("agent", "governance_decision_link_create", id=dataset["id"])
    found = links.get(sent["id"])
    assert found
    token = links.issue(found)
    model.Session.commit()
    return token


def _code(token: str) -> str:
    """Ask for a code on the page, and give the one that the worker would mail."""
    deciding.ask_code(token)
    code = links.issue_code(deciding.opened(token).link)
    model.Session.commit()
    return code


def _url(token: str) -> str:
    return f"/governance/decision/{token}"


def _post(world: World, token: str, status: int = 200, **form: str) -> Any:
    response = world.app.post(_url(token), data=form)
    assert response.status_code == status, response.body
    return BeautifulSoup(response.body, "html.parser")


def _to_mayor(box: Letterbox) -> list[EmailMessage]:
    return [mail for mail in box.messages if MAYOR["mayor_email"] in mail["To"]]


def _text(mail: EmailMessage) -> str:
    plain = mail.get_body(("plain",))
    assert plain
    return plain.get_content()


def _ended(world: World, token: str) -> str:
    """Read the page of a link that opens nothing; it must say nothing of the dataset."""
    response = world.app.get(_url(token))
    assert response.status_code == 410, response.body
    assert SECRET not in response.body
    for form in ({"decision": "code"}, {"decision": "publish", "code": "123456"}):
        assert world.app.post(_url(token), data=form).status_code == 410
    return BeautifulSoup(response.body, "html.parser").select_one("[data-link-ended]").text  # pyright: ignore[reportOptionalMemberAccess]


def test_from_the_mail_to_the_publication(world: World, reset_queues: Callable[[], None]) -> None:
    """Two mails in French, no account: the mayor reads, asks for a code, publishes."""
    dataset = world.with_opinion("Écoles à décider")
    reset_queues()
    sent = world.call("agent", "governance_decision_link_create", id=dataset["id"])
    assert sent["status"] == "waiting"
    with mail_server() as (box, port):
        work(port)
        (mail,) = _to_mayor(box)
        assert mail["Subject"] == "Votre décision\u00a0: Écoles à décider"
        text = _text(mail)
        assert SECRET not in mail.as_string()
        assert re.search(r"(lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche) \d", text)
        (token,) = re.findall(r"/governance/decision/([\w-]+)", text)
        page = BeautifulSoup(world.app.get(_url(token)).body, "html.parser")
        assert page.select("[data-form=decide]")
        page = _post(world, token, decision="code", text="Tapé avant")
        assert page.select("[data-code-sent]")
        assert page.select("#field-text")[0].text == "Tapé avant"
        assert MAYOR["mayor_email"] not in page.text
        work(port)
        mail = _to_mayor(box)[1]
        code = re.findall(r"\d{6}", mail["Subject"])[0]
        assert token not in _text(mail)
    assert world.seen_by_anybody(dataset) == []
    page = _post(world, token, decision="publish", code=code)
    assert page.select("[data-decided=publish]")
    assert world.seen_by_anybody(dataset) == EVERYWHERE
    (row,) = world.call("dpo", "governance_journal", dataset=dataset["id"], action="publish")[
        "results"
    ]
    assert row["role"] == "controller_by_link"
    assert row["names"][row["actor"]] == MAYOR["mayor_name"]
    assert MAYOR["mayor_name"] not in str({**row, "names": {}})
    shown = world.call("agent", "governance_show", id=dataset["id"])
    assert shown["decided_by"] == MAYOR["mayor_name"]
    assert "servi" in _ended(world, token)
    reset_queues()


def test_the_page_says_what_is_decided_and_stays_with_its_reader(world: World) -> None:
    """Files, rows, opinion with its grounds, who prepared it; kept, named and indexed by nobody."""
    dataset = world.with_opinion("Une page entière", kind="reserved")
    token = _link(dataset, world)
    response = world.app.get(_url(token))
    text = BeautifulSoup(response.body, "html.parser").text
    for words in (SECRET, "Remove the third column", "ecoles.csv", "Schools of the commune"):
        assert words in text, words
    assert world.people["agent"]["fullname"] in text
    assert "no-store" in response.headers["Cache-Control"]
    assert "public" not in response.headers["Cache-Control"]
    assert response.headers["Referrer-Policy"] == "no-referrer"
    assert "noindex" in response.headers["X-Robots-Tag"]
    assert world.seen_by_anybody(dataset) == []
    assert world.app.get(f"/dataset/{dataset['name']}").status_code == 404


def test_nothing_without_the_token(world: World) -> None:
    """Neither the list, nor the row, nor a token made up gives the page, to anybody."""
    dataset = world.with_opinion("Sans le jeton")
    token = _link(dataset, world)
    (sent,) = world.call("controller", "governance_decision_link_list", id=dataset["id"])
    assert token not in str(sent)
    for wrong in (sent["id"], token[:-1], token + "a", token.swapcase(), "x", "%00", "é" * 40):
        response = world.app.get(_url(wrong))
        assert response.status_code in (400, 410), wrong
        assert dataset["title"] not in response.body
    for hostile in ("", " ", None, ["a"], {"a": 1}, 12, "\x00", "a" * 100_000):
        for action in ("show", "code", "decide"):
            data = {"token": hostile, "code": "1", "decision": "publish"}
            status = world.status(None, f"governance_decision_link_{action}", **data)
            assert status in (400, 409), (hostile, action, status)


def test_no_robot_decides(world: World) -> None:
    """Following the link, and even sending the form without the code, changes nothing."""
    dataset = world.with_opinion("Suivi par un robot")
    token = _link(dataset, world)
    for _ in range(3):
        world.app.get(_url(token))
        world.app.options(_url(token))
    page = _post(world, token, 422, decision="publish")
    assert page.select("#code-error")
    _post(world, token, 422, decision="refuse", text="Reason")
    _post(world, token, 422, decision="suspend", text="Reason")
    _post(world, token, 422)
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "opinion_given"


def test_codes_are_not_guessed(world: World) -> None:
    """Five wrong codes end the code, five codes are the most for a link; spaces do not count."""
    dataset = world.with_opinion("Codes devinés")
    token = _link(dataset, world)
    code = _code(token)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(5):
        _post(world, token, 422, decision="publish", code=wrong)
    page = _post(world, token, 422, decision="publish", code=code)
    assert "Trop de codes" in page.select("#code-error")[0].text
    for _ in range(4):
        _post(world, token, decision="code")
    page = _post(world, token, 422, decision="code")
    assert page.select("#code-error")
    code = links.issue_code(deciding.opened(token).link)
    model.Session.commit()
    _post(world, token, decision="publish", code=f" {code[:3]} {code[3:]} ")
    assert world.seen_by_anybody(dataset) == EVERYWHERE


def test_of_two_at_once_one_decides(world: World) -> None:
    """The same form sent several times at once: one decision, the others are told."""
    dataset = world.with_opinion("Deux clics")
    token = _link(dataset, world)
    form = {"decision": "publish", "code": _code(token)}

    def click(_number: int) -> int:
        return CKANTestApp(world.app.app).post(_url(token), data=form).status_code

    with ThreadPoolExecutor(3) as threads:
        statuses = sorted(threads.map(click, range(3)))
    assert statuses == [200, 410, 410]
    rows = world.call("dpo", "governance_journal", dataset=dataset["id"], action="publish")
    assert rows["count"] == 1


def test_whatever_happens_meanwhile_ends_the_link(world: World) -> None:
    """An edit, a transition, a newer link, a cancelled one, time, another mayor: each in words."""
    edited = world.with_opinion("Modifié avant la décision")
    token = _link(edited, world)
    world.call("agent", "package_patch", id=edited["id"], notes="Changed")
    assert "changé" in _ended(world, token)
    by_sql = world.with_opinion("Modifié en base avant la décision")
    token = _link(by_sql, world)
    package = model.Session.get_one(model.Package, by_sql["id"])
    package.notes = "Written by SQL"
    model.Session.commit()
    assert "changé" in _ended(world, token)
    decided = world.with_opinion("Décidé sur la page")
    token = _link(decided, world)
    world.call("controller", "governance_publish", id=decided["id"])
    assert "changé" in _ended(world, token)
    deleted = world.with_opinion("Supprimé avant la décision")
    token = _link(deleted, world)
    world.call("agent", "governance_take_back", id=deleted["id"])
    world.call("agent", "package_delete", id=deleted["id"])
    assert "changé" in _ended(world, token)
    twice = world.with_opinion("Envoyé deux fois")
    first, second = _link(twice, world), _link(twice, world)
    assert "remplacé" in _ended(world, first)
    assert world.app.get(_url(second)).status_code == 200
    sent = world.call("agent", "governance_decision_link_list", id=twice["id"])
    assert [link["status"] for link in sent] == ["good", "void"]
    world.call("agent", "governance_decision_link_revoke", id=sent[0]["id"])
    assert "annulé" in _ended(world, second)
    world.call("agent", "governance_decision_link_revoke", 409, id=sent[0]["id"])
    late = world.with_opinion("Trop tard")
    token = _link(late, world)
    found = links.find("decision", token)[0]
    assert found
    found.expires_at = reviews.now() - timedelta(seconds=1)
    model.Session.commit()
    assert "expiré" in _ended(world, token)


def test_another_mailbox_or_another_mayor_ends_links(world: World) -> None:
    """What was sent to somebody who no longer decides opens nothing."""
    place = world.organization["id"]
    dataset = world.with_opinion("Changement de maire")
    for action, data in (
        ("governance_mayor_record", {**MAYOR, "mayor_email": "autre@example.org"}),
        ("governance_mayor_change", {}),
    ):
        world.call("controller", "governance_mayor_record", organization=place, **MAYOR)
        token = _link(dataset, world)
        world.call("controller", action, organization=place, **data)
        assert "annulé" in _ended(world, token)
    assert "mayor" in world.call("agent", "governance_decision_link_create", 409, id=dataset["id"])
    shown = world.call("agent", "governance_deciders_show", organization=place)
    assert shown["mayor"] is None


def test_sent_back_to_the_agent(world: World) -> None:
    """It takes a reason, which the agent reads, with who gave it; nothing is public."""
    dataset = world.with_opinion("Renvoyé par le maire")
    token = _link(dataset, world)
    code = _code(token)
    page = _post(world, token, 422, decision="refuse", code=code)
    assert page.select("#field-text-error")
    _post(world, token, decision="refuse", code=code, text="Attendre le conseil")
    review = world.call("agent", "governance_show", id=dataset["id"])
    assert review["state"] == "returned"
    (remark,) = review["remarks"]
    assert (remark["text"], remark["author"]) == ("Attendre le conseil", MAYOR["mayor_name"])
    page = world.app.get(f"/dataset/{dataset['name']}", headers=world.headers("agent"))
    assert "Attendre le conseil" in page.body
    assert world.seen_by_anybody(dataset) == []


def test_conditions_and_reasons(world: World) -> None:
    """Reserved: not before the conditions are lifted. Unfavourable: a written reason."""
    reserved = world.with_opinion("Réservé par lien", kind="reserved")
    token = _link(reserved, world)
    code = _code(token)
    page = _post(world, token, 422, decision="publish", code=code)
    assert "Remove the third column" in page.select(".alert")[0].text
    assert page.select("[data-conditions-left]")
    lifted = {"id": reserved["id"], "condition": 1, "text": "Removed"}
    world.call("agent", "governance_lift_condition", **lifted)
    token = _link(reserved, world)
    _post(world, token, decision="publish", code=_code(token))
    against = world.with_opinion("Défavorable par lien", kind="unfavourable")
    token = _link(against, world)
    code = _code(token)
    assert _post(world, token, 422, decision="publish", code=code).select("#field-text-error")
    _post(world, token, decision="publish", code=code, text="La loi l’impose")
    for dataset in (reserved, against):
        assert world.seen_by_anybody(dataset) == EVERYWHERE


def test_the_mailbox_tells_who_decides(world: World) -> None:
    """Whoever submitted does not decide alone against an opinion by giving their own mailbox."""
    place = world.organization["id"]
    own = {**MAYOR, "mayor_email": world.people["agent"]["email"].upper()}
    world.call("controller", "governance_mayor_record", organization=place, **own)
    world.call("controller", "governance_separation_choose", organization=place, separation="off")
    dataset = world.with_opinion("Décidé par qui l’a envoyé", kind="unfavourable")
    token = _link(dataset, world)
    _post(world, token, 422, decision="publish", code=_code(token), text="The law says so")
    assert world.seen_by_anybody(dataset) == []
    favourable = world.with_opinion("Favorable, à deux")
    world.call("controller", "governance_separation_choose", organization=place, separation="on")
    token = _link(favourable, world)
    code = _code(token)
    _post(world, token, 422, decision="publish", code=code)
    world.call("controller", "governance_separation_choose", organization=place, separation="off")
    _post(world, token, decision="publish", code=code)
    world.call("controller", "governance_separation_choose", organization=place, separation="auto")
    for who in ("dpo", "sysadmin"):
        mailbox = {**MAYOR, "mayor_email": world.people[who]["email"]}
        error = world.call(
            "controller", "governance_mayor_record", 409, organization=place, **mailbox
        )
        assert "mayor_email" in error


def test_nobody_signed_in_as_somebody_else_uses_it(world: World) -> None:
    """With a DPO's or an administrator's own session the link decides nothing."""
    dataset = world.with_opinion("Ouvert par le DPO")
    token = _link(dataset, world)
    data: dict[str, Any] = {"token": token, "code": _code(token), "decision": "publish"}
    for who in ("dpo", "sysadmin"):
        world.call(who, "governance_decision_link_decide", 409, **data)
    world.call(None, "governance_decision_link_decide", **data)
    assert world.seen_by_anybody(dataset) == EVERYWHERE


@pytest.mark.parametrize("who", [*OUTSIDERS, "dpo", "sysadmin"])
def test_who_sends_and_cancels_links(world: World, who: str | None) -> None:
    """Agents and controllers send; outsiders do not even learn that the dataset exists."""
    dataset = world.with_opinion(f"Lien demandé par {who}")
    expected = 404 if who in OUTSIDERS else 403
    assert world.status(who, "governance_decision_link_create", id=dataset["id"]) == expected
    seen = world.status(who, "governance_decision_link_list", id=dataset["id"])
    assert seen == (404 if who in OUTSIDERS else 200)
    sent = world.call("controller", "governance_decision_link_create", id=dataset["id"])
    status = world.status(who, "governance_decision_link_revoke", id=sent["id"])
    assert status == (200 if who == "sysadmin" else 403)
    for action in ("send", f"link/{sent['id']}/revoke"):
        page = "link" if action == "send" else action
        url = f"/governance/review/{dataset['name']}/{page}"
        response = world.app.post(url, headers=world.headers(who), follow_redirects=False)
        assert response.status_code in ((302, 403, 404) if who == "sysadmin" else (403, 404))


def test_links_are_asked_for_when_a_decision_is_awaited(world: World) -> None:
    """Not before the opinion, not after the decision, five times at most."""
    dataset = world.submitted("Trop tôt pour le maire")
    world.call("agent", "governance_decision_link_create", 409, id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    for _ in range(5):
        world.call("agent", "governance_decision_link_create", id=dataset["id"])
    assert "link" in world.call("agent", "governance_decision_link_create", 409, id=dataset["id"])
    world.call("controller", "governance_publish", id=dataset["id"])
    world.call("agent", "governance_decision_link_create", 409, id=dataset["id"])


def test_the_portal_sends_by_itself_where_wanted(
    world: World, reset_queues: Callable[[], None]
) -> None:
    """Once after each opinion, when the organisation has chosen so; nothing otherwise."""
    place = world.organization["id"]
    silent = world.submitted("Sans envoi automatique")
    reset_queues()
    world.call("dpo", "governance_opinion", id=silent["id"], kind="favourable")
    world.call("controller", "governance_mayor_record", organization=place, **MAYOR, sends=True)
    dataset = world.submitted("Avec envoi automatique")
    reset_queues()
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    with mail_server() as (box, port):
        work(port)
        subjects = [mail["Subject"] for mail in _to_mayor(box)]
    assert subjects.count("Votre décision\u00a0: Avec envoi automatique") == 1
    assert not [subject for subject in subjects if "Sans envoi" in subject]
    (link,) = world.call("agent", "governance_decision_link_list", id=dataset["id"])
    assert (link["created_by"], link["status"]) == (None, "good")
    reset_queues()


def test_the_review_page_sends_and_cancels(world: World) -> None:
    """Its people see the links sent, send one and cancel it by a button, without the token."""
    dataset = world.with_opinion("Liens sur la page")
    url = f"/governance/review/{dataset['name']}"
    headers = world.headers("agent")
    page = BeautifulSoup(world.app.get(url, headers=headers).body, "html.parser")
    assert MAYOR["mayor_email"] in page.select("[data-send-link]")[0].text
    page = BeautifulSoup(world.app.post(f"{url}/link", headers=headers).body, "html.parser")
    (link,) = page.select("[data-link]")
    assert link["data-link"] == "waiting"
    action = link.select("form")[0]["action"]
    page = BeautifulSoup(world.app.post(str(action), headers=headers).body, "html.parser")
    assert [link["data-link"] for link in page.select("[data-link]")] == ["void"]


def test_a_revision_is_decided_by_link(world: World) -> None:
    """The link of a revision gives its content to the public dataset, under the same addresses."""
    public = world.published("Révisé par lien")
    revision = world.call("agent", "governance_revise", id=public["id"])
    world.call("agent", "package_patch", id=revision["id"], notes="A better description.")
    world.call("agent", "governance_submit", id=revision["id"])
    world.call("dpo", "governance_opinion", id=revision["id"], kind="favourable")
    token = _link(revision, world)
    _post(world, token, decision="publish", code=_code(token))
    shown = world.call(None, "package_show", id=public["id"])
    assert shown["notes"] == "A better description."
    _ended(world, token)
