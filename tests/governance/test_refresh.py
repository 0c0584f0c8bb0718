"""A program replaces a file of a public dataset: it passes unread, or it waits in a revision."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from ckan import model
from ckan.tests.helpers import CKANTestApp

from ckanext.opendata_territoire.governance import blobs, refreshing
from ckanext.opendata_territoire.governance.model import Revision
from ckanext.opendata_territoire.governance.model_notices import Notice
from ckanext.opendata_territoire.portal.domain import tabular

if TYPE_CHECKING:
    from world import World

TITLES = "nom;places\n"


def _csv(rows: int, word: str = "Ecole", titles: str = TITLES) -> bytes:
    return (titles + "".join(f"{word} {n};{n}\n" for n in range(rows))).encode()


TODAY = _csv(10)


def _public(world: World, title: str, content: bytes = TODAY, name: str = "ecoles.csv") -> Any:
    dataset = world.draft(title)
    world.upload("agent", dataset["id"], content, name)
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    return world.call(None, "package_show", id=dataset["id"])


def _send(
    world: World,
    dataset: dict[str, Any],
    content: bytes,
    who: str | None = "agent",
    name: str = "ecoles.csv",
    *,
    action: str = "resource_patch",
    app: Any = None,
    **fields: Any,
) -> tuple[int, dict[str, Any]]:
    """Send a file as a script does; return the status, and the result or the error."""
    answer = (app or world.app).post(
        f"/api/3/action/{action}",
        data={"id": dataset["resources"][0]["id"], "upload": (io.BytesIO(content), name), **fields},
        headers=world.headers(who),
        content_type="multipart/form-data",
    )
    body = json.loads(answer.body)
    return answer.status_code, body["result"] if answer.status_code == 200 else body["error"]


def _file(world: World, dataset: dict[str, Any]) -> bytes:
    return world.app.get(urlsplit(dataset["resources"][0]["url"]).path).data


def _rows(world: World, dataset: dict[str, Any]) -> list[dict[str, Any]]:
    return world.call("agent", "governance_journal", dataset=dataset["id"])["results"]


def _revision(world: World, dataset: dict[str, Any]) -> Any:
    return world.call("agent", "governance_show", id=dataset["id"])["revision"]


def test_the_same_table_with_a_few_more_rows_passes(world: World) -> None:
    """It is public at once under the same addresses; the bytes of before are kept; all is told."""
    public = _public(world, "Écoles chaque nuit")
    (old,) = public["resources"]
    tonight = _csv(11, "Ecole du soir")
    status, sent = _send(world, public, tonight, name="export-2026-11-24.csv")
    assert (status, sent["id"]) == (200, old["id"])

    after = world.call(None, "package_show", id=public["id"])
    (new,) = after["resources"]
    assert (new["id"], new["url"], new["row_count"]) == (old["id"], old["url"], 11)
    assert _file(world, public) == tonight
    assert blobs.path_of(old["hash"]).read_bytes() == TODAY
    assert new["hash"] != old["hash"]
    row = _rows(world, public)[0]
    assert (row["action"], row["files"]) == ("refresh", {old["id"]: new["hash"]})
    assert row["detail"]["grounds"] == ["same_structure"]
    assert row["detail"]["refreshed"][old["id"]] == {
        "before": old["hash"],
        "after": new["hash"],
        "rows_before": 10,
        "rows_after": 11,
        "columns": 2,
    }
    found = world.call(None, "package_search", fq=f"id:{public['id']}")["results"]
    assert found[0]["resources"][0]["hash"] == new["hash"]
    assert _revision(world, public) is None
    stream = world.call(None, "package_activity_list", id=public["id"])
    assert stream[0]["activity_type"] == "changed package"


def test_what_passed_is_what_governance_knows(world: World) -> None:
    """Suspended and restored after a refresh, revised and merged: fingerprints agree."""
    public = _public(world, "Écoles suspendues après la nuit")
    assert _send(world, public, _csv(11))[0] == 200
    world.call("dpo", "governance_suspend", id=public["id"], text="To check")
    world.call("controller", "governance_restore", id=public["id"])
    revision = world.call("agent", "governance_revise", id=public["id"])
    world.call("agent", "package_patch", id=revision["id"], notes="After a refresh.")
    world.call("agent", "governance_submit", id=revision["id"])
    world.call("dpo", "governance_opinion", id=revision["id"], kind="favourable")
    world.call("controller", "governance_publish", id=revision["id"])
    assert _file(world, public) == _csv(11)


@pytest.mark.parametrize("action", ["resource_patch", "resource_update", "package_revise"])
def test_every_door_of_a_file_is_one(world: World, action: str) -> None:
    """A whole resource, a part of it or a revised package: the file passes alike."""
    public = _public(world, f"Écoles par {action}")
    (resource,) = public["resources"]
    kept = {key: resource[key] for key in ("name", "format") if action == "resource_update"}
    if action == "package_revise":
        key = f"update__resources__{resource['id'][:8]}__upload"
        answer = world.app.post(
            "/api/3/action/package_revise",
            data={"match__id": public["id"], key: (io.BytesIO(_csv(11)), "ecoles.csv")},
            headers=world.headers("agent"),
            content_type="multipart/form-data",
        )
        status = answer.status_code
    else:
        status, _ = _send(world, public, _csv(11), action=action, **kept)
    assert status == 200
    assert _file(world, public) == _csv(11)


def test_the_same_bytes_again(world: World) -> None:
    """Nothing changes and nothing is written, even under another name of file."""
    public = _public(world, "Écoles inchangées")
    before = world.call(None, "package_show", id=public["id"])
    rows = len(_rows(world, public))
    assert _send(world, public, TODAY)[0] == 200
    assert _send(world, public, TODAY, name="export-2.csv")[0] == 200
    assert world.call(None, "package_show", id=public["id"]) == before
    assert len(_rows(world, public)) == rows


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (_csv(30), "ecoles.csv", "Le nombre de lignes passe de 10 à 30"),
        (_csv(12), "ecoles.csv", "Le nombre de lignes passe de 10 à 12"),
        (_csv(10, titles="nom;naissance\n"), "ecoles.csv", "naissance"),
        (_csv(10, titles="places;nom\n"), "ecoles.csv", "Les colonnes ne sont pas les mêmes"),
        (TODAY.replace(b";9\n", b";neuf\n"), "ecoles.csv", "places"),
        (TODAY.replace(b";9\n", b";9;Mme Martin\n"), "ecoles.csv", "autre chose|la même chose"),
        (b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n", "ecoles.pdf", "format"),
    ],
)
def test_what_differs_waits_in_a_revision(
    world: World, content: bytes, name: str, said: str
) -> None:
    """The public file stays, the caller is told why, people are told, the revision is there."""
    public = _public(world, f"Écoles à relire {hash(said + name)}")
    status, error = _send(world, public, content, name=name)
    assert status == 409, error
    assert any(part in " ".join(error["refresh"]) for part in said.split("|")), error
    assert "révision" in error["state"][0]
    assert _file(world, public) == TODAY

    revision = _revision(world, public)
    assert error["revision"] == [revision["id"]]
    draft = world.call("agent", "package_show", id=revision["id"])
    assert blobs.path_of(draft["resources"][0]["hash"]).read_bytes() == content
    assert world.seen_by_anybody(draft) == []
    row = _rows(world, public)[0]
    assert (row["action"], row["detail"]["revision"]) == ("revise", revision["id"])
    assert row["detail"]["grounds"]
    told = model.Session.query(Notice).filter_by(dataset_id=public["id"], kind="refresh_held")
    people = {notice.person for notice in told}
    assert people == {world.people[who]["id"] for who in ("agent", "controller")}


def test_the_revision_is_merged_under_the_same_addresses(world: World) -> None:
    """Sent to the DPO as it is, then decided: the file of that night is the public one."""
    public = _public(world, "Écoles relues")
    _, error = _send(world, public, _csv(40))
    (revision,) = error["revision"]
    world.call("agent", "governance_submit", id=revision)
    world.call("dpo", "governance_opinion", id=revision, kind="favourable")
    world.call("controller", "governance_publish", id=revision)
    after = world.call(None, "package_show", id=public["id"])
    assert after["resources"][0]["id"] == public["resources"][0]["id"]
    assert _file(world, public) == _csv(40)


def test_a_file_that_is_no_table(world: World) -> None:
    """Nobody but people can compare two documents."""
    pdf = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
    public = _public(world, "Compte rendu", pdf, "cr.pdf")
    status, error = _send(world, public, pdf + b"%more\n", name="cr.pdf")
    assert status == 409
    assert "tableau" in error["refresh"][0]


def test_the_record_does_not_change_with_the_file(world: World) -> None:
    """A description that comes with the file has to be read, and is in the revision."""
    public = _public(world, "Écoles décrites")
    status, error = _send(world, public, _csv(11), description="Autre chose")
    assert status == 409
    draft = world.call("agent", "package_show", id=error["revision"][0])
    assert draft["resources"][0]["description"] == "Autre chose"
    shown = world.call(None, "package_show", id=public["id"])
    assert shown["resources"] == public["resources"]


def test_without_a_file_nothing_is_new(world: World) -> None:
    """A change of the record alone is refused as before, and opens nothing."""
    public = _public(world, "Écoles renommées")
    error = world.call("agent", "package_patch", 409, id=public["id"], notes="Live")
    assert "refresh" not in error
    added = world.upload("agent", public["id"], _csv(3), "autres.csv")
    assert "state" in added
    assert _revision(world, public) is None


def test_while_a_revision_is_open(world: World) -> None:
    """Neither passes nor is kept: what people prepare is decided first, and the caller is told."""
    public = _public(world, "Écoles déjà en révision")
    opened = world.call("agent", "governance_revise", id=public["id"])
    for content in (_csv(11), _csv(40)):
        status, error = _send(world, public, content)
        assert (status, error["revision"]) == (409, [opened["id"]])
    world.call("agent", "package_patch", id=opened["id"], notes="To be read.")
    world.call("agent", "governance_submit", id=opened["id"])
    assert _send(world, public, _csv(11))[0] == 409
    assert _send(world, public, TODAY)[0] == 200
    assert _file(world, public) == TODAY


@pytest.mark.parametrize("state", ["in_review", "suspended"])
def test_what_is_not_public_is_not_refreshed(world: World, state: str) -> None:
    """Under review or suspended, a file is refused and opens no revision."""
    if state == "suspended":
        public = _public(world, "Écoles suspendues")
        world.call("dpo", "governance_suspend", id=public["id"], text="To check")
    else:
        public = world.full_draft("Écoles en revue")
        world.call("agent", "governance_submit", id=public["id"])
    status, error = _send(world, public, _csv(11))
    assert (status, "revision" in error) == (409, False)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (None, 403),
        ("stranger", 403),
        ("member", 403),
        ("dpo", 403),
        ("neighbour", 403),
        ("epci", 403),
        ("team", 403),
        ("sysadmin", 409),
        ("agent", 200),
        ("controller", 200),
    ],
)
def test_who_may_refresh(world: World, who: str | None, status: int) -> None:
    """Programs of the organisation's agents and controllers, and of nobody else."""
    public = _public(world, f"Écoles de {who}")
    assert _send(world, public, _csv(11), who)[0] == status
    assert _file(world, public) == (_csv(11) if status == 200 else TODAY)
    assert _send(world, public, _csv(90), who)[0] == (409 if status == 200 else status)
    assert (_revision(world, public) is not None) == (status == 200)


