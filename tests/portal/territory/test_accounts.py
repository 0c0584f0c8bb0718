"""Accounts of an organisation: by page, by API, by command; mails go to a real server."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from mail_kit import Letterbox, free_port, mail_server, work

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.lib import jobs
from ckan.tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

PAGE = "/organization/aigues-vives/accounts"
EMAIL = "camille.fictive@example.org"


@pytest.fixture(autouse=True)
def _forget(here: Any) -> Iterator[None]:
    """Take away the account that a test has made, so that the next finds none."""
    yield
    user = model.User.by_email(EMAIL)
    if user:
        model.Session.query(model.Member).filter_by(table_id=user.id).delete()
        model.Session.delete(user)
        model.Session.commit()


@pytest.fixture
def letterbox(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """Run a mail server, and let the portal use it."""
    with mail_server() as (box, port):
        monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{port}")
        monkeypatch.setenv("CKAN_SMTP_SERVER", f"127.0.0.1:{port}")  # a command reads its own
        yield box


@pytest.fixture
def no_mail(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the portal look for a mail server where there is none."""
    monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{free_port()}")


def account(email: str = EMAIL) -> model.User:
    """Find the account of an address."""
    user = model.User.by_email(email)
    assert user
    model.Session.refresh(user)
    return user


def roles(here: Any) -> dict[str, str]:
    """Return the roles in the commune, by address."""
    people = here.call("sysadmin", "organization_account_list", id="aigues-vives")
    return {person["email"]: person["role"] for person in people}


def listed(here: Any, name: str, who: str = "controller") -> dict[str, Any]:
    """Return an account as those in charge of the commune see it."""
    people = here.call(who, "organization_account_list", id="aigues-vives")
    return next(person for person in people if person["name"] == name)


def invite(here: Any, **data: Any) -> Any:
    """Invite as the page does."""
    return here.app.post(
        PAGE, data=data, headers=here.headers("controller"), follow_redirects=False
    )


def test_invitation_by_page_up_to_the_password(here: Any, letterbox: Letterbox) -> None:
    """The one in charge invites; the person follows the link, chooses a password, is an agent."""
    answer = invite(here, email=EMAIL, role="agent")
    assert answer.status_code == 302
    (message,) = letterbox.messages
    assert EMAIL in message["To"]
    text = message.get_content()
    assert "Aigues-Vives" in text
    link = re.search(r"https?://[^/\s]+(/\S*reset\S*)", text)
    assert link, text
    page = here.app.get(link[1])
    assert page.status_code == 200
    name = account().name
    done = here.app.post(
        link[1],
        data={"name": name, "password1": "Un-mot-de-passe-9", "password2": "Un-mot-de-passe-9"},
        follow_redirects=False,
    )
    assert done.status_code == 302, done.body
    assert account().state == "active"
    assert account().validate_password("Un-mot-de-passe-9")
    assert roles(here)[EMAIL] == "editor"


def test_mail_is_plain_text(here: Any, letterbox: Letterbox) -> None:
    """An apostrophe in a name is an apostrophe in the mail, in its title and in its text."""
    here.call(
        "neighbour_controller",
        "organization_account_add",
        id="la-borie-d-oeuvre",
        email=EMAIL,
        role="controller",
    )
    (message,) = letterbox.messages
    text = message.get_content()
    assert "La Borie-d’Œuvre" in text
    assert "&" not in text.replace(re.findall(r"http\S+", text)[0], "")
    assert message["Subject"].strip() == message["Subject"]


def test_existing_address_gets_the_role(here: Any, letterbox: Letterbox) -> None:
    """Somebody who has an account is told, without a link, whatever the capitals of the address."""
    email = factories.User()["email"]
    data = {"id": "aigues-vives", "role": "controller", "email": email.upper()}
    here.call("controller", "organization_account_add", **data)
    assert roles(here)[email] == "admin"
    (message,) = letterbox.messages
    assert "reset" not in message.get_content()


def test_nobody_learns_who_has_an_account(here: Any, letterbox: Letterbox) -> None:
    """The answer is the same for an address that is known and for another."""
    data = {"id": "aigues-vives", "role": "agent"}
    answers = [
        here.call("controller", "organization_account_add", email=email, **data) | {"email": ""}
        for email in (EMAIL, factories.User()["email"])
    ]
    assert answers[0] == answers[1]
    expected = {"email": "", "role": "agent", "outcome": "invited", "mailed": True}
    assert answers[0] == expected


