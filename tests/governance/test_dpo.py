"""Designating somebody by their address, and services of DPO: by API, page and command."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup
from mail_kit import Letterbox, mail_server

from ckan import model
from ckan.cli.cli import ckan
from ckan.tests import factories

from ckanext.opendata_territoire.governance.model_notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

NAME = "Prénom Secret"


@pytest.fixture
def letterbox(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """Run a mail server, and let the portal use it."""
    with mail_server() as (box, port):
        monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{port}")
        yield box


def _address() -> str:
    return f"dpo-{uuid4().hex[:8]}@example.org"


def _known(world: World, who: str) -> str:
    """Give somebody an account with a full name; return the address."""
    email = _address()
    world.people[who] = factories.UserWithToken(email=email, fullname=NAME)
    return email


def _shape(found: dict[str, Any]) -> dict[str, Any]:
    """Return a designation without what differs between any two."""
    same = {"id": "", "recorded_at": "", "confirmed_at": ""}
    person = {**found["user"], "id": "", "title": ""}
    return {**found, **same, "user": person}


def _assign(world: World, who: str = "controller", **data: Any) -> Any:
    return world.call(who, "governance_dpo_assign", organization=world.organization["id"], **data)


def _page(world: World, who: str, url: str) -> BeautifulSoup:
    answer = world.app.get(url, headers=world.headers(who))
    assert answer.status_code == 200, answer.body
    return BeautifulSoup(answer.body, "html.parser")


def test_an_address_without_account_is_designated_and_invited(
    world: World, letterbox: Letterbox
) -> None:
    """In one step by page; the person chooses a password by the link, and is the DPO."""
    email, url = _address(), f"/governance/dpo/{world.neighbour['name']}"
    place = {"id": world.neighbour["id"], "username": world.people["stranger"]["name"]}
    world.call("sysadmin", "organization_member_create", **place, role="admin")
    answer = world.app.post(
        url, data={"user": email}, headers=world.headers("stranger"), follow_redirects=False
    )
    assert answer.status_code == 302, answer.body
    (message,) = letterbox.messages
    assert email in message["To"]
    assert world.neighbour["title"] in message.get_content()
    link = re.search(r"https?://[^/\s]+(/\S*reset\S*)", message.get_content())
    assert link
    user = model.User.by_email(email)
    assert user
    secret = {"password1": "Un-mot-de-passe-9", "password2": "Un-mot-de-passe-9"}
    world.app.post(link[1], data={"name": user.name, **secret}, follow_redirects=False)
    model.Session.expire_all()
    user = model.User.by_email(email)
    assert user
    assert user.state == "active"
    token = factories.APIToken(user=user.name)["token"]
    world.people["invited"] = {"token": token, "name": user.name}
    assert world.call("invited", "governance_queue")["organizations"] == 1
    row = _page(world, "invited", url).select_one("[data-designation]")
    assert row
    (form,) = row.select("form[action$='/accept']")
    world.app.post(str(form["action"]), headers=world.headers("invited"))
    assert not _page(world, "invited", url).select("form[action$='/accept']")
    (found,) = world.call("stranger", "governance_dpo_list", organization=world.neighbour["id"])
    assert (found["accepted"], found["user"]["name"]) == (True, user.name)
    world.call("stranger", "governance_dpo_revoke", id=found["id"])
    world.call("stranger", "organization_member_delete", **place)


@pytest.mark.usefixtures("letterbox")
def test_the_answer_is_the_same_for_known_and_unknown(world: World) -> None:
    """Neither answer, list, page nor journal tell whether an address had an account, nor a name."""
    known = _known(world, "secret")
    answers = [_assign(world, user=email) for email in (_address(), known)]
    assert _shape(answers[0]) == _shape(answers[1])
    assert answers[1]["mailed"] is True
    listed = world.call("controller", "governance_dpo_list", organization=world.organization["id"])
    page = _page(world, "controller", f"/governance/dpo/{world.organization['name']}").text
    journal = world.call("controller", "governance_journal", limit=100)
    for shown in (str(listed), page, str(journal)):
        assert NAME not in shown
        assert world.people["secret"]["name"] not in shown
    assert known in page
    for stranger in (None, "reader", "agent", "controller", "team", "sysadmin", "dpo"):
        assert world.status(stranger, "governance_dpo_accept", id=answers[1]["id"]) == 403
    world.call("secret", "governance_dpo_accept", id=answers[1]["id"])
    world.call("secret", "governance_dpo_accept", id=answers[1]["id"])
    listed = world.call("controller", "governance_dpo_list", organization=world.organization["id"])
    assert NAME in [found["user"]["title"] for found in listed]
    for answer in answers:
        world.call("controller", "governance_dpo_revoke", id=answer["id"])


def test_by_the_team_an_address_waits_for_the_organisation(world: World) -> None:
    """Today's rule holds for an address: it gives no right until a controller confirms."""
    email = _known(world, "awaited")
    found = _assign(world, "team", user=email)
    assert (found["confirmed"], world.status("awaited", "governance_queue")) == (False, 403)
    world.call("controller", "governance_dpo_confirm", id=found["id"])
    assert world.status("awaited", "governance_queue") == 200
    world.call("controller", "governance_dpo_revoke", id=found["id"])


