"""What was public stays public, dated, until the dataset is hidden."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from ckan import model

from ckanext.opendata_territoire.governance import blobs, cli, cli_check
from ckanext.opendata_territoire.governance.model_versions import Version
from ckanext.opendata_territoire.governance.store import reviews, versions

if TYPE_CHECKING:
    from world import World

FIRST = b"nom;places\n" + b"".join(b"Ecole %d;%d\n" % (n, n) for n in range(10))
SECOND = FIRST + b"Ecole 10;10\n"
THIRD = b"nom;commune\nEcole 1;Fausseville\n"
HIDDEN = ("neighbour", "member", "stranger", None)


def _public(world: World, title: str) -> Any:
    dataset = world.draft(title)
    world.upload("agent", dataset["id"], FIRST)
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    return world.call(None, "package_show", id=dataset["id"])


def _send(world: World, resource: str, content: bytes) -> tuple[int, Any]:
    answer = world.app.post(
        "/api/3/action/resource_patch",
        data={"id": resource, "upload": (io.BytesIO(content), "ecoles.csv")},
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )
    return answer.status_code, json.loads(answer.body)


def _merged(world: World, public: Any, content: bytes, **changed: Any) -> None:
    revision = world.call("agent", "governance_revise", id=public["id"])
    draft = world.call("agent", "package_show", id=revision["id"])
    world.call("agent", "package_patch", id=draft["id"], **changed)
    assert _send(world, draft["resources"][0]["id"], content)[0] == 200
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_opinion", id=draft["id"], kind="favourable")
    world.call("controller", "governance_publish", id=draft["id"])


def _history(world: World, title: str) -> Any:
    """Publish a dataset, refresh it, then merge a revision of it: three versions."""
    public = _public(world, title)
    assert _send(world, public["resources"][0]["id"], SECOND)[0] == 200
    _merged(world, public, THIRD, notes="By commune.")
    return public


def _path(url: str) -> str:
    return urlsplit(url).path


def test_each_change_of_what_is_public_leaves_a_version(world: World) -> None:
    """Published, refreshed, merged: dates, files at addresses of their own, and what changed."""
    public = _history(world, "Écoles versionnées")
    (resource,) = public["resources"]
    found = world.call(None, "governance_version_list", id=public["name"])
    assert found["count"] == 3
    assert [each["number"] for each in found["versions"]] == [3, 2, 1]
    assert [each["what"] for each in found["versions"]] == ["merge", "refresh", "publish"]
    dates = [each["at"] for each in found["versions"]]
    assert dates == sorted(dates, reverse=True)
    assert found["versions"][2]["changes"] is None
    assert [change["field"] for change in found["versions"][0]["changes"]["fields"]] == ["notes"]
    for version, content in zip(found["versions"], (THIRD, SECOND, FIRST), strict=True):
        (file,) = version["files"]
        assert (file["resource"], file["size"]) == (resource["id"], len(content))
        answer = world.app.get(_path(file["url"]))
        assert answer.data == content
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "sandbox" in answer.headers["Content-Security-Policy"]
    current = world.call(None, "governance_content", id=public["id"])
    assert found["versions"][0]["content"] == current["content"]


def test_two_versions_are_compared(world: World) -> None:
    """Any two, in both directions; columns that came and went are named."""
    public = _history(world, "Écoles comparées par version")
    found = world.call(None, "governance_version_difference", id=public["id"], since=1, number=3)
    assert [change["field"] for change in found["fields"]] == ["notes"]
    (file,) = found["files"]
    assert (file["what"], file["columns_added"], file["columns_removed"]) == (
        "replaced",
        ["commune"],
        ["places"],
    )
    same = world.call(None, "governance_version_difference", id=public["id"], since=2, number=2)
    assert same == {"fields": [], "files": []}
    shown = world.call(None, "governance_version_show", id=public["id"], number=1)
    assert shown["record"]["notes"] == public["notes"]


def test_pages(world: World) -> None:
    """The page of the dataset leads to the versions, they to their files, in French words."""
    public = _history(world, "Écoles en pages")
    assert 'data-versions="3"' in world.app.get(f"/dataset/{public['name']}").body
    page = world.app.get(f"/dataset/{public['name']}/versions").body
    assert page.count("data-version=") == 3
    assert "1 ligne de plus" in page
    assert "colonne ajoutée" in page
    assert f"/dataset/{public['id']}/version/1/{public['resources'][0]['id']}/ecoles.csv" in page
    version = world.app.get(f"/dataset/{public['name']}/version/3?since=1").body
    assert 'data-field="notes"' in version
    assert world.app.get(f"/dataset/{public['name']}/version/1").status_code == 200
    for number in ("4", "0", "99999999999999999999"):
        assert world.app.get(f"/dataset/{public['name']}/version/{number}").status_code == 404
    assert world.app.get(f"/dataset/{public['name']}/version/3?since=junk").status_code == 200


@pytest.mark.parametrize("number", [0, -1, 10**12, "junk", 1.5e300, [1], {"a": 1}, ""])
def test_numbers_from_outside(world: World, number: Any) -> None:
    """What is no number of a version is refused at its field, and breaks nothing."""
    public = _public(world, f"Écoles numéro {number}")
    error = world.call(None, "governance_version_show", 409, id=public["id"], number=number)
    assert "number" in error


def test_versions_say_nothing_of_what_is_hidden(world: World) -> None:
    """Neither a draft, nor what is reviewed, nor an open revision: not even for its own people."""
    public = _public(world, "Écoles et brouillons")
    secret = b"nom;places\nEcole secrete;1\n"
    revision = world.call("agent", "governance_revise", id=public["id"])
    draft = world.call("agent", "package_show", id=revision["id"])
    world.call("agent", "package_patch", id=draft["id"], notes="Secret words.")
    _send(world, draft["resources"][0]["id"], secret)
    world.call("agent", "governance_submit", id=draft["id"])
    waiting = world.submitted("Écoles en attente")
    for who in (*HIDDEN, "agent", "dpo", "sysadmin"):
        for hidden in (draft, waiting):
            for action in ("governance_version_list", "governance_version_show"):
                assert world.status(who, action, id=hidden["id"], number=1) == 404
            for page in ("versions", "version/1"):
                url = f"/dataset/{hidden['id']}/{page}"
                assert world.app.get(url, headers=world.headers(who)).status_code == 404
        told = world.app.get(
            f"/api/3/action/governance_version_list?id={public['id']}", headers=world.headers(who)
        )
        assert told.status_code == 200
        assert "Secret words" not in told.body
        assert draft["id"] not in told.body
    blob = world.call("agent", "package_show", id=draft["id"])["resources"][0]
    for resource in (blob["id"], public["resources"][0]["id"]):
        url = f"/dataset/{public['id']}/version/2/{resource}/ecoles.csv"
        assert world.app.get(url).status_code == 404
    url = f"/dataset/{public['id']}/version/1/{blob['id']}/ecoles.csv"
    assert world.app.get(url).status_code == 404


def test_what_is_hidden_answers_as_what_does_not_exist(world: World) -> None:
    """No oracle: the answer about a draft is that about nothing."""
    draft = world.full_draft("Écoles cachées")
    for action in ("governance_version_list", "governance_version_show"):
        told = [world.call(None, action, 404, id=key, number=1) for key in (draft["id"], "nothing")]
        assert told[0] == told[1]


@pytest.mark.parametrize("action", ["suspend", "withdraw"])
def test_versions_follow_the_dataset(world: World, action: str) -> None:
    """Hidden, all its versions and their files answer 410 at once; restored, they are back."""
    public = _history(world, f"Écoles versionnées {action}")
    listed = world.call(None, "governance_version_list", id=public["id"])["versions"]
    urls = [
        f"/dataset/{public['name']}/versions",
        f"/dataset/{public['name']}/version/1",
        *(_path(file["url"]) for version in listed for file in version["files"]),
    ]
    assert {world.app.get(url).status_code for url in urls} == {200}
    world.call("controller", f"governance_{action}", id=public["id"], text="A birth date")
    assert [world.app.get(url).status_code for url in urls] == [410] * len(urls)
    for who in (*HIDDEN, "agent"):
        assert world.status(who, "governance_version_list", id=public["id"]) == 404
    if action == "suspend":
        world.call("controller", "governance_restore", id=public["id"])
        assert {world.app.get(url).status_code for url in urls} == {200}


def test_a_version_that_is_withdrawn(world: World) -> None:
    """Its record and files are given no longer, the others are."""
    public = _history(world, "Écoles dont une version est retirée")
    first = world.call(None, "governance_version_show", id=public["id"], number=1)
    version = versions.get(public["id"], 1)
    assert version
    version.withdrawn_at = reviews.now()
    model.Session.commit()
    assert world.app.get(_path(first["files"][0]["url"])).status_code == 410
    assert world.app.get(f"/dataset/{public['name']}/version/1").status_code == 410
    assert world.app.get(f"/dataset/{public['name']}/version/2").status_code == 200
    shown = world.call(None, "governance_version_show", id=public["id"], number=1)
    assert (shown["withdrawn"], shown["files"], shown["record"]) == (True, [], None)
    listed = world.call(None, "governance_version_list", id=public["id"])["versions"]
    assert [version["changes"] is None for version in listed] == [False, True, True]
    assert world.app.get(f"/dataset/{public['name']}/versions").status_code == 200
    assert (
        world.status(None, "governance_version_difference", id=public["id"], since=1, number=3)
        == 404
    )


def test_files_of_versions_are_not_collected(world: World) -> None:
    """A file that no resource designates any more stays as long as a version has it."""
    public = _history(world, "Écoles gardées")
    listed = world.call(None, "governance_version_list", id=public["id"])["versions"]
    kept = {file["sha256"] for version in listed for file in version["files"]}
    assert len(kept) == 3
    assert kept <= versions.hashes()
    said = CliRunner().invoke(cli.governance, ["collect-blobs"]).output
    assert not any(sha256 in said for sha256 in kept)
    assert all(blobs.path_of(sha256).is_file() for sha256 in kept)


def test_what_was_public_before_versions_were_kept(world: World) -> None:
    """`check --fix` keeps it, dated of its publication; so does the next change."""
    public, other = _public(world, "Écoles d’avant"), _public(world, "Écoles d’avant aussi")
    for dataset in (public, other):
        model.Session.query(Version).filter_by(dataset_id=dataset["id"]).delete()
    model.Session.commit()
    assert {public["id"], other["id"]} <= set(versions.missing())
    assert world.call(None, "governance_version_list", id=public["id"])["versions"] == []
    (comparison,) = [each for each in cli_check.COMPARISONS if each.find is versions.missing]
    assert comparison.mend
    comparison.mend(public["id"])
    assert versions.missing() == [other["id"]]
    (found,) = world.call(None, "governance_version_list", id=public["id"])["versions"]
    published = world.call(None, "governance_show", id=public["id"])["published_at"]
    assert (found["what"], found["at"]) == ("found", published)

    assert _send(world, other["resources"][0]["id"], SECOND)[0] == 200
    listed = world.call(None, "governance_version_list", id=other["id"])["versions"]
    assert [each["what"] for each in listed] == ["refresh", "found"]
    assert world.app.get(_path(listed[1]["files"][0]["url"])).data == FIRST
    assert versions.missing() == []


def test_a_long_history_comes_in_pages(world: World) -> None:
    """Each page goes on where the one before ends, and says what changed in its last row too."""
    public = _history(world, "Écoles en longue histoire")
    first = world.call(None, "governance_version_list", id=public["id"], limit=2)
    second = world.call(None, "governance_version_list", id=public["id"], limit=2, offset=2)
    assert [each["number"] for each in first["versions"]] == [3, 2]
    assert first["versions"][1]["changes"]["files"]
    assert [each["number"] for each in second["versions"]] == [1]
    error = world.call(None, "governance_version_list", 409, id=public["id"], limit=-1)
    assert "limit" in error
