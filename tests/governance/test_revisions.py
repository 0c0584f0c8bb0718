"""Editing what is public: a hidden revision, reviewed as any draft, then merged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from ckan import model

from ckanext.opendata_territoire.governance.model import Contributor, Review, Revision

if TYPE_CHECKING:
    from world import World

NEW = b"nom;adresse\nEcole Jean Moulin;1 rue des Lilas\nEcole Jules Verne;2 rue des Lilas\n"


def _revised(world: World, dataset: dict[str, Any]) -> dict[str, Any]:
    """Open a revision; return its hidden draft."""
    opened = world.call("agent", "governance_revise", id=dataset["id"])
    return world.call("agent", "package_show", id=opened["id"])


def _file(world: World, dataset: dict[str, Any], resource: str, who: str | None = None) -> bytes:
    url = f"/dataset/{dataset['id']}/resource/{resource}/download/ecoles.csv"
    answer = world.app.get(url, headers=world.headers(who))
    return answer.data if answer.status_code == 200 else b""


def _replace(world: World, resource: str, content: bytes, status: int = 200) -> None:
    import io  # noqa: PLC0415

    answer = world.app.post(
        "/api/3/action/resource_patch",
        data={"id": resource, "upload": (io.BytesIO(content), "ecoles.csv")},
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )
    assert answer.status_code == status, answer.body


def _approve(world: World, draft: dict[str, Any]) -> dict[str, Any]:
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_opinion", id=draft["id"], kind="favourable")
    return world.call("controller", "governance_publish", id=draft["id"])


def test_a_revision_is_merged(world: World) -> None:
    """The public page stays as approved until the decision; then same ids, new content."""
    public = world.published("Écoles à réviser")
    (resource,) = public["resources"]
    before = _file(world, public, resource["id"])
    draft = _revised(world, public)
    (copy,) = draft["resources"]
    assert draft["id"] != public["id"]
    assert copy["id"] != resource["id"]
    assert world.seen_by_anybody(draft) == []
    assert _file(world, draft, copy["id"], "agent") == before

    world.call("agent", "package_patch", id=draft["id"], notes="Two schools now.")
    _replace(world, copy["id"], NEW)
    world.upload("agent", draft["id"], b"nom\nEcole Victor Hugo\n", "privees.csv")
    shown = world.call(None, "package_show", id=public["id"])
    assert shown["notes"] == public["notes"]
    assert len(shown["resources"]) == 1
    assert _file(world, public, resource["id"]) == before

    state = _approve(world, draft)
    assert (state["id"], state["state"], state["revision"]) == (public["id"], "published", None)
    merged = world.call(None, "package_show", id=public["name"])
    assert (merged["id"], merged["name"]) == (public["id"], public["name"])
    assert merged["notes"] == "Two schools now."
    assert [found["name"] for found in merged["resources"]] == ["ecoles.csv", "privees.csv"]
    assert merged["resources"][0]["id"] == resource["id"]
    assert _file(world, public, resource["id"]) == NEW
    assert world.status("agent", "package_show", id=draft["id"]) == 404
    found = world.call(None, "package_search", q='"Écoles à réviser"')
    assert [each["id"] for each in found["results"]] == [public["id"]]


def test_history_is_kept_under_the_public_dataset(world: World) -> None:
    """Opinions and remarks on a revision are read on the dataset; its draft leaves no row."""
    public = world.published("Écoles avec histoire")
    draft = _revised(world, public)
    world.call("agent", "package_patch", id=draft["id"], notes="Once more.")
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_return", id=draft["id"], text="Say which year")
    world.call("agent", "package_patch", id=draft["id"], notes="Once more, in 2026.")
    _approve(world, draft)
    state = world.call("agent", "governance_show", id=public["id"])
    assert len(state["opinions"]) == 2
    assert [remark["text"] for remark in state["remarks"]] == ["Say which year"]
    assert model.Package.get(draft["id"]) is None
    for table in (Review, Contributor):
        rows = model.Session.query(table).filter_by(dataset_id=draft["id"])
        assert rows.count() == 0


def test_what_is_public_never_changes_in_place(world: World) -> None:
    """After a merge too, an edit is refused and says what to do."""
    public = world.published("Écoles figées")
    draft = _revised(world, public)
    world.call("agent", "package_patch", id=draft["id"], notes="Approved.")
    _approve(world, draft)
    (resource,) = public["resources"]
    error = world.call("agent", "package_patch", 409, id=public["id"], notes="Live")
    assert "state" in error
    _replace(world, resource["id"], NEW, 409)
    assert world.call(None, "package_show", id=public["id"])["notes"] == "Approved."


def test_one_revision_at_a_time(world: World) -> None:
    """A second one is refused while the first is open; both people find the first."""
    public = world.published("Écoles en double")
    draft = _revised(world, public)
    error = world.call("controller", "governance_revise", 409, id=public["id"])
    assert "state" in error
    state = world.call("controller", "governance_show", id=public["id"])
    assert state["revision"]["id"] == draft["id"]
    assert world.call("agent", "governance_show", id=draft["id"])["revises"]["id"] == public["id"]
    assert "revision" not in world.call(None, "governance_show", id=public["id"])


@pytest.mark.parametrize("who", ["agent", "controller"])
def test_an_abandoned_revision(world: World, who: str) -> None:
    """Its draft is deleted, does not come back, and another may be opened."""
    public = world.published(f"Écoles abandonnées {who}")
    draft = _revised(world, public)
    world.call(who, "package_delete", id=draft["id"])
    assert model.Session.get_one(Revision, draft["id"]).status == "abandoned"
    assert world.seen_by_anybody(draft) == []
    restored = world.call(who, "package_patch", None, id=draft["id"], state="draft")
    assert restored.get("state") != "draft"
    assert world.call("agent", "governance_show", id=public["id"])["revision"] is None
    assert _revised(world, public)["id"] != draft["id"]


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("dpo", 403),
        ("member", 403),
        ("neighbour", 403),
        ("epci", 403),
        ("team", 403),
        (None, 403),
    ],
)
def test_who_may_not_revise(world: World, who: str | None, status: int) -> None:
    """Only the organisation's agents and controllers revise what it published."""
    public = world.published("Écoles des autres")
    assert world.status(who, "governance_revise", id=public["id"]) == status
    assert world.call("agent", "governance_show", id=public["id"])["revision"] is None


