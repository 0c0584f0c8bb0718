"""Mails of the review, from the page to a real mail server."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from mail_kit import free_port, mail_server, work
from world import PASSWORD

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import mails
from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.model_dpo import Designation
from ckanext.opendata_territoire.governance.model_notices import Notice
from ckanext.opendata_territoire.governance.store import notices, reviews

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from email.message import EmailMessage

    from world import World


class Post:
    """The mails of a test: those that wait from other tests are forgotten first."""

    def __init__(self, app: Any, cli: Any, box: Any, port: int) -> None:
        self._app, self._cli, self.box, self.port = app, cli, box, port

    def deliver(self, *options: str) -> list[EmailMessage]:
        """Run the periodic command; return what arrives with it."""
        before = len(self.box.messages)
        with self._app.flask_app.test_request_context():
            result = self._cli.invoke(command, ["notify", *options])
        assert result.exit_code == 0, result.output
        return self.box.messages[before:]


@pytest.fixture
def post(world: World, cli: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Post]:
    """Give a real mail server on the loopback, and no mail that waits."""
    model.Session.query(Notice).delete()
    model.Session.commit()
    with mail_server() as (box, port):
        monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{port}")
        yield Post(world.app, cli, box, port)


def _to(world: World, arrived: list[EmailMessage]) -> dict[str, EmailMessage]:
    """Return mails by the people of the world that they are for."""
    who = {person["email"]: name for name, person in world.people.items()}
    found = {name: mail for mail in arrived for email, name in who.items() if email in mail["To"]}
    assert len(found) == len(arrived)
    return found


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert part is not None
    return part.get_content()


def _link(mail: EmailMessage) -> str:
    (url,) = [word for word in _part(mail, "plain").split() if "/governance/review/" in word]
    return url


def test_a_submission_reaches_the_dpo_through_the_worker(
    world: World, post: Post, reset_queues: Callable[[], None]
) -> None:
    """The worker writes once to the DPO, in French, as text and HTML, with a link and no data."""
    dataset = world.full_draft("Écoles <b>à</b> lire")
    reset_queues()
    world.call("agent", "governance_submit", id=dataset["id"], text="Mot secret")
    work(post.port)
    (mail,) = post.box.messages
    assert world.people["dpo"]["email"] in mail["To"]
    assert mail["Subject"] == "À lire\u00a0: Écoles <b>à</b> lire"
    assert mail.get_content_type() == "multipart/alternative"
    assert mail["Auto-Submitted"] == "auto-generated"
    text, page = _part(mail, "plain"), _part(mail, "html")
    assert "Écoles <b>à</b> lire" in text
    assert "Écoles &lt;b&gt;à&lt;/b&gt; lire" in page
    assert 'lang="fr"' in page
    for body in (text, page):
        assert "demande votre avis" in body
        assert f"/governance/review/{dataset['name']}" in body
        assert tk.config["ckan.site_title"] in body
        assert "Ecole Jean Moulin" not in body
        assert "Mot secret" not in body
    assert not [tag for tag in ("<img", "<link", "url(", "<script", "<style") if tag in page]
    assert post.deliver() == []


def test_each_transition_reaches_those_concerned_and_only_them(world: World, post: Post) -> None:
    """Those who act next and those who are told, never whoever acted, nor anybody else."""
    dataset = world.submitted("À chacun le sien")

    def told(who: str, action: str, **data: Any) -> set[str]:
        world.call(who, action, id=dataset["id"], **data)
        arrived = post.deliver()
        assert not [mail for mail in arrived if "Mots du DPO" in _part(mail, "html")]
        return set(_to(world, arrived))

    assert set(_to(world, post.deliver())) == {"dpo"}
    assert told("dpo", "governance_return", text="Mots du DPO") == {"agent"}
    world.call("agent", "package_patch", id=dataset["id"], notes="Corrigé")
    assert told("agent", "governance_submit") == {"dpo"}
    assert told("agent", "governance_take_back") == {"dpo"}
    assert told("controller", "governance_submit") == {"dpo"}
    opinion = {"kind": "reserved", "text": "Mots du DPO"}
    assert told("dpo", "governance_opinion", **opinion) == {"controller"}
    assert told("agent", "governance_take_back") == {"dpo"}
    world.call("agent", "package_patch", id=dataset["id"], notes="Corrigé")
    assert told("agent", "governance_submit") == {"dpo"}
    assert told("dpo", "governance_opinion", kind="favourable") == {"agent", "controller"}
    assert told("controller", "governance_publish") == {"agent"}
    assert told("dpo", "governance_suspend", text="Mots du DPO") == {"agent", "controller"}
    assert told("controller", "governance_restore") == {"agent", "dpo"}
    assert told("agent", "governance_revise") == {"controller"}
    assert told("agent", "governance_withdraw", text="Mots du DPO") == {"controller", "dpo"}


def test_the_link_works_after_signing_in(world: World, post: Post) -> None:
    """Whoever is not signed in finds the login, then the page of the mail."""
    dataset = world.submitted("Lien du courriel")
    (mail,) = post.deliver()
    page = urlsplit(_link(mail)).path
    answer = world.app.get(page, follow_redirects=False)
    assert answer.status_code == 302
    login = answer.headers["Location"]
    account = {"login": world.people["dpo"]["name"], "password": PASSWORD}
    answer = world.app.post(login, data=account, follow_redirects=True)
    assert urlsplit(answer.request.url).path == page
    assert dataset["title"] in answer.body


def test_who_lost_the_role_hears_nothing(world: World, post: Post) -> None:
    """Roles count when the mail leaves, not when it was posted."""
    world.call(
        "controller",
        "governance_dpo_assign",
        organization=world.organization["id"],
        user=world.people["reader"]["name"],
    )
    world.submitted("Rôle perdu")
    (found,) = model.Session.query(Designation).filter_by(
        user_id=world.people["reader"]["id"], revoked_at=None
    )
    world.call("controller", "governance_dpo_revoke", id=found.id)
    assert set(_to(world, post.deliver())) == {"dpo"}


def test_a_mail_that_comes_late_says_nothing_false(world: World, post: Post) -> None:
    """Taken back, sent anew or deleted while mails could not leave: what is no longer true goes."""
    dataset = world.full_draft("Repris avant le courriel")
    for action in ("submit", "take_back"):
        world.call("agent", f"governance_{action}", id=dataset["id"])
    assert [mail["Subject"] for mail in post.deliver()] == [
        "Repris\u00a0: Repris avant le courriel"
    ]
    for action in ("submit", "take_back", "submit"):
        world.call("agent", f"governance_{action}", id=dataset["id"])
    assert [mail["Subject"] for mail in post.deliver()] == [
        "À lire\u00a0: Repris avant le courriel"
    ]
    world.call("agent", "governance_take_back", id=dataset["id"])
    world.call("agent", "package_delete", id=dataset["id"])
    assert post.deliver() == []


def test_a_mail_that_cannot_leave_waits_then_is_given_up_and_said(
    world: World, post: Post, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a mail server: one line of the log, tried again later; at last the check says it."""
    world.submitted("Sans facteur")
    server = tk.config["smtp.server"]
    monkeypatch.setitem(tk.config, "smtp.server", f"127.0.0.1:{free_port()}")
    assert post.deliver() == []
    (waiting,) = model.Session.query(Notice)
    assert (waiting.attempts, waiting.outcome) == (1, None)
    assert waiting.due_at > reviews.now()
    while waiting.outcome is None:
        waiting.due_at = reviews.now()
        model.Session.commit()
        assert post.deliver() == []
        (waiting,) = model.Session.query(Notice)
    assert waiting.outcome == "dead"
    result = cli.invoke(command, ["check"])
    assert result.exit_code == 1
    assert "abandonné après 9 essais" in result.output
    monkeypatch.setitem(tk.config, "smtp.server", server)
    assert post.deliver() == []
    assert set(_to(world, post.deliver("--again"))) == {"dpo"}
    assert cli.invoke(command, ["check"]).exit_code == 0