@pytest.mark.usefixtures("letterbox")
def test_addresses_are_shown_to_those_who_gave_them(here: Any) -> None:
    """Taking somebody in by their name tells nothing of their address."""
    person = factories.User(email="paule.inventee@example.org", fullname="")
    join = {"id": "aigues-vives", "username": person["name"], "role": "editor"}
    here.call("controller", "organization_member_create", **join)
    shown = listed(here, person["name"])
    assert (shown["email"], shown["invited"]) == ("p…@example.org", False)
    assert person["email"] not in str(shown)
    assert person["email"] not in here.app.get(PAGE, headers=here.headers("controller")).body
    assert listed(here, person["name"], "sysadmin")["email"] == person["email"]
    data = {"id": "aigues-vives", "email": person["email"], "role": "agent"}
    here.call("controller", "organization_account_add", **data)
    assert listed(here, person["name"])["email"] == person["email"]


@pytest.mark.parametrize("who", [None, "stranger", "agent", "controller", "team", "sysadmin"])
def test_the_list_of_accounts_is_for_administrators(here: Any, who: str | None) -> None:
    """Nobody else reads or searches the names of all accounts, by API or page."""
    allowed = who == "sysadmin"
    for action in ("user_list", "user_autocomplete"):
        assert here.status(who, action, q="test") == (200 if allowed else 403), action
    for page in ("/user/", "/api/2/util/user/autocomplete?q=test"):
        answer = here.app.get(page, headers=here.headers(who), follow_redirects=False)
        assert (answer.status_code == 200) == allowed, page


@pytest.mark.usefixtures("no_mail")
def test_invitations_at_once_open_one_account(here: Any) -> None:
    """One address, one account, also when two people invite at the same moment."""
    invitation = {"id": "aigues-vives", "email": EMAIL, "role": "agent"}
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(here.status, "controller", "organization_account_add", **invitation)
            for _ in range(4)
        ]
        assert {call.result() for call in calls} == {200}
    assert model.Session.query(model.User).filter_by(email=EMAIL).count() == 1


def test_one_way_to_invite(here: Any) -> None:
    """CKAN's own invitation, which opens a second account at the same address, is refused."""
    data = {"email": EMAIL, "role": "editor", "group_id": "aigues-vives"}
    assert "email" in here.call("controller", "user_invite", status=409, **data)
    assert model.User.by_email(EMAIL) is None


def said(here: Any, answer: Any) -> str:
    """Return the message of the page to which an answer leads."""
    page = here.app.get(answer.headers["Location"])
    message = BeautifulSoup(page.body, "html.parser").select_one(".flash-messages .alert")
    assert message
    return message.get_text(" ", strip=True)


def forget_password(here: Any, reference: str) -> Any:
    """Ask for another password, as a visitor who comes for the first time."""
    here.app.client = here.app.test_client()
    return here.app.post("/user/reset", data={"user": reference}, follow_redirects=False)


def test_forgotten_password_tells_nothing(here: Any, reset_queues: Callable[[], None]) -> None:
    """Same answer after same work for an account, its address and neither: the worker finds out."""
    person = factories.User()
    answers, works = set(), []
    for reference in (person["name"], person["email"], "personne", "personne@example.org"):
        reset_queues()
        answer = forget_password(here, reference)
        answers.add((answer.status_code, answer.headers["Location"], said(here, answer)))
        works.append([(job.func_name, tuple(job.args)) for job in jobs.get_queue().jobs])
        assert works[-1][0][1] == (reference,)
    assert len(answers) == 1
    assert len({job[0] for (job,) in works}) == 1
    reset_queues()


@pytest.mark.parametrize("reference", ["", "   ", "x" * 255])
def test_forgotten_password_of_nobody(
    here: Any, reset_queues: Callable[[], None], reference: str
) -> None:
    """What can be no account is said on the form, and gives the worker nothing to do."""
    reset_queues()
    answer = forget_password(here, reference)
    assert answer.headers["Location"].endswith("/user/reset")
    assert said(here, answer)
    assert jobs.get_queue().jobs == []