def test_only_what_is_public_is_revised(world: World) -> None:
    """A draft is edited as it is."""
    draft = world.draft("Encore un brouillon")
    assert "state" in world.call("agent", "governance_revise", 409, id=draft["id"])


def test_the_dataset_is_withdrawn_meanwhile(world: World) -> None:
    """The revision of what is no longer public is not published."""
    public = world.published("Écoles retirées")
    draft = _revised(world, public)
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_opinion", id=draft["id"], kind="favourable")
    world.call("controller", "governance_withdraw", id=public["id"], text="A complaint")
    assert "state" in world.call("controller", "governance_publish", 409, id=draft["id"])
    assert world.seen_by_anybody(public) == []
    assert world.seen_by_anybody(draft) == []


def test_a_revision_stays_in_its_organization(world: World) -> None:
    """Nobody takes over a public dataset by moving its revision, not even a sysadmin."""
    public = world.published("Écoles convoitées")
    draft = _revised(world, public)
    for action in ("package_patch", "package_owner_org_update"):
        data = {"id": draft["id"], "owner_org": world.neighbour["id"]}
        data["organization_id"] = data["owner_org"]
        world.call("sysadmin", action, 409, **data)
    for who in ("agent", "controller"):
        shown = world.call(who, "package_show", id=draft["id"])
        assert shown["owner_org"] == world.organization["id"]


def test_a_revision_of_an_older_version(world: World) -> None:
    """What was withdrawn, corrected and published anew does not come back by an older revision."""
    public = world.published("Écoles corrigées")
    draft = _revised(world, public)
    world.call("agent", "package_patch", id=draft["id"], title="Écoles d’avant")
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_opinion", id=draft["id"], kind="favourable")
    world.call("controller", "governance_withdraw", id=public["id"], text="A birth date")
    _replace(world, public["resources"][0]["id"], NEW)
    _approve(world, public)
    assert "state" in world.call("controller", "governance_publish", 409, id=draft["id"])
    assert _file(world, public, public["resources"][0]["id"]) == NEW


