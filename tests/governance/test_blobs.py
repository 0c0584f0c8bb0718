"""Files as immutable blobs: what is stored, what is refused, what is collected."""

from __future__ import annotations

import hashlib
import io
import os
import time
from typing import TYPE_CHECKING, Any

import pytest

from ckanext.opendata_territoire.governance import blobs

if TYPE_CHECKING:
    from pathlib import Path

    from world import World

    from ckan.common import CKANConfig


def _download(world: World, who: str | None, resource: dict[str, Any]) -> Any:
    path = f"/dataset/{resource['package_id']}/resource/{resource['id']}/download/x"
    return world.app.get(path, headers=world.headers(who))


def test_a_file_is_its_own_name(world: World) -> None:
    """The bytes come back as they were sent, under their SHA-256, with size, type and name."""
    content = b"nom;ville\nA;B\n"
    dataset = world.draft("Un fichier")
    resource = world.upload("agent", dataset["id"], content, r"C:\Bureau\Écoles 2026.csv")
    assert resource["hash"] == hashlib.sha256(content).hexdigest()
    assert (resource["size"], resource["mimetype"]) == (len(content), "text/csv")
    assert resource["url"].endswith("/ecoles-2026.csv")
    assert blobs.path_of(resource["hash"]).read_bytes() == content
    assert _download(world, "agent", resource).data == content
    assert _download(world, None, resource).status_code == 404


def test_blobs_are_not_where_ckan_serves_files(world: World) -> None:
    """CKAN serves `<storage_path>/storage` to everybody: no blob lies there."""
    assert "storage" not in blobs.folder().relative_to(blobs.folder().parent).parts
    dataset = world.draft("Adresse directe")
    resource = world.upload("agent", dataset["id"])
    relative = blobs.path_of(resource["hash"]).relative_to(blobs.folder())
    for prefix in ("/blobs", "/uploads", "/uploads/../../blobs", "/uploads/..%2f..%2fblobs"):
        assert world.app.get(f"{prefix}/{relative}").status_code == 404


@pytest.mark.parametrize("field", [{"url_type": "upload"}, {"url": "https://example.org/f.csv"}])
def test_a_hash_typed_by_hand_opens_nothing(world: World, field: dict[str, str]) -> None:
    """A neighbour who knows the SHA-256 of a hidden file cannot point a resource to it."""
    secret = world.upload("agent", world.draft("Secret")["id"], b"secret;1\n")
    theirs = world.draft("Aux voisins", "neighbour", owner_org=world.neighbour["id"])
    stolen = {"name": "f", "hash": secret["hash"], **field}
    error = world.call("neighbour", "resource_create", 409, package_id=theirs["id"], **stolen)
    assert "hash" in error
    own = world.upload("neighbour", theirs["id"], b"own;1\n")
    for data in ({"hash": secret["hash"]}, {"hash": secret["hash"], **field}):
        assert "hash" in world.call("neighbour", "resource_patch", 409, id=own["id"], **data)
    created = {"title": "Volé", "owner_org": world.neighbour["id"], "resources": [stolen]}
    assert "resources" in world.call("neighbour", "package_create", 409, **created)
    moved = world.call("neighbour", "package_show", id=theirs["id"])["resources"] + [stolen]
    world.call("neighbour", "package_patch", 409, id=theirs["id"], resources=moved)


def test_a_file_cannot_be_declared_without_its_bytes(world: World) -> None:
    """`url_type` typed by hand leads to no bytes, and to no path outside the folder."""
    dataset = world.draft("Lien")
    link: dict[str, Any] = {"url": "../../etc/passwd", "url_type": "upload", "name": "f"}
    error = world.call("agent", "resource_create", 409, package_id=dataset["id"], **link)
    assert "hash" in error
    link = {"url": "https://example.org/f.csv", "name": "f"}
    resource = world.call("agent", "resource_create", package_id=dataset["id"], **link)
    typed = {"id": resource["id"], "url_type": "upload"}
    assert "hash" in world.call("agent", "resource_patch", 409, **typed)


@pytest.mark.parametrize("name", ["", "..", "../" * 5 + "etc/passwd", "A" * 64, "g" * 64, "0" * 63])
def test_only_a_sha256_names_a_blob(name: str, ckan_config: CKANConfig) -> None:
    """Anything else leads to a place where nothing lies."""
    assert not blobs.path_of(name).exists()
    assert blobs.path_of(name).parent == blobs.folder()


def test_replacing_a_file_keeps_the_old_bytes(world: World) -> None:
    """A new upload adds a blob; the former one is left alone until it is collected."""
    dataset = world.draft("Remplacé")
    first = world.upload("agent", dataset["id"], b"first;1\n")
    data = {"id": first["id"], "upload": (io.BytesIO(b"second;2\n"), "second.csv")}
    response = world.app.post(
        "/api/3/action/resource_patch",
        data=data,
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )
    second = response.json["result"]
    assert second["hash"] != first["hash"]
    assert blobs.path_of(first["hash"]).read_bytes() == b"first;1\n"
    assert _download(world, "agent", second).data == b"second;2\n"


def test_a_refused_edit_leaves_the_public_bytes(world: World) -> None:
    """An upload on a public dataset is refused, and the public file is unchanged."""
    dataset = world.published("Fichier public")
    (resource,) = dataset["resources"]
    before = _download(world, None, resource).data
    error = world.upload("agent", dataset["id"], b"other;1\n")
    assert "state" in error
    assert _download(world, None, resource).data == before


def test_empty_and_huge_files(world: World, ckan_config: CKANConfig) -> None:
    """Both are refused at the field, and leave nothing behind."""
    dataset = world.draft("Vide ou énorme")
    assert "upload" in world.upload("agent", dataset["id"], b"")
    ckan_config["ckan.max_resource_size"] = 1
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(blobs.tk.config, "ckan.max_resource_size", 1)
        huge = b"a;b\n" * (1 << 18) + b"x"
        assert "upload" in world.upload("agent", dataset["id"], huge)
    assert not list(blobs.folder().glob("incoming-*"))
    assert not blobs.path_of(hashlib.sha256(huge).hexdigest()).exists()


def test_collection_spares_what_is_used_or_young(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only old files that no resource points to are collected; an upload makes its file young."""
    monkeypatch.setitem(blobs.tk.config, "ckan.storage_path", str(tmp_path))
    used, unused, young = (
        blobs.store(io.BytesIO(content), 100)[0] for content in (b"used", b"unused", b"young")
    )
    old = time.time() - 2 * 86400
    for sha256 in (used, unused):
        os.utime(blobs.path_of(sha256), (old, old))
    found = list(blobs.unreferenced({used}))
    assert found == [blobs.path_of(unused)]
    assert young not in {path.name for path in found}
    blobs.store(io.BytesIO(b"unused"), 100)
    assert not list(blobs.unreferenced({used}))
