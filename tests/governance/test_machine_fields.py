"""What machines write of a file (name, size, dates…) is not typed by anybody."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.lib import search

if TYPE_CHECKING:
    from world import World

LINK = "https://example.org/f.csv"
OF_THE_FILE: list[dict[str, Any]] = [
    {"url": "facture.exe"},
    {"url": "http://evil.example/facture.exe"},
    {"url_type": ""},
    {"url_type": "", "url": "https://example.org/facture.exe"},
    {"mimetype": "text/html"},
    {"mimetype": "text/csv\r\nX-A: b"},
    {"mimetype_inner": "text/html"},
    {"file_name": "facture.exe"},
    {"size": 7},
]
MARKS: list[dict[str, Any]] = [
    {"last_modified": "2001-01-01T00:00:00"},
    {"created": "2001-01-01T00:00:00"},
    {"metadata_modified": "2001-01-01T00:00:00"},
    {"cache_last_updated": "2001-01-01T00:00:00"},
    {"cache_url": "https://evil.example/"},
    {"datastore_active": True},
    {"datastore_active": "Text nobody has read"},
]


def _post(world: World, action: str, **data: Any) -> Any:
    return world.app.post(
        f"/api/3/action/{action}",
        data=data,
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )


def _shown(world: World, dataset: dict[str, Any]) -> dict[str, Any]:
    return world.call("agent", "package_show", id=dataset["id"])["resources"][0]


@pytest.mark.parametrize("typed", [*OF_THE_FILE, *MARKS], ids=str)
def test_nobody_types_what_a_file_says(world: World, typed: dict[str, Any]) -> None:
    """Patched, updated or revised: a draft's file keeps what its upload said of it."""
    dataset = world.full_draft("Fichier tenu")
    before = dataset["resources"][0]
    for who in ("agent", "sysadmin"):
        world.call(who, "resource_patch", id=before["id"], **typed)
        assert _shown(world, dataset) == before
        world.call(who, "resource_update", **{**before, **typed})
        assert _shown(world, dataset) == before
        world.call(who, "package_patch", id=dataset["id"], resources=[{**before, **typed}])
        assert _shown(world, dataset) == before
        revised: dict[str, Any] = {"match__id": dataset["id"], "update__resources__0": typed}
        world.call(who, "package_revise", **revised)
        assert _shown(world, dataset) == before


def test_an_honest_edit_of_a_file_passes(world: World) -> None:
    """Words about a file change, and it is downloaded as before under its own name."""
    dataset = world.full_draft("Fichier décrit")
    before = dataset["resources"][0]
    world.call("agent", "resource_update", id=before["id"], description="Des écoles", format="CSV")
    after = _shown(world, dataset)
    kept = ("url", "url_type", "hash", "size", "mimetype", "file_name", "last_modified", "created")
    assert {key: after[key] for key in kept} == {key: before[key] for key in kept}
    assert after["description"] == "Des écoles"
    path = f"/dataset/{dataset['id']}/resource/{before['id']}/download"
    answer = world.app.get(path, headers=world.headers("agent"), follow_redirects=False)
    assert answer.status_code == 200
    assert "filename=ecoles.csv" in answer.headers["Content-Disposition"]


def test_a_new_file_brings_its_own_facts(world: World) -> None:
    """Replaced, a file says its own name, size and type, whatever the client announces."""
    dataset = world.full_draft("Fichier remplacé")
    before = dataset["resources"][0]
    data = {"upload": (io.BytesIO(b"a;b;c\n1;2;3\n"), "cantines.csv"), "mimetype": "text/html\r\nX"}
    assert _post(world, "resource_patch", id=before["id"], **data).status_code == 200
    after = _shown(world, dataset)
    assert after["url"].endswith("/cantines.csv")
    assert (after["size"], after["mimetype"]) == (12, "text/csv")
    assert after["last_modified"] > before["last_modified"]


def test_a_file_gives_way_to_a_link(world: World) -> None:
    """Cleared, a file leaves nothing of itself to the address that replaces it."""
    dataset = world.full_draft("Fichier devenu lien")
    before = dataset["resources"][0]
    world.call("agent", "resource_patch", id=before["id"], url=LINK, clear_upload="true")
    after = _shown(world, dataset)
    assert (after["url"], after["url_type"], after["hash"]) == (LINK, "", "")
    world.call("agent", "resource_patch", id=before["id"], url=LINK + "?2")
    assert _shown(world, dataset)["url"] == LINK + "?2"