def test_a_page_is_no_program(world: World) -> None:
    """Whoever is signed in by cookie does not change a public file: a revision is for that."""
    public = _public(world, "Écoles par la page")
    visitor = CKANTestApp(world.app.app)
    person = world.people["agent"]
    visitor.post("/user/login", data={"login": person["name"], "password": "a-fictional-Passw0rd"})
    resource = public["resources"][0]["id"]
    visitor.post(
        f"/dataset/{public['id']}/resource/{resource}/edit",
        data={"upload": (io.BytesIO(_csv(11)), "ecoles.csv")},
        content_type="multipart/form-data",
    )
    assert _file(world, public) == TODAY


def test_other_slices_may_speak_against_it(world: World) -> None:
    """What a receiver says is a reason; what it raises changes nothing."""
    public = _public(world, "Écoles sous condition")
    heard: list[Any] = []

    def object_(resource_id: str, resource: Any, before: Any, after: Any) -> list[str]:
        heard.append((resource_id, resource["size"], before["rows"], after["rows"]))
        return ["Le fichier n’est pas valide pour son schéma"]

    with refreshing.objections.connected_to(object_):
        status, error = _send(world, public, _csv(11))
    assert (status, heard[0][2:]) == (409, (10, 11))
    assert heard[0][0] == public["resources"][0]["id"]
    assert "pas valide pour son schéma" in error["refresh"][0]


