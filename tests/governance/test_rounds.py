"""What changed from one sending to the next, for the DPO who reads again and the agent."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup

from ckan import model

from ckanext.opendata_territoire.governance.model_rounds import Round

if TYPE_CHECKING:
    from world import World

WITHOUT = b"nom;commune\nEcole Jean Moulin;Zqville\n"


def _since(world: World, who: str | None, key: str, status: int = 200) -> Any:
    return world.call(who, "governance_difference", status, id=key, since="sending")


def _replace(world: World, resource: str) -> None:
    answer = world.app.post(
        "/api/3/action/resource_patch",
        data={"id": resource, "upload": (io.BytesIO(WITHOUT), "ecoles.csv")},
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )
    assert answer.status_code == 200, answer.body


def _corrected(world: World, title: str) -> dict[str, Any]:
    """Return a dataset, correct its record and its file."""
    dataset = world.submitted(title)
    world.call("dpo", "governance_return", id=dataset["id"], text="À revoir")
    world.call("agent", "package_patch", id=dataset["id"], notes="Zq corrigé.")
    _replace(world, dataset["resources"][0]["id"])
    return dataset


def _kept(key: str) -> list[int]:
    rows = model.Session.query(Round).filter_by(dataset_id=key).order_by(Round.round)
    return [row.round for row in rows]


def test_fields_files_and_columns_are_compared(world: World) -> None:
    """The agent reads it before sending, the DPO after; both read the same."""
    dataset = _corrected(world, "Corrigé entre deux tours")
    before = _since(world, "agent", dataset["id"])
    world.call("agent", "governance_submit", id=dataset["id"])
    found = _since(world, "dpo", dataset["id"])
    assert found == before
    assert found["fields"] == [
        {"field": "notes", "before": dataset["notes"], "after": "Zq corrigé."}
    ]
    (file,) = found["files"]
    assert file["what"] == "replaced"
    assert (file["columns_added"], file["columns_removed"]) == (["commune"], ["adresse"])
    page = world.app.get(f"/governance/review/{dataset['name']}", headers=world.headers("dpo"))
    (section,) = BeautifulSoup(page.body, "html.parser").select("[data-changes]")
    assert "Description" in section.text
    assert "Zq corrigé." in section.text
    told = [line.text for line in section.select("[data-columns]")]
    assert told == ["colonne ajoutée\u00a0: commune", "colonne retirée\u00a0: adresse"]


def test_the_first_sending_has_nothing_before_it(world: World) -> None:
    """The page shows no difference, the API says why, a wrong word is refused."""
    dataset = world.submitted("Premier envoi")
    assert "since" in _since(world, "dpo", dataset["id"], 409)
    page = world.app.get(f"/governance/review/{dataset['name']}", headers=world.headers("dpo"))
    assert "data-changes" not in page.body
    wrong = world.call("dpo", "governance_difference", 409, id=dataset["id"], since="x' OR 1")
    assert "since" in wrong


def test_two_rounds_are_kept_and_one_once_published(world: World) -> None:
    """What a DPO had taken out is forgotten when the dataset is published; nothing piles up."""
    dataset = _corrected(world, "Tours gardés")
    for number in range(3):
        world.call("agent", "governance_submit", id=dataset["id"], text=f"Envoi {number}")
        world.call("dpo", "governance_return", id=dataset["id"], text="Encore")
    world.call("agent", "governance_submit", id=dataset["id"], text="Dernier")
    assert _kept(dataset["id"]) == [4, 5]
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    assert _kept(dataset["id"]) == [5]


def test_a_revision_leaves_no_round(world: World) -> None:
    """Once merged, what it went through is not kept under either id."""
    public = world.published("Tours d’une révision")
    draft = world.call("agent", "governance_revise", id=public["id"])
    world.call("agent", "package_patch", id=draft["id"], notes="Autre chose.")
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_opinion", id=draft["id"], kind="favourable")
    assert _kept(draft["id"]) == [1]
    world.call("controller", "governance_publish", id=draft["id"])
    assert _kept(draft["id"]) == _kept(public["id"]) == []


def test_rounds_are_erased_with_the_dataset(world: World) -> None:
    """A purged dataset leaves no content behind."""
    dataset = _corrected(world, "Tours effacés")
    assert _kept(dataset["id"]) == [1]
    world.call("sysadmin", "dataset_purge", id=dataset["id"])
    assert _kept(dataset["id"]) == []


@pytest.mark.parametrize("who", [None, "reader", "member", "neighbour", "epci", "team"])
def test_others_do_not_read_it(world: World, who: str | None) -> None:
    """Hidden, the dataset is not there for them; public, what was sent before is not theirs."""
    dataset = _corrected(world, f"Tours cachés à {who}")
    _since(world, who, dataset["id"], 404)
    world.call("agent", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    world.call("controller", "governance_publish", id=dataset["id"])
    _since(world, who, dataset["id"], 403)