def test_a_revision_restored_with_its_dataset(world: World) -> None:
    """A suspension that is lifted changes nothing: the revision is merged."""
    public = world.published("Écoles suspendues un jour")
    draft = _revised(world, public)
    world.call("agent", "package_patch", id=draft["id"], notes="After the suspension.")
    world.call("dpo", "governance_suspend", id=public["id"], text="To check")
    world.call("controller", "governance_restore", id=public["id"])
    _approve(world, draft)
    assert world.call(None, "package_show", id=public["id"])["notes"] == "After the suspension."


def test_a_revision_deleted_by_its_state(world: World) -> None:
    """By any door, deleting the draft gives the revision up."""
    public = world.published("Écoles abandonnées par un correctif")
    draft = _revised(world, public)
    world.call("agent", "package_patch", id=draft["id"], state="deleted")
    assert model.Session.get_one(Revision, draft["id"]).status == "abandoned"
    assert world.call("agent", "governance_show", id=public["id"])["revision"] is None
    assert _revised(world, public)["id"] != draft["id"]


def test_an_edit_after_the_opinion(world: World) -> None:
    """What is merged is what the DPO read: an edit in between cancels the opinion."""
    public = world.published("Écoles changées après l’avis")
    draft = _revised(world, public)
    world.call("agent", "governance_submit", id=draft["id"])
    world.call("dpo", "governance_opinion", id=draft["id"], kind="favourable")
    world.call("agent", "package_patch", id=draft["id"], notes="Something else")
    assert world.status("controller", "governance_publish", id=draft["id"]) == 409
    assert world.call(None, "package_show", id=public["id"])["notes"] == public["notes"]


def test_the_difference_is_read(world: World) -> None:
    """Fields and files that change are told to the revision's people, and to nobody else."""
    public = world.published("Écoles comparées")
    draft = _revised(world, public)
    assert world.call("dpo", "governance_difference", id=draft["id"]) == {"fields": [], "files": []}
    world.call("agent", "package_patch", id=draft["id"], notes="Two schools now.")
    _replace(world, draft["resources"][0]["id"], NEW)
    found = world.call("dpo", "governance_difference", id=draft["id"])
    assert found["fields"] == [
        {"field": "notes", "before": public["notes"], "after": "Two schools now."}
    ]
    (file,) = found["files"]
    assert (file["what"], file["after"]["size"]) == ("replaced", len(NEW))
    assert {"field": "row_count", "before": 1, "after": 2} in file["fields"]
    for who in ("neighbour", "member", "stranger", None):
        assert world.status(who, "governance_difference", id=draft["id"]) == 404
    assert "id" in world.call("agent", "governance_difference", 409, id=public["id"])


def test_by_pages(world: World) -> None:
    """An agent opens the revision from the dataset's page, and each side leads to the other."""
    public = world.published("Écoles par les pages")
    page, agent = f"/dataset/{public['name']}", world.headers("agent")
    assert 'data-action="revise"' in world.app.get(page, headers=agent).body
    assert 'data-action="revise"' not in world.app.get(page).body
    url = f"/governance/review/{public['name']}/revise"
    answer = world.app.post(url, headers=agent, follow_redirects=False)
    assert answer.status_code == 302
    edit = world.app.get(answer.headers["Location"], headers=agent)
    assert "data-revises" in edit.body
    assert "data-record" in edit.body
    revision = world.call("agent", "governance_show", id=public["id"])["revision"]
    assert f'href="/dataset/{revision["name"]}" data-revision' in (
        world.app.get(page, headers=agent).body
    )
    world.call("agent", "package_patch", id=revision["id"], theme=[], notes="By the page.")
    review = world.app.get(f"/governance/review/{revision['name']}", headers=agent).body
    assert 'data-field="theme"' in review
    assert 'data-field="notes"' in review
    assert "data-revision" not in world.app.get(page).body


def test_the_address_of_the_catalogue_stays(world: World) -> None:
    """A harvester finds the same dataset and the same file under the same addresses."""
    public = world.published("Écoles moissonnées")
    (resource,) = public["resources"]
    draft = _revised(world, public)
    world.call("agent", "package_patch", id=draft["id"], notes="For harvesters.")
    _approve(world, draft)
    feed = world.app.get("/catalog.ttl").body
    assert public["id"] in feed
    assert resource["id"] in feed
    assert draft["id"] not in feed
    assert draft["name"] not in json.dumps(world.app.get("/api/3/action/package_list").json)