@pytest.mark.parametrize(
    "data",
    [
        {"user": "pas une adresse@"},
        {"user": "a@b.example\nBcc: c@d.example"},
        {"user": "x" * 250 + "@example.org"},
        {"user": ["a@b.example"]},
        {"user": "nobody-here"},
        {"user": ""},
        {"service": "aucun service"},
        {"user": "a@b.example", "service": "x"},
        {"user": "a@b.example", "starts": "2026-13-01"},
        {"user": "a@b.example", "starts": "0001-01-01"},
        {"user": "a@b.example", "starts": "2026-02-01", "ends": "2026-01-01"},
        {"user": "a@b.example", "reference": "x" * 10_001},
    ],
)
def test_hostile_designations_change_nothing(world: World, data: dict[str, Any]) -> None:
    """What is wrong is said in French at its field; no account is opened, no mail leaves."""
    before = model.Session.query(model.User).count()
    error = _assign(world, status=409, **data)
    assert set(error) - {"__type"} <= {"user", "service", "starts", "ends", "reference"}, error
    assert model.Session.query(model.User).count() == before


def test_two_designations_at_once_make_one(world: World) -> None:
    """The same person is designated once, also when two controllers press at the same moment."""
    email = _known(world, "twice")
    data = {"organization": world.organization["id"], "user": email}
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(world.status, "controller", "governance_dpo_assign", **data)
            for _ in range(4)
        ]
        assert sorted(call.result() for call in calls) == [200, 409, 409, 409]
    for found in world.call("controller", "governance_dpo_list", organization=data["organization"]):
        if found["user"]["title"] == email:
            world.call("controller", "governance_dpo_revoke", id=found["id"])


def test_the_command_takes_an_address(world: World, cli: Any) -> None:
    """`dpo assign` invites an address, and run again confirms what it recorded."""
    email = _address()
    assign = ["governance", "dpo", "assign", world.organization["name"], email]
    first = cli.invoke(ckan, assign)
    assert "À confirmer par l’organisation." in first.output
    confirmed = [*assign, "--confirmed-by", world.people["controller"]["name"]]
    assert "Confirmé." in cli.invoke(ckan, confirmed).output
    assert model.Session.query(model.User).filter_by(email=email).count() == 1


def _service(world: World, who: str = "team") -> dict[str, Any]:
    name = f"CDG fictif {uuid4().hex[:6]}"
    return world.call(who, "governance_dpo_service_create", name=name, email="dpd@example.org")


def _add(world: World, service: dict[str, Any], who: str = "team", **data: Any) -> Any:
    return world.call(who, "governance_dpo_service_officer_add", service=service["id"], **data)


SERVICE_ACTIONS: dict[str, dict[str, Any]] = {
    "create": {"name": "Autre", "email": "a@b.example"},
    "update": {"name": "Autre", "email": "a@b.example"},
    "officer_add": {"user": "x@y.example"},
    "show": {},
}


@pytest.mark.parametrize(
    "who", [None, "reader", "member", "agent", "controller", "dpo", "neighbour", "epci"]
)
def test_others_keep_no_service(world: World, who: str | None) -> None:
    """Only the accompanying team, sysadmins and its leads keep a service."""
    service = _service(world)
    officer = _add(world, service, user=_address())
    for action, data in SERVICE_ACTIONS.items():
        status = world.status(
            who, f"governance_dpo_service_{action}", service=service["id"], **data
        )
        assert status == 403, action
    remove = "governance_dpo_service_officer_remove"
    assert world.status(who, remove, id=officer["id"]) == 403
    answer = world.app.get(
        f"/governance/dpo-services/{service['id']}",
        headers=world.headers(who),
        follow_redirects=False,
    )
    assert answer.status_code == (403 if who else 302)


