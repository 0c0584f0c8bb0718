"""The journal as people read it: by action, by page, by spreadsheet, by command."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import socket
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa
from journal_rows import TABLE, without_trigger

from ckan import model

from ckanext.opendata_territoire.governance import anchors
from ckanext.opendata_territoire.governance.cli import governance as command
from ckanext.opendata_territoire.governance.domain import journal as domain
from ckanext.opendata_territoire.governance.domain.workflow import Action, Role
from ckanext.opendata_territoire.governance.store import people

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

INSIDERS = ("agent", "controller", "dpo", "sysadmin")
OUTSIDERS = ("member", "neighbour", "team", "epci", "reader", "stranger", None)


def _actions(world: World, who: str, **wanted: Any) -> list[str]:
    found = world.call(who, "governance_journal", **wanted)
    assert found["count"] >= len(found["results"])
    return [row["action"] for row in found["results"]]


@pytest.fixture
def own_anchors(ckan_config: dict[str, Any], tmp_path: Path) -> Path:
    """Give the portal a file of anchors of its own for a test."""
    path = tmp_path / "journal" / "anchors.txt"
    ckan_config["ckanext.opendata_governance.journal_anchors"] = str(path)
    return path


@pytest.mark.parametrize("who", INSIDERS)
def test_its_people_read_it(world: World, who: str) -> None:
    """Agents, controllers, DPO and sysadmin read who did what, with the names of the time."""
    dataset = world.published(f"Journal lu par {who}")
    assert _actions(world, who, dataset=dataset["name"]) == ["publish", "opinion", "submit"]
    row = world.call(who, "governance_journal", dataset=dataset["id"])["results"][1]
    dpo = world.people["dpo"]
    assert (row["actor"], row["role"]) == (dpo["id"], "dpo")
    assert (row["from_state"], row["to_state"]) == ("in_review", "opinion_given")
    detail = row["detail"]
    assert detail.keys() == {"kind", "round", "said", "answers", "checklist"}
    assert (detail["kind"], detail["round"]) == ("favourable", 1)
    hashes = (detail["said"], detail["answers"])
    assert all(re.fullmatch("[0-9a-f]{64}", value) for value in hashes), detail
    assert row["files"] == {dataset["resources"][0]["id"]: dataset["resources"][0]["hash"]}
    assert row["names"] == {
        dpo["id"]: dpo["fullname"],
        dataset["id"]: dataset["title"],
        world.organization["id"]: world.organization["title"],
    }


@pytest.mark.parametrize("who", OUTSIDERS)
def test_others_read_nothing_of_it(world: World, who: str | None) -> None:
    """Members, neighbours, the team, strangers: refused, or without a row of this organisation."""
    dataset = world.published(f"Journal fermé à {who}")
    for wanted in (
        {},
        {"dataset": dataset["id"]},
        {"organization": world.organization["id"]},
        {"person": world.people["agent"]["id"]},
    ):
        status = world.status(who, "governance_journal", **wanted)
        assert status in (200, 403)
        if status == 200:
            rows = world.call(who, "governance_journal", limit=1000, **wanted)["results"]
            ours = world.organization["id"]
            assert [row for row in rows if row["organization"] == ours] == []
    assert world.status(who, "governance_journal_verify") == 403


def test_filters(world: World) -> None:
    """Each filter keeps what it says, days included, and two together keep what both say."""
    one, other = world.published("Filtres, un"), world.submitted("Filtres, deux")
    ours, agent = world.organization["name"], world.people["agent"]["name"]
    assert _actions(world, "dpo", dataset=other["id"]) == ["submit"]
    assert _actions(world, "dpo", dataset=one["id"], person=agent) == ["submit"]
    assert _actions(world, "dpo", dataset=one["id"], action="opinion") == ["opinion"]
    assert _actions(world, "sysadmin", dataset=one["id"], organization=ours)
    elsewhere = world.neighbour["name"]
    assert _actions(world, "sysadmin", dataset=one["id"], organization=elsewhere) == []
    today = people.today()
    yesterday, tomorrow = today - timedelta(days=1), today + timedelta(days=1)
    for first, last, expected in (
        (today, today, 3),
        (yesterday, tomorrow, 3),
        (tomorrow, None, 0),
        (None, yesterday, 0),
        (date.min, date.max, 3),
    ):
        days = {"from": first and first.isoformat(), "to": last and last.isoformat()}
        wanted = {key: value for key, value in days.items() if value}
        assert len(_actions(world, "dpo", dataset=one["id"], **wanted)) == expected, wanted


def test_a_person_who_was_designated_is_found(world: World) -> None:
    """The filter by person also finds the designation of somebody by others."""
    found = _actions(world, "controller", person=world.people["dpo"]["id"], action="dpo_assign")
    assert found == ["dpo_assign"]


def test_pages_and_going_on(world: World) -> None:
    """Pages follow one another without a row lost or twice, by offset and from a number."""
    dataset = world.published("Pages")
    every = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"]
    for step in ("offset", "before"):
        read: list[Any] = []
        while len(read) < 3:
            start = len(read) if step == "offset" else (read[-1]["number"] if read else 10**9)
            wanted = {"dataset": dataset["id"], "limit": 1, step: start}
            read += world.call("dpo", "governance_journal", **wanted)["results"]
        assert read == every


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"from": "24/11/2026"}, "from"),
        ({"to": "2026-13-01"}, "to"),
        ({"from": "2026-11-24", "to": "2026-11-23"}, "to"),
        ({"from": ["x"]}, "from"),
        ({"before": "x"}, "before"),
        ({"limit": -1}, "limit"),
    ],
)
def test_a_bad_filter_is_told(world: World, wanted: dict[str, Any], field: str) -> None:
    """What cannot be understood is refused at its field, never taken for no filter."""
    assert field in world.call("dpo", "governance_journal", 409, **wanted)


def test_no_word_of_anybody(world: World) -> None:
    """Remarks and grounds are in the journal by their seal only; who has the text proves it."""
    text = "M. Zqfictif est cité ligne 3"
    dataset = world.submitted("Sans un mot")
    world.call("dpo", "governance_return", id=dataset["id"], text=text)
    row = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"][0]
    assert "Zqfictif" not in json.dumps(row)
    remark = world.call("agent", "governance_show", id=dataset["id"])["remarks"][-1]
    assert row["detail"]["text"] == domain.seal(remark["id"], remark["text"])


def test_anybody_proves_what_was_reviewed(world: World) -> None:
    """From what is public, a stranger computes the hash that received the opinion, byte by byte."""
    dataset = world.published("Preuve")
    found = world.call(None, "governance_content", id=dataset["name"])
    assert found["same"] is True
    assert hashlib.sha256(found["canonical"].encode()).hexdigest() == found["reviewed"]
    (resource,) = dataset["resources"]
    downloaded = world.app.get(resource["url"]).data
    sha256 = hashlib.sha256(downloaded).hexdigest()
    assert found["files"] == {resource["id"]: sha256}
    content = json.loads(found["canonical"])
    assert content["resources"][0]["columns"]["hash"] == sha256
    assert content["dataset"]["columns"]["title"] == "Preuve"
    opinion = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"][1]
    assert opinion["content"] == found["reviewed"]
    draft = world.full_draft("Preuve cachée")
    assert world.status(None, "governance_content", id=draft["id"]) == 404
    assert world.call("agent", "governance_content", id=draft["id"])["same"] is False


def test_a_merged_revision_is_proven_too(world: World) -> None:
    """What a revision brought is what the DPO read in it, though its ids were others."""
    public = world.published("Preuve d’une révision")
    draft = world.call("agent", "governance_revise", id=public["id"])["id"]
    world.call("agent", "package_patch", id=draft, notes="Une autre description.")
    world.call("agent", "governance_submit", id=draft)
    world.call("dpo", "governance_opinion", id=draft, kind="favourable")
    read = world.call("dpo", "governance_journal", dataset=draft, action="opinion")["results"][0]
    world.call("controller", "governance_publish", id=draft)
    merged = world.call("dpo", "governance_journal", dataset=public["id"])["results"][0]
    assert merged["detail"]["revision"] == draft
    assert merged["content"] != read["content"]
    assert merged["detail"]["said"] == read["detail"]["said"]
    found = world.call(None, "governance_content", id=public["id"])
    assert (found["same"], found["content"]) == (True, merged["content"])
    assert found["said"] == merged["detail"]["said"]


def test_verify(world: World, own_anchors: Path) -> None:
    """A DPO verifies the whole journal; a bad row is named in words, and so is a damaged file."""
    world.submitted("À vérifier")
    found = world.call("dpo", "governance_journal_verify")
    assert (found["valid"], found["first_bad"]) == (True, None)
    anchors.note(domain.Anchor("2026-11-24T02:00:00Z", found["count"] + 2, "f" * 64), own_anchors)
    bad = world.call("sysadmin", "governance_journal_verify")["first_bad"]
    assert (bad["number"], bad["reason"]) == (found["count"] + 1, "cut")
    assert "2026-11-24T02:00:00Z" in bad["message"]
    own_anchors.write_text("damaged\n")
    assert "anchors" in world.call("dpo", "governance_journal_verify", 409)
    assert "abîmé" in _page(world, "dpo", verify="yes").body


def _page(
    world: World, who: str | None, path: str = "journal", status: int = 200, **query: str
) -> Any:
    return world.app.get(
        f"/governance/{path}",
        query_string=query,
        headers=world.headers(who),
        status=status,
        follow_redirects=False,
    )


def test_page(world: World) -> None:
    """The page says who did what in French, with the filters of its address."""
    dataset = world.published("Page du journal")
    body = _page(world, "agent", dataset=dataset["id"]).body
    assert body.count("data-row=") == 3
    for words in (
        "Avis rendu",
        "Avis favorable",
        "Page du journal",
        world.people["dpo"]["fullname"],
    ):
        assert words in body
    assert "data-row=" not in _page(world, "agent", dataset=dataset["id"], to="2020-01-01").body
    wrong = _page(world, "agent", status=422, **{"from": "hier", "dataset": dataset["id"]}).body
    assert "Écrivez un jour sous la forme 2026-11-24" in wrong
    assert 'value="hier"' in wrong
    assert "n’a été modifié, retiré" in _page(world, "dpo", verify="yes").body
    _page(world, "agent", status=403, verify="yes")


def test_every_act_has_words(world: World) -> None:
    """No row shows a code for want of words: neither the actions of the rules nor the others."""
    from ckanext.opendata_territoire.governance.logic import messages  # noqa: PLC0415

    rows = world.call("sysadmin", "governance_journal", limit=1000)["results"]
    codes = {row["action"] for row in rows} | {action.value for action in Action}
    with world.app.flask_app.test_request_context():
        assert codes - set(messages.acts()) == set()
        assert {role.value for role in Role} == set(messages.roles())


def test_page_of_others(world: World) -> None:
    """Who may not read the journal is refused; who is not signed in is sent to sign in."""
    for who in ("member", "reader"):
        for path in ("journal", "journal.csv"):
            _page(world, who, path, 403)
    for path in ("journal", "journal.csv"):
        assert "/user/login" in _page(world, None, path, 302, action="publish").location


def test_links_to_it(world: World) -> None:
    """Its people reach the journal from the dataset and from the organisation; nobody else does."""
    dataset = world.published("Liens du journal")
    for who, expected in (("agent", True), ("dpo", True), ("reader", False), (None, False)):
        page = world.app.get(f"/dataset/{dataset['name']}", headers=world.headers(who)).body
        assert ("Journal de ce jeu de données" in page) is expected, who
        place = f"/organization/{world.organization['name']}"
        page = world.app.get(place, headers=world.headers(who)).body
        link = f"/governance/journal?organization={world.organization['name']}"
        assert (link in page) is expected, who


def test_export(world: World) -> None:
    """The CSV has all rows that the filters keep, and no cell that a spreadsheet would run."""
    title = "=HYPERLINK(1)"
    dataset = world.published(title)
    answer = _page(world, "dpo", "journal.csv", dataset=dataset["id"])
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    text = answer.data.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert [row["action"] for row in rows] == ["publish", "opinion", "submit"]
    assert {row["dataset_title"] for row in rows} == {f"'{title}"}
    assert not any(cell[:1] in "=+-@\t\r" for row in rows for cell in row.values() if cell)
    every = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"]
    assert [row["hash"] for row in rows] == [row["hash"] for row in every]
    assert _page(world, "dpo", "journal.csv", 302, **{"from": "hier"}).location.endswith(
        "from=hier"
    )


def test_export_goes_on(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """An export longer than one reading is whole."""
    from ckanext.opendata_territoire.governance import views_journal  # noqa: PLC0415

    dataset = world.published("Export en plusieurs fois")
    monkeypatch.setattr(views_journal, "EXPORTED_AT_ONCE", 2)
    lines = _page(world, "dpo", "journal.csv", dataset=dataset["id"]).body.splitlines()
    assert len(lines) == 4


def test_command_verify_and_anchor(world: World, cli: Any, own_anchors: Path) -> None:
    """`anchor` notes the head, `verify` compares: status 1, the row and the reason when bad."""
    world.submitted("En ligne de commande")
    assert cli.invoke(command, ["journal", "anchor"]).exit_code == 0
    noted = cli.invoke(command, ["journal", "anchor"])
    assert own_anchors.read_text().splitlines()[1] == noted.output.strip()
    good = cli.invoke(command, ["journal", "verify"])
    _date, count, head = noted.output.split()
    first, verdict = good.output.splitlines()
    assert (good.exit_code, verdict) == (0, "Le journal est intact.")
    assert first.split()[0] == count
    assert first.endswith(head)
    copy = own_anchors.with_name("copy.txt")
    copy.write_text(f"2026-11-24T02:00:00Z {count} {'f' * 64}\n")
    bad = cli.invoke(command, ["journal", "verify", "--anchor", str(copy)])
    assert bad.exit_code == 1
    assert count in bad.output.splitlines()[1]
    copy.write_text("damaged\n")
    for path in (copy, copy.with_name("absent.txt")):
        assert cli.invoke(command, ["journal", "verify", "--anchor", str(path)]).exit_code > 0


def test_command_names_the_bad_row(world: World, cli: Any) -> None:
    """A row edited in the database is named by the command, until it is put back."""
    dataset = world.submitted("Ligne touchée")
    (row,) = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"]
    edit = sa.text(f"UPDATE {TABLE} SET role = :role WHERE number = :number")
    with without_trigger() as connection:
        connection.execute(edit, {"role": "dpo", "number": row["number"]})
    try:
        found = cli.invoke(command, ["journal", "verify"])
    finally:
        with without_trigger() as connection:
            connection.execute(edit, {"role": row["role"], "number": row["number"]})
    assert found.exit_code == 1
    assert f" {row['number']} " in found.output.splitlines()[1]
    assert cli.invoke(command, ["journal", "verify"]).exit_code == 0


def test_command_anchor_elsewhere(world: World, cli: Any, tmp_path: Path) -> None:
    """An anchor goes to a file or to a log; what cannot be written is told."""
    file, log = tmp_path / "a.txt", tmp_path / "log"
    said = cli.invoke(command, ["journal", "anchor", "--file", str(file)]).output
    assert file.read_text() == said
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(str(log))
        said = cli.invoke(command, ["journal", "anchor", "--syslog", str(log)]).output
        assert listener.recv(1000).decode() == f"<13>ckan-journal: {said.strip()}"
    for option in (["--syslog", str(tmp_path / "absent")], ["--file", str(file / "below")]):
        assert cli.invoke(command, ["journal", "anchor", *option]).exit_code == 1


def test_command_forget_names(world: World, cli: Any) -> None:
    """Erased names are gone from the journal, which says so and stays valid."""
    dataset = world.submitted("Noms à oublier")
    agent = world.people["agent"]
    assert cli.invoke(command, ["journal", "forget-names", agent["name"]]).exit_code == 0
    (row,) = world.call("dpo", "governance_journal", dataset=dataset["id"])["results"]
    assert agent["id"] not in row["names"]
    last = world.call("sysadmin", "governance_journal", action="forget_names")["results"][0]
    assert last["detail"] == {"person": agent["id"]}
    assert world.call("dpo", "governance_journal_verify")["valid"] is True
    assert f"compte {agent['id'][:8]}" in _page(world, "dpo", dataset=dataset["id"]).body


def test_a_dataset_that_left(world: World) -> None:
    """Rows stay with the organisation of their time, without the title that is now another's."""
    dataset = world.submitted("Parti ailleurs")
    world.call("agent", "governance_take_back", id=dataset["id"])
    package = model.Package.get(dataset["id"])
    assert package
    package.owner_org = world.neighbour["id"]
    model.Session.commit()
    rows = world.call("agent", "governance_journal", dataset=dataset["id"])["results"]
    assert len(rows) == 2
    assert all(dataset["id"] not in row["names"] for row in rows)
    assert world.call("neighbour", "governance_journal", dataset=dataset["id"])["results"] == []
