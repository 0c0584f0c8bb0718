"""`ckan governance dpo import`, and the links by which organisations confirm."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from mail_kit import Letterbox, mail_server

from ckan import model
from ckan.cli.cli import ckan

from ckanext.opendata_territoire.governance import dpo_links, jobs, mails
from ckanext.opendata_territoire.governance.model import Link
from ckanext.opendata_territoire.governance.model_dpo import Designation
from ckanext.opendata_territoire.governance.model_notices import Notice

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from world import World

COMMUNE, NEIGHBOUR = "213400013", "213400021"
CONTACT = "mairie@fausseville.example.org"


@pytest.fixture
def letterbox(ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> Iterator[Letterbox]:
    """Run a mail server, and let the portal use it."""
    with mail_server() as (box, port):
        monkeypatch.setitem(ckan_config, "smtp.server", f"127.0.0.1:{port}")
        monkeypatch.setenv("CKAN_SMTP_SERVER", f"127.0.0.1:{port}")  # a command reads its own
        yield box


@pytest.fixture
def service(world: World) -> Iterator[dict[str, Any]]:
    """Give a service, and SIREN to two organisations; end what a test designates."""
    places = ((world.organization, COMMUNE, ""), (world.neighbour, NEIGHBOUR, CONTACT))
    for place, siren, contact in places:
        data = {"id": place["id"], "siren": siren, "contact_email": contact}
        world.call("sysadmin", "organization_patch", **data)
    name = f"CDG fictif {uuid4().hex[:6]}"
    made = world.call("team", "governance_dpo_service_create", name=name, email="d@example.org")
    yield made
    for row in model.Session.query(Designation).filter_by(service_id=made["id"]):
        model.Session.delete(row)
    model.Session.query(Link).delete()
    model.Session.query(Notice).delete()
    model.Session.commit()


def _run(cli: Any, folder: Path, *lines: str, options: tuple[str, ...] = ()) -> Any:
    file = folder / "dpo.csv"
    file.write_text("\n".join(["SIREN;service;début;fin", *lines]), encoding="utf-8")
    return cli.invoke(ckan, ["governance", "dpo", "import", str(file), *options])


def _recorded(service: dict[str, Any]) -> list[Designation]:
    model.Session.expire_all()
    return model.Session.query(Designation).filter_by(service_id=service["id"]).all()


def test_both_organisations_are_asked_once(
    world: World, cli: Any, tmp_path: Path, service: dict[str, Any]
) -> None:
    """Recorded to be confirmed, all at once; run again nothing changes; dry, nothing is done."""
    lines = [f"{siren};{service['name'].upper()};01/01/2026;" for siren in (COMMUNE, NEIGHBOUR)]
    dry = _run(cli, tmp_path, *lines, options=("--dry-run",))
    assert dry.exit_code == 0, dry.output
    assert "2 désignation(s) à confirmer" in dry.output
    assert _recorded(service) == []
    assert model.Session.query(Link).count() == 0
    first = _run(cli, tmp_path, *lines)
    assert "2 désignation(s) à confirmer, 0 déjà là" in first.output
    assert "1 responsable(s), 1 contact(s)" in first.output
    assert [row.confirmed_at for row in _recorded(service)] == [None, None]
    again = _run(cli, tmp_path, *lines)
    assert "0 désignation(s) à confirmer, 2 déjà là" in again.output
    assert (len(_recorded(service)), model.Session.query(Link).count()) == (2, 1)
    assert model.Session.query(Notice).filter_by(kind="letter:dpo_confirm").count() == 1
    assert world.call("team", "governance_journal_verify", None) is not None


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("999999999;NAME;;", "Ligne 3 : aucune organisation n’a le SIREN 999999999"),
        ("NEIGHBOUR;Inconnu;;", "Ligne 3 : le service « Inconnu » n’existe pas"),
        ("NEIGHBOUR;NAME;32/01/2026;", "Ligne 3 : « 32/01/2026 » n’est pas une date"),
        ("NEIGHBOUR;NAME;;01/01/2020", "Ligne 3 : la fin est déjà passée"),
        ("COMMUNE;NAME;;", "déjà à la ligne 2"),
    ],
)
def test_one_fault_and_nothing_is_recorded(
    cli: Any, tmp_path: Path, service: dict[str, Any], line: str, said: str
) -> None:
    """All or nothing: the fault is told with its line, the good lines are not recorded either."""
    words = {"NAME": service["name"], "NEIGHBOUR": NEIGHBOUR, "COMMUNE": COMMUNE}
    for word, value in words.items():
        line = line.replace(word, value)
    done = _run(cli, tmp_path, f"{COMMUNE};{service['name']};;", line)
    assert done.exit_code == 1
    assert said in done.output
    assert "rien n’a été enregistré" in done.output
    assert _recorded(service) == []


def _link(world: World, letterbox: Letterbox) -> str:
    """Send the mail of the only link, and return its address."""
    (link,) = model.Session.query(Link).all()
    with world.app.flask_app.test_request_context():
        assert jobs.send_dpo_link(link.id) is None
    text = letterbox.messages[-1].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    found = re.search(r"https?://[^/\s]+(/governance/dpo-link/\S+)", text)
    assert found, text
    return found[1]


def test_the_contact_confirms_without_an_account(
    world: World, cli: Any, tmp_path: Path, service: dict[str, Any], letterbox: Letterbox
) -> None:
    """Reading the link confirms nothing; a POST does, once; then it opens nothing."""
    _run(cli, tmp_path, f"{NEIGHBOUR};{service['name']};;")
    url = _link(world, letterbox)
    assert CONTACT in letterbox.messages[-1]["To"]
    page = world.app.get(url)
    assert world.neighbour["title"] in page.body
    assert service["name"] in page.body
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert [row.confirmed_at for row in _recorded(service)] == [None]
    assert world.app.post(url).status_code == 200
    assert all(row.confirmed_at for row in _recorded(service))
    for method in (world.app.get, world.app.post):
        assert method(url).status_code == 404
    rows = world.call("sysadmin", "governance_journal", action="dpo_confirm", limit=1)["results"]
    assert rows[0]["organization"] == world.neighbour["id"]
    assert rows[0]["detail"]["link"]


def test_two_confirmations_at_once_make_one(
    world: World, cli: Any, tmp_path: Path, service: dict[str, Any], letterbox: Letterbox
) -> None:
    """Of four who press at the same moment one confirms; the journal says it once."""
    _run(cli, tmp_path, f"{NEIGHBOUR};{service['name']};;")
    token = _link(world, letterbox).rpartition("/")[2]
    with ThreadPoolExecutor(4) as pool:
        calls = [
            pool.submit(world.status, None, "governance_dpo_link_confirm", token=token)
            for _ in range(4)
        ]
        assert sorted(call.result() for call in calls) == [200, 404, 404, 404]


def test_a_link_ends(
    world: World, cli: Any, tmp_path: Path, service: dict[str, Any], letterbox: Letterbox
) -> None:
    """Too old, replaced by another, or for a designation withdrawn meanwhile, it opens nothing."""
    _run(cli, tmp_path, f"{NEIGHBOUR};{service['name']};;")
    first, second = _link(world, letterbox), _link(world, letterbox)
    assert (world.app.get(first).status_code, world.app.get(second).status_code) == (404, 200)
    (row,) = _recorded(service)
    world.call("team", "governance_dpo_revoke", id=row.id)
    assert world.app.post(second).status_code == 404
    (row,) = _recorded(service)
    assert row.confirmed_at is None
    assert dpo_links.issue(model.Session.query(Link).one().id) is None


def test_an_expired_link_opens_nothing(
    world: World, cli: Any, tmp_path: Path, service: dict[str, Any], letterbox: Letterbox
) -> None:
    """After thirty days the organisation is no longer engaged by an old mail."""
    _run(cli, tmp_path, f"{NEIGHBOUR};{service['name']};;")
    url = _link(world, letterbox)
    link = model.Session.query(Link).one()
    link.expires_at = link.created_at
    model.Session.commit()
    assert world.app.post(url).status_code == 404
    assert [row.confirmed_at for row in _recorded(service)] == [None]


@pytest.mark.parametrize("token", ["", "x", "x" * 300, "é", "a\nb", ["x"], {"a": 1}, None])
def test_hostile_tokens_confirm_nothing(world: World, token: Any) -> None:
    """A token that nobody was sent is a refusal in words, never an error."""
    for action in ("governance_dpo_link_show", "governance_dpo_link_confirm"):
        assert world.status(None, action, token=token) in (404, 409)


def test_a_controller_is_led_to_the_page(
    world: World, cli: Any, tmp_path: Path, service: dict[str, Any], letterbox: Letterbox
) -> None:
    """Their mail carries the address of the page, which asks to sign in, then confirms."""
    _run(cli, tmp_path, f"{COMMUNE};{service['name']};;")
    with world.app.flask_app.test_request_context():
        assert mails.deliver() == 1
    message = letterbox.messages[-1]
    assert world.people["controller"]["email"] in message["To"]
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    url = f"/governance/dpo/{world.organization['name']}"
    assert url in text
    asked = world.app.get(url, follow_redirects=False)
    assert "/user/login" in asked.headers["Location"]
    (row,) = _recorded(service)
    path = f"{url}/{row.id}/confirm"
    assert world.app.post(path, headers=world.headers("team")).status_code == 403
    assert world.app.post(path, headers=world.headers("controller")).status_code == 200
    (row,) = _recorded(service)
    assert row.confirmed_by == world.people["controller"]["id"]