def test_forgotten_password(
    here: Any, letterbox: Letterbox, reset_queues: Callable[[], None]
) -> None:
    """The worker sends the link, by which another password is chosen."""
    person = factories.User()
    reset_queues()
    forget_password(here, person["email"])
    forget_password(here, "personne@example.org")
    log = work(int(tk.config["smtp.server"].rpartition(":")[2]))
    assert "Traceback" not in log
    (message,) = letterbox.messages
    link = re.search(r"https?://[^/\s]+(/\S*reset\S*)", message.get_content())
    assert link
    assert here.app.get(link[1]).status_code == 200


def test_a_link_tells_nobody_who_has_an_account(here: Any) -> None:
    """A wrong link of an account and one of no account lead to the same page, which says why."""
    answers = set()
    for name in (factories.User()["name"], "personne"):
        here.app.client = here.app.test_client()
        answer = here.app.get(f"/user/reset/{name}?key=inventee", follow_redirects=False)
        answers.add((answer.status_code, answer.headers["Location"], said(here, answer)))
    assert len(answers) == 1


@pytest.mark.parametrize("who", ["agent", "controller", "neighbour", "stranger"])
def test_no_fingerprint_of_an_address(here: Any, who: str) -> None:
    """Nobody tests whose address it is by its fingerprint; one's own is there."""
    other, own = here.people["member"], here.people[who]
    assert "email_hash" not in here.call(who, "user_show", id=other["id"], status=None)
    assert here.call(who, "user_show", id=own["id"])["email_hash"]
    assert here.call("sysadmin", "user_show", id=other["id"])["email_hash"]
    for action in ("organization_show", "group_show"):
        found = here.call(who, action, id="aigues-vives", include_users=True, status=None)
        others = [user for user in found.get("users", []) if user["name"] != own["name"]]
        assert not [user for user in others if "email_hash" in user], action


def test_whoever_has_the_role_is_left_in_peace(here: Any, letterbox: Letterbox) -> None:
    """Inviting an agent as agent says so, writes nothing, changes nothing."""
    agent = here.people["agent"]
    answer = invite(here, email=agent["email"], role="agent")
    assert "a déjà ce rôle" in said_to_controller(here, answer)
    assert letterbox.messages == []
    assert roles(here)[agent["email"]] == "editor"


def test_another_role_is_said_and_offered(here: Any, letterbox: Letterbox) -> None:
    """Inviting an agent as the one in charge says what they are and where to change it."""
    agent = here.people["agent"]
    answer = invite(here, email=agent["email"], role="controller")
    assert answer.status_code == 422
    assert "déjà agent de l’organisation" in answer.body
    assert agent["email"] in answer.body
    assert (letterbox.messages, roles(here)[agent["email"]]) == ([], "editor")


def test_invited_twice(here: Any, letterbox: Letterbox) -> None:
    """Whoever has not answered is written to again, and the page says so."""
    invite(here, email=EMAIL, role="agent")
    assert "de nouveau" in said_to_controller(here, invite(here, email=EMAIL, role="agent"))
    assert len(letterbox.messages) == 2


@pytest.mark.parametrize("server", ["", "127.0.0.1:1"])
def test_a_mail_that_did_not_leave_is_never_told_as_sent(
    here: Any, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch, server: str
) -> None:
    """Without a server, or with a dead one, nothing on the page says that a mail left."""
    monkeypatch.setitem(ckan_config, "smtp.server", server)
    told = said_to_controller(here, invite(here, email=EMAIL, role="agent"))
    assert "aucun courriel n’a pu partir" in told
    page = here.app.get(PAGE, headers=here.headers("controller")).body
    assert "n’a pas pu partir" in page
    assert "n’a pas encore répondu" not in page


def said_to_controller(here: Any, answer: Any) -> str:
    """Return what the page tells the one in charge after a form."""
    assert answer.status_code == 302, answer.body
    page = here.app.get(answer.headers["Location"], headers=here.headers("controller"))
    return BeautifulSoup(page.body, "html.parser").select_one(".flash-messages").get_text(" ")  # type: ignore[union-attr]