def test_two_programs_at_once(world: World) -> None:
    """One after the other: the public file is one of the two, and each left its row or nothing."""
    public = _public(world, "Écoles en concurrence")
    contents = [_csv(11, f"Ecole {word}") for word in "abcd"]

    def one(content: bytes) -> int:
        return _send(world, public, content, app=CKANTestApp(world.app.app))[0]

    with ThreadPoolExecutor(4) as pool:
        statuses = list(pool.map(one, contents))
    model.Session.expire_all()
    assert statuses == [200] * 4
    assert _file(world, public) in contents
    rows = [row for row in _rows(world, public) if row["action"] == "refresh"]
    assert len(rows) == 4
    assert world.call("dpo", "governance_journal_verify")["valid"]
    world.call("dpo", "governance_suspend", id=public["id"], text="To check")
    world.call("controller", "governance_restore", id=public["id"])


def test_two_programs_at_once_that_have_to_wait(world: World) -> None:
    """One revision is opened; the other call is told of it."""
    public = _public(world, "Écoles en concurrence à relire")

    def one(word: str) -> tuple[int, Any]:
        return _send(world, public, _csv(40, word), app=CKANTestApp(world.app.app))

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(one, ["a", "b"]))
    assert [status for status, _ in answers] == [409, 409]
    assert len({error["revision"][0] for _, error in answers}) == 1
    opened = model.Session.query(Revision).filter_by(dataset_id=public["id"], status="open")
    assert opened.count() == 1


def test_the_share_is_set(
    world: World, ckan_config: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """An administrator decides by how much a file may grow unread."""
    monkeypatch.setitem(ckan_config, "ckanext.opendata_governance.refresh_share", 500)
    public = _public(world, "Écoles qui doublent")
    assert _send(world, public, _csv(30))[0] == 200


def test_a_table_too_large_to_be_read(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the portal does not read to its end, people do."""
    public = _public(world, "Écoles sans fin")
    monkeypatch.setattr(tabular, "TEXT_MAX", 100)
    status, error = _send(world, public, _csv(11))
    assert status == 409
    assert "en entier" in error["refresh"][0]