def test_the_officers_of_a_service_are_dpo_of_who_designates_it(world: World) -> None:
    """On its dates only: queue, opinion, rights end with the removal and with the designation."""
    service = _service(world, "sysadmin")
    email = _known(world, "officer")
    today = date.today()  # noqa: DTZ011 - the days of the test are local
    designation = _assign(world, service=service["id"])
    assert designation["service"]["name"] == service["name"]
    assert world.status("officer", "governance_queue") == 403
    late = _add(world, service, user=email, starts=(today + timedelta(days=2)).isoformat())
    assert world.status("officer", "governance_queue") == 403
    world.call("team", "governance_dpo_service_officer_remove", id=late["id"])
    officer = _add(world, service, user=email)
    dataset = world.submitted("Lu par un agent du service")
    queue = world.call("officer", "governance_queue", limit=100)
    assert dataset["title"] in [row["title"] for row in queue["results"]]
    world.call("officer", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("team", "governance_dpo_service_officer_remove", id=officer["id"])
    assert world.status("officer", "governance_queue") == 403
    _add(world, service, user=email)
    assert world.status("officer", "governance_queue") == 200
    world.call("controller", "governance_dpo_revoke", id=designation["id"])
    assert world.status("officer", "governance_queue") == 403


def test_a_service_alone_lets_a_commune_send(world: World) -> None:
    """An officer in force is needed: a service without one, or only with its own agent, is none."""
    place = {"id": world.neighbour["id"], "username": world.people["stranger"]["name"]}
    world.call("sysadmin", "organization_member_create", **place, role="admin")
    service = _service(world)
    found = world.call(
        "stranger",
        "governance_dpo_assign",
        organization=world.neighbour["id"],
        service=service["name"].upper(),
    )
    dataset = world.draft("Envoyé au service", "neighbour", owner_org=world.neighbour["id"])
    world.upload("neighbour", dataset["id"])

    def has_dpo() -> bool:
        return world.call("neighbour", "governance_show", id=dataset["id"])["has_dpo"]

    def counted() -> bool:
        figures = world.call("team", "governance_statistics", q=world.neighbour["title"])
        return figures["organizations"][0]["dpo"]

    assert (has_dpo(), counted()) == (False, False)
    _add(world, service, user=world.people["neighbour"]["name"])
    assert (has_dpo(), counted()) == (False, False)
    assert "dpo" in world.call("neighbour", "governance_submit", 409, id=dataset["id"])
    _add(world, service, user=world.people["reader"]["name"], stand_in=True)
    assert (has_dpo(), counted()) == (True, True)
    world.call("neighbour", "governance_submit", id=dataset["id"])
    opinion = {"id": dataset["id"], "kind": "favourable"}
    assert world.status("neighbour", "governance_opinion", **opinion) == 403
    world.call("reader", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("stranger", "governance_dpo_revoke", id=found["id"])
    world.call("stranger", "organization_member_delete", **place)


def test_keeping_the_list_gives_no_opinion(world: World) -> None:
    """Nobody adds themselves, no sysadmin is an officer, the team reads no queue by it."""
    service = _service(world)
    designation = _assign(world, service=service["id"])
    for who, person in (("team", "team"), ("team", "sysadmin"), ("sysadmin", "sysadmin")):
        user = world.people[person]["name"]
        error = _add(world, service, who, status=409, user=user)
        assert "user" in error, (who, person)
    assert world.status("team", "governance_queue") == 403
    assert world.call("sysadmin", "governance_queue")["organizations"] == 0
    world.call("controller", "governance_dpo_revoke", id=designation["id"])


def test_the_lead_keeps_the_service(world: World) -> None:
    """By its page: adds, removes, renames; not once removed."""
    service = _service(world)
    _known(world, "lead")
    _add(world, service, user=world.people["lead"]["email"], lead=True)
    url = f"/governance/dpo-services/{service['id']}"
    headers = world.headers("lead")
    added = {"user": _address(), "part": "stand_in", "reference": "Arrêté 12"}
    answer = world.app.post(f"{url}/officers", data=added, headers=headers, follow_redirects=False)
    assert answer.status_code == 302, answer.body
    wrong = world.app.post(f"{url}/officers", data=added, headers=headers, follow_redirects=False)
    assert wrong.status_code == 422
    assert added["user"] in wrong.body
    renamed = {"name": f"{service['name']} bis", "email": "autre@example.org"}
    assert world.app.post(url, data=renamed, headers=headers).status_code == 200
    page = _page(world, "lead", url)
    assert page.select_one("h1").text == renamed["name"]  # type: ignore[union-attr]
    assert len(page.select("[data-officer]")) == 2
    shown = world.call("lead", "governance_dpo_service_show", service=service["id"])
    own = next(o for o in shown["officers"] if o["lead"])
    world.call("lead", "governance_dpo_accept", id=own["id"])
    world.call("team", "governance_dpo_service_officer_remove", id=own["id"])
    assert world.status("lead", "governance_dpo_service_show", service=service["id"]) == 403


@pytest.mark.parametrize(
    "data",
    [
        {"name": "", "email": "a@b.example"},
        {"name": "   ", "email": "a@b.example"},
        {"name": "x" * 201, "email": "a@b.example"},
        {"name": "Deux\nlignes", "email": "a@b.example"},
        {"name": ["x"], "email": "a@b.example"},
        {"name": "Sans adresse", "email": "rien"},
        {"name": "Sans adresse"},
    ],
)
def test_hostile_services_are_refused(world: World, data: dict[str, Any]) -> None:
    """A service has a name of one line and an address, or is not created."""
    error = world.call("team", "governance_dpo_service_create", 409, **data)
    assert set(error) - {"__type"} <= {"name", "email"}


def test_a_service_has_its_own_name(world: World) -> None:
    """Two services never have one name, whatever the capitals."""
    service = _service(world)
    data = {"name": service["name"].upper(), "email": "a@b.example"}
    assert "name" in world.call("team", "governance_dpo_service_create", 409, **data)


def test_the_form_offers_services(world: World) -> None:
    """The page designates a service; the controller then reads who is in it."""
    service = _service(world)
    email = _address()
    _add(world, service, user=email)
    url = f"/governance/dpo/{world.organization['name']}"
    assert _page(world, "controller", url).select(f"option[value='{service['id']}']")
    data = {"who": "service", "service": service["id"], "user": ""}
    answer = world.app.post(
        url, data=data, headers=world.headers("controller"), follow_redirects=False
    )
    assert answer.status_code == 302
    link = _page(world, "controller", url).select_one(
        f"[data-designation] a[href$='{service['id']}']"
    )
    assert link
    assert email in _page(world, "controller", str(link["href"])).text
    shown = world.call("controller", "governance_dpo_service_show", service=service["id"])
    assert "organizations" not in shown
    listed = world.call("controller", "governance_dpo_list", organization=world.organization["id"])
    for found in listed:
        if found["service"]:
            world.call("controller", "governance_dpo_revoke", id=found["id"])


@pytest.mark.usefixtures("letterbox")
def test_an_agent_asks_for_a_dpo_in_one_click(world: World) -> None:
    """The draft says what to do; the controller gets one mail a day; nobody else asks."""
    dataset = world.draft("Sans DPO", "neighbour", owner_org=world.neighbour["id"])
    page = _page(world, "neighbour", f"/governance/review/{dataset['name']}")
    (form,) = page.select("[data-no-dpo] form")
    place = {"id": world.neighbour["id"], "username": world.people["stranger"]["name"]}
    answer = world.app.post(str(form["action"]), headers=world.headers("neighbour"))
    assert "alert-danger" in answer.body
    world.call("sysadmin", "organization_member_create", **place, role="admin")
    for _ in range(2):
        assert world.app.post(str(form["action"]), headers=world.headers("neighbour"))
    letters = model.Session.query(Notice).filter_by(kind="letter:dpo_wanted").all()
    assert [letter.address for letter in letters] == [world.people["stranger"]["email"]]
    page = _page(world, "stranger", f"/governance/review/{dataset['name']}")
    assert page.select("[data-no-dpo] a[href^='/governance/dpo/']")
    for who in (None, "reader", "member", "agent", "controller", "dpo", "team", "sysadmin"):
        data = {"organization": world.neighbour["id"]}
        assert world.status(who, "governance_dpo_ask", **data) == 403, who
    world.call("stranger", "organization_member_delete", **place)