def test_invitation_without_a_sender(
    here: Any, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No sender is set: the account waits, and the page says that the mail did not leave."""
    monkeypatch.setitem(ckan_config, "smtp.mail_from", "")
    assert invite(here, email=EMAIL, role="agent").status_code == 302
    assert "alert-danger" in here.app.get(PAGE, headers=here.headers("controller")).body
    data = {"id": "aigues-vives", "email": EMAIL, "role": "agent"}
    assert here.call("controller", "organization_account_add", **data)["mailed"] is False
    assert model.Session.query(model.User).filter_by(email=EMAIL).count() == 1


@pytest.mark.usefixtures("no_mail")
def test_without_mail_the_account_is_there(here: Any) -> None:
    """The mail server is down: the account waits, the page says so and offers to send again."""
    assert invite(here, email=EMAIL, role="controller").status_code == 302
    assert (account().state, roles(here)[EMAIL]) == ("pending", "admin")
    page = here.app.get(PAGE, headers=here.headers("controller")).body
    assert f'name="email" value="{EMAIL}"' in page


def test_inviting_again_sends_again(
    here: Any, no_mail: None, ckan_config: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    """Once mail works, the same request sends the invitation of the same account."""
    data = {"id": "aigues-vives", "email": EMAIL, "role": "agent"}
    first = here.call("sysadmin", "organization_account_add", **data)
    assert (first["created"], first["mailed"]) == (True, False)
    box = request.getfixturevalue("letterbox")
    second = here.call("sysadmin", "organization_account_add", **data)
    assert (second["created"], second["mailed"]) == (False, True)
    assert second["user"] == first["user"]
    assert len(box.messages) == 1


@pytest.mark.parametrize(
    "data",
    [
        {"email": "", "role": "agent"},
        {"email": "pas une adresse", "role": "agent"},
        {"email": "a@b.example\nBcc: c@d.example", "role": "agent"},
        {"email": EMAIL, "role": "sysadmin"},
        {"email": EMAIL},
    ],
)
def test_wrong_form_creates_nothing_and_keeps_what_was_typed(
    here: Any, letterbox: Letterbox, data: dict[str, str]
) -> None:
    """A wrong address or role is said on the form, which keeps it; no account, no mail."""
    before = model.Session.query(model.User).count()
    answer = invite(here, **data)
    assert answer.status_code == 422
    assert "data-errors" in answer.body
    if data["email"] == EMAIL:
        assert EMAIL in answer.body
    assert model.Session.query(model.User).count() == before
    assert letterbox.messages == []


def test_roles_change_and_end(here: Any) -> None:
    """The one in charge changes a role, then removes the person; the account itself stays."""
    person = factories.User()
    join = {"username": person["name"], "role": "editor"}
    here.call("controller", "organization_member_create", id="aigues-vives", **join)
    headers = here.headers("controller")
    change = {"user": person["name"], "role": "controller"}
    assert here.app.post(f"{PAGE}/role", data=change, headers=headers).status_code == 200
    assert roles(here)[person["email"]] == "admin"
    gone = {"user": person["name"]}
    assert here.app.post(f"{PAGE}/remove", data=gone, headers=headers).status_code == 200
    assert person["email"] not in roles(here)
    assert account(person["email"]).state == "active"


@pytest.mark.parametrize(
    "who",
    [None, "stranger", "member", "agent", "neighbour_controller", "epci", "team", "dpo"],
)
def test_page_is_for_those_in_charge(here: Any, who: str | None) -> None:
    """Nobody else reads the page or posts to it, the organisations above included."""
    headers = here.headers(who)
    assert here.app.get(PAGE, headers=headers).status_code in (401, 403)
    for suffix, data in (
        ("", {"email": EMAIL, "role": "controller"}),
        ("/role", {"user": here.people["agent"]["name"], "role": "controller"}),
        ("/remove", {"user": here.people["agent"]["name"]}),
    ):
        answer = here.app.post(f"{PAGE}{suffix}", data=data, headers=headers)
        assert answer.status_code in (401, 403), suffix
    assert roles(here)[here.people["agent"]["email"]] == "editor"
    assert model.User.by_email(EMAIL) is None


def test_forged_form_is_refused(
    here: Any, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A session cookie without the form's token does nothing, even after a call by API token."""
    person = factories.User(password="Un-mot-de-passe-9")
    join = {"username": person["name"], "role": "admin"}
    here.call("controller", "organization_member_create", id="aigues-vives", **join)
    signed_in = {"login": person["name"], "password": "Un-mot-de-passe-9"}
    assert here.app.post("/user/login", data=signed_in).status_code == 200
    for settings in (ckan_config, here.app.flask_app.config):
        monkeypatch.setitem(settings, "WTF_CSRF_ENABLED", True)
    assert invite(here, email=EMAIL, role="agent").status_code == 302
    agent = here.people["agent"]
    forged = here.app.post(f"{PAGE}/remove", data={"user": agent["name"]})
    assert forged.status_code == 400
    assert here.app.get(PAGE).status_code == 200
    assert agent["email"] in roles(here)


@pytest.mark.parametrize("page", ["manage_members", "member_new"])
def test_core_pages_of_members_lead_here(here: Any, page: str) -> None:
    """There is one page for the accounts of an organisation."""
    answer = here.app.get(
        f"/organization/{page}/aigues-vives",
        headers=here.headers("controller"),
        follow_redirects=False,
    )
    assert answer.status_code == 302
    assert answer.headers["Location"].endswith(PAGE)


def run(cli: Any, *arguments: str) -> Any:
    """Run the command."""
    return cli.invoke(ckan, ["territoire", "account", "add", *arguments])


def test_command(here: Any, letterbox: Letterbox, cli: Any) -> None:
    """The operator opens an account; the mail leaves."""
    done = run(cli, "aigues-vives", EMAIL, "--role", "controller")
    assert done.exit_code == 0, done.output
    assert EMAIL in done.output
    assert len(letterbox.messages) == 1
    assert roles(here)[EMAIL] == "admin"


@pytest.mark.usefixtures("no_mail")
def test_command_without_mail(here: Any, cli: Any) -> None:
    """The account is open; the command says how to send the mail again."""
    done = run(cli, "aigues-vives", EMAIL, "--role", "agent")
    assert done.exit_code == 0, done.output
    assert f"ckan territoire account add aigues-vives {EMAIL} --role agent" in done.output
    assert roles(here)[EMAIL] == "editor"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nulle-part", EMAIL, "--role", "agent"), 1),
        (("aigues-vives", "pas une adresse", "--role", "agent"), 1),
        (("aigues-vives", EMAIL, "--role", "chef"), 2),
    ],
)
def test_command_refuses_in_words(
    here: Any, cli: Any, arguments: tuple[str, ...], code: int
) -> None:
    """An unknown organisation, a wrong address, an unknown role: a line, and an exit code."""
    done = run(cli, *arguments)
    assert done.exit_code == code
    assert "Traceback" not in done.output
    assert model.User.by_email(EMAIL) is None


