"""The whole journey of a dataset by the API alone, from an agent's draft to a resident's file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from people import Caller

if TYPE_CHECKING:
    from people import Portal

CSV = "nom;places\nHalle aux grains;120\nPréau de l'école;40\n"
TITLE = "Salles à louer aux associations"


def test_from_draft_to_download_by_api(portal: Portal) -> None:
    """Agent, DPO and controller each call their action; nobody else sees the data before."""
    agent, dpo, controller = (Caller(portal, name) for name in ("agent", "dpo", "controller"))
    anyone, neighbour = Caller(portal), Caller(portal, "neighbour")

    draft = agent(
        "package_create",
        title=TITLE,
        owner_org=portal.accounts["agent"]["organization"],
        notes="Salles que la commune fictive de démonstration prête aux associations.",
        theme=["http://publications.europa.eu/resource/authority/data-theme/SOCI"],
        tag_string="salle,association",
        frequency="http://publications.europa.eu/resource/authority/frequency/ANNUAL",
        contact=[{"name": "Mairie", "email": "mairie@example.org"}],
    )
    file = agent.upload(draft["id"], "salles.csv", CSV.encode())
    for stranger in (anyone, neighbour):
        assert stranger.post("package_show", id=draft["id"]).status_code in (403, 404)
    assert anyone.post("governance_publish", id=draft["id"]).status_code in (403, 404)

    agent("governance_submit", id=draft["id"])
    assert draft["id"] in str(dpo("governance_queue"))
    assert controller.post("governance_publish", id=draft["id"]).status_code == 409
    dpo("governance_opinion", id=draft["id"], kind="favourable", text="Rien de personnel.")
    assert anyone("package_search", q="salle à louer")["count"] == 0
    controller("governance_publish", id=draft["id"])

    found = anyone("package_search", q="location de salles pour l’association")
    assert draft["id"] in [dataset["id"] for dataset in found["results"]]
    public = anyone("package_show", id=draft["id"])
    assert public["resources"][0]["id"] == file["id"]
    downloaded = anyone.get(public["resources"][0]["url"])
    assert downloaded.content == CSV.encode()
    assert TITLE in anyone.get("/catalog.ttl").content.decode()

    agent("governance_withdraw", id=draft["id"], text="Test terminé.")
    assert anyone.post("package_show", id=draft["id"]).status_code in (403, 404)
    assert anyone.get(public["resources"][0]["url"]).status_code == 410