def test_a_worker_killed_while_it_sends_loses_nothing(
    world: World, post: Post, cli: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Dead once the server has the mail, before it is noted: again, with the same Message-ID."""
    world.submitted("Facteur tué")

    def die(claimed: list[Notice], _outcome: str) -> None:
        if claimed:
            raise SystemExit(9)

    with monkeypatch.context() as patch:
        patch.setattr(notices, "close", die)
        with world.app.flask_app.test_request_context():
            assert cli.invoke(command, ["notify"]).exit_code == 9
        model.Session.remove()
    first, second = [*post.box.messages, *post.deliver()]
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Message-ID"].endswith("@test.ckan.net>")
    assert post.deliver() == []


def test_two_workers_never_send_one_mail(world: World, post: Post) -> None:
    """What one has claimed, another does not see, and it goes on with the rest."""
    for number in range(2):
        world.submitted(f"Deux facteurs {number}")
    first = notices.claim(reviews.now())
    connection = model.ensure_engine().connect()
    seen = connection.execute(
        notices.sa.select(Notice.id)
        .where(Notice.outcome.is_(None))
        .with_for_update(skip_locked=True)
    ).scalars()
    assert set(seen) == {row.id for row in model.Session.query(Notice) if row.id != first[0].id}
    connection.close()
    model.Session.rollback()
    assert len(post.deliver()) == 2


def _choose(world: World, who: str, choice: str) -> None:
    world.call(who, "governance_mail_choose", choice=choice)


def test_one_mail_a_day(world: World, post: Post) -> None:
    """Everything of the day comes in one mail in the morning, but a suspension to be decided."""
    _choose(world, "dpo", "daily")
    _choose(world, "controller", "daily")
    try:
        for number in range(3):
            world.submitted(f"Du jour {number}")
        assert post.deliver() == []
        due = {notice.due_at for notice in model.Session.query(Notice)}
        assert [moment.astimezone(tk.h.get_display_timezone()).hour for moment in due] == [7]
        model.Session.query(Notice).update({"due_at": reviews.now() - timedelta(minutes=1)})
        model.Session.commit()
        (mail,) = post.deliver()
        assert mail["Subject"] == "3 nouvelles du portail"
        for number in range(3):
            assert f"Du jour {number}" in _part(mail, "plain")
        dataset = world.published("Suspendu un soir")
        post.deliver()
        world.call("dpo", "governance_suspend", id=dataset["id"], text="Motif")
        assert "controller" in _to(world, post.deliver())
    finally:
        _choose(world, "dpo", "each")
        _choose(world, "controller", "each")


def test_only_what_is_to_be_done(world: World, post: Post) -> None:
    """Who wants no news still hears of what waits for them."""
    _choose(world, "dpo", "duty")
    try:
        dataset = world.submitted("À faire")
        assert set(_to(world, post.deliver())) == {"dpo"}
        world.call("agent", "governance_take_back", id=dataset["id"])
        assert post.deliver() == []
    finally:
        _choose(world, "dpo", "each")


def test_the_choice_is_one_s_own(world: World) -> None:
    """By page and by API, for oneself only; what is not one of the three is refused in French."""
    for action, data in (("choice", {}), ("choose", {"choice": "duty"})):
        assert world.status(None, f"governance_mail_{action}", **data) == 403
    for who in ("stranger", "member", "agent", "controller", "dpo", "neighbour", "sysadmin"):
        assert world.call(who, "governance_mail_choose", choice="daily") == {"choice": "daily"}
        assert world.call(who, "governance_mail_choice") == {"choice": "daily"}
        assert world.status(who, "governance_mail_choose", choice="sometimes") == 409
        assert world.status(who, "governance_mail_choose") == 409
    name, headers = world.people["agent"]["name"], world.headers("agent")
    page = world.app.get(f"/user/edit/{name}", headers=headers).body
    assert "Un courriel par jour" in page
    assert 'value="daily" checked' in page
    answer = world.app.post("/governance/mails", data={"choice": "each"}, headers=headers)
    assert "Votre choix de courriels est enregistré" in answer.body
    for who in ("agent", "controller", "dpo"):
        world.call(who, "governance_mail_choose", choice="each")
    sysadmin = world.app.get(f"/user/edit/{name}", headers=world.headers("sysadmin")).body
    assert 'id="mails"' not in sysadmin
    anonymous = world.app.post("/governance/mails", data={"choice": "x"}, follow_redirects=False)
    assert "/user/login" in anonymous.headers["Location"]


def test_a_letter_to_an_address_without_an_account(world: World, post: Post) -> None:
    """Posted with a transaction or written at once, as text and HTML; its words are not kept."""
    words = {
        "title": "Titre\nBcc: x@example.org",
        "organization": "O",
        "url": "http://a.test/secret",
    }
    notices.letter("submit", "maire@example.org", words)
    model.Session.rollback()
    assert post.deliver() == []
    notices.letter("submit", "maire@example.org", words, once="essai")
    notices.letter("submit", "maire@example.org", words, once="essai")
    model.Session.commit()
    (mail,) = post.deliver()
    assert mail["To"] == "maire@example.org"
    assert mail["Bcc"] is None
    assert "http://a.test/secret" in _part(mail, "plain")
    assert "http://a.test/secret" in _part(mail, "html")
    (kept,) = model.Session.query(Notice)
    assert (kept.words, kept.outcome) == ({}, "sent")
    with world.app.flask_app.test_request_context():
        assert mails.write("submit", words, "maire@example.org", key="lien-1")
    assert post.box.messages[-1]["Message-ID"] == "<lien-1@test.ckan.net>"
