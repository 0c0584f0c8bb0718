"""A nightly program keeps a published file up to date: one night passes, another is for people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from people import Caller

if TYPE_CHECKING:
    import requests
    from people import Portal

TITLE = "Places libres dans les crèches fictives"


def _export(rows: int) -> bytes:
    return ("creche;places\n" + "".join(f"Crèche {n};{n}\n" for n in range(rows))).encode()


def _nightly(program: Caller, file: str, content: bytes) -> requests.Response:
    """Send the export of a night, as the script of the guide does."""
    return program.session.post(
        f"{program.url}/api/3/action/resource_patch",
        data={"id": file},
        files={"upload": ("export.csv", content, "text/csv")},
        timeout=60,
    )


def test_a_nightly_refresh_that_passes_and_one_that_becomes_a_revision(portal: Portal) -> None:
    """The address never changes; what was public stays readable; people decide on what differs."""
    agent, dpo, controller = (Caller(portal, name) for name in ("agent", "dpo", "controller"))
    anyone = Caller(portal)
    draft = agent(
        "package_create",
        title=TITLE,
        owner_org=portal.accounts["agent"]["organization"],
        notes="Places libres chaque soir, dans des crèches qui n’existent pas.",
        theme=["http://publications.europa.eu/resource/authority/data-theme/SOCI"],
        tag_string="crèche,place",
        frequency="http://publications.europa.eu/resource/authority/frequency/DAILY",
        contact=[{"name": "Mairie", "email": "mairie@example.org"}],
    )
    file = agent.upload(draft["id"], "places.csv", _export(20))["id"]
    agent("governance_submit", id=draft["id"])
    dpo("governance_opinion", id=draft["id"], kind="favourable")
    controller("governance_publish", id=draft["id"])
    address = anyone("resource_show", id=file)["url"]

    assert _nightly(agent, file, _export(21)).status_code == 200
    assert anyone.get(address).content == _export(21)

    refused = _nightly(agent, file, _export(3))
    assert refused.status_code == 409
    error = refused.json()["error"]
    assert "Le nombre de lignes passe de 21 à 3" in error["refresh"][0]
    assert anyone.get(address).content == _export(21)
    (revision,) = error["revision"]
    assert anyone.post("package_show", id=revision).status_code in (403, 404)

    agent("governance_submit", id=revision)
    dpo("governance_opinion", id=revision, kind="favourable")
    controller("governance_publish", id=revision)
    assert anyone("resource_show", id=file)["url"] == address
    assert anyone.get(address).content == _export(3)

    listed = anyone("governance_version_list", id=draft["id"])["versions"]
    nights = [anyone.get(version["files"][0]["url"]).content for version in listed]
    assert nights == [_export(3), _export(21), _export(20)]
    agent("governance_withdraw", id=draft["id"], text="Test terminé.")
    assert anyone.get(listed[0]["files"][0]["url"]).status_code == 410