def test_nobody_learns_which_accounts_exist(here: Any) -> None:
    """The organisations of somebody are told to them, to administrators and, as far as they share
    them, to colleagues; others hear the same answer of an account as of none."""
    agent = here.people["agent"]
    for who, status in ((None, 403), ("stranger", 404)):
        answers = [
            here.call(who, "organization_list_for_user", status=status, id=name)
            for name in (agent["name"], agent["id"], "nobody-at-all")
        ]
        assert answers[0] == answers[1] == answers[2]
    for who in ("agent", "controller", "sysadmin"):
        for name in (agent["name"], agent["id"]):
            found = here.call(
                who, "organization_list_for_user", id=name, permission="create_dataset"
            )
            assert [place["name"] for place in found] == ["aigues-vives"]
    assert here.call(None, "organization_list_for_user") == []
    here.call("sysadmin", "organization_list_for_user", status=404, id="nobody-at-all")


@pytest.mark.parametrize("field", ["fullname", "about", "image_url"])
def test_what_an_account_says_of_itself_is_short(here: Any, field: str) -> None:
    """A name stands in each row of the journal: one of 20 000 characters is told at its field."""
    agent = here.people["agent"]
    before = here.call("agent", "user_show", id=agent["id"])["fullname"]
    for text in ("é" * 20_000, "mot " * 5000):
        error = here.call("agent", "user_patch", status=409, id=agent["id"], **{field: text})
        assert "20" in error[field][0]
    assert here.call("agent", "user_show", id=agent["id"])["fullname"] == before
    here.call("agent", "user_patch", id=agent["id"], fullname="Nom corrigé")