def test_a_file_is_not_copied_under_another_name(world: World) -> None:
    """Neither a new resource nor another one takes the bytes of a file by its fingerprint."""
    dataset = world.full_draft("Fichier copié")
    first = dataset["resources"][0]
    other = world.upload("agent", dataset["id"], b"x;y\n1;2\n", "autre.csv")
    copied: dict[str, Any] = {"url": "facture.exe", "url_type": "upload", "hash": first["hash"]}
    error = world.call("agent", "resource_create", 409, package_id=dataset["id"], **copied)
    assert "hash" in error
    assert "hash" in world.call("agent", "resource_patch", 409, id=other["id"], hash=first["hash"])


def test_a_link_has_no_fingerprint(world: World) -> None:
    """An address outside does not bear the SHA-256 of a file of its dataset."""
    dataset = world.full_draft("Lien sans empreinte")
    sha256 = dataset["resources"][0]["hash"]
    link: dict[str, Any] = {"url": LINK, "name": "f"}
    error = world.call(
        "agent", "resource_create", 409, package_id=dataset["id"], **link, hash=sha256
    )
    assert "hash" in error
    created = world.call("agent", "resource_create", package_id=dataset["id"], **link)
    assert "hash" in world.call("agent", "resource_patch", 409, id=created["id"], hash=sha256)


def test_a_link_announces_a_media_type_or_nothing(world: World) -> None:
    """That of an address outside is its author's word: it has the form of one, by API."""
    link: dict[str, Any] = {"package_id": world.draft("Lien typé")["id"], "url": LINK}
    for wrong in ("text/csv\r\nX-A: b", "csv", "text/csv; charset=utf-8"):
        error = world.call("agent", "resource_create", 409, **link, mimetype=wrong)
        assert "mimetype" in error
    created = world.call("agent", "resource_create", **link, mimetype="text/csv")
    assert created["mimetype"] == "text/csv"


@pytest.mark.parametrize("typed", MARKS, ids=str)
def test_public_dates_are_not_free_text(world: World, typed: dict[str, Any]) -> None:
    """On a public dataset no date nor mark of a file, a link included, changes by hand."""
    dataset = world.draft("Dates publiques")
    world.upload("agent", dataset["id"])
    world.call("agent", "resource_create", package_id=dataset["id"], url=LINK, name="Lien")
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable", text="")
    world.call("controller", "governance_publish", id=dataset["id"])
    before = world.call(None, "package_show", id=dataset["id"])
    for resource in before["resources"]:
        world.call("agent", "resource_patch", id=resource["id"], **typed)
    assert world.call(None, "package_show", id=dataset["id"]) == before


def test_machines_may_write_what_they_write(world: World) -> None:
    """A job's dates and marks neither are refused on a public dataset nor count as a change."""
    dataset = world.published("Publié par les machines")
    resource = dataset["resources"][0]["id"]
    marks = {"last_modified": "2026-01-02T03:04:05", "datastore_active": True}
    job: Any = {"ignore_auth": True, "user": world.people["sysadmin"]["name"]}
    tk.get_action("resource_patch")(job, {"id": resource, **marks})
    after = _shown(world, dataset)
    assert {key: after[key] for key in marks} == marks
    with pytest.raises(tk.ValidationError):
        tk.get_action("resource_patch")(
            job, {"id": resource, "datastore_active": "Text nobody has read"}
        )


def test_a_wrong_media_type_breaks_no_download(world: World) -> None:
    """One that is stored already is not sent: the file comes, under a type that its name tells."""
    dataset = world.full_draft("Type abîmé")
    resource = dataset["resources"][0]
    row = model.Session.get_one(model.Resource, resource["id"])
    row.mimetype = "text/csv\r\nX-A: b"
    model.Session.commit()
    search.rebuild(dataset["id"])
    path = f"/dataset/{dataset['id']}/resource/{resource['id']}/download/ecoles.csv"
    answer = world.app.get(path, headers=world.headers("agent"))
    assert answer.status_code == 200
    assert "X-A" not in answer.headers
    assert answer.headers["Content-Type"].startswith("text/csv")


def test_no_program_comes_in_by_a_revision_of_the_api(world: World) -> None:
    """`package_revise` takes files too: they are examined like the others, and refused alike."""
    dataset = world.full_draft("Par package_revise")
    before = dataset["resources"][0]
    upload = (io.BytesIO(b"MZ\x90\0" + bytes(200)), "facture.exe")
    answer = _post(
        world,
        "package_revise",
        match=json.dumps({"id": dataset["id"]}),
        update__resources__0__upload=upload,
    )
    assert answer.status_code == 409, answer.body
    assert _shown(world, dataset) == before
