"""Every way by which CKAN makes a dataset public: all answer no, and nothing is seen afterwards.

Each row of `DOORS` is a call that would publish, or help to, on plain CKAN. It is walked by each
person named, then the dataset is looked for as anybody would: search, API, page, catalogue, list,
file. `test_the_eye_sees` proves that this look sees what the real workflow publishes.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance.domain.content import TECHNICAL_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import World

REFUSED = frozenset({400, 403, 404, 409})
EVERYBODY = ("agent", "controller", "dpo", "neighbour", "sysadmin", "reader", None)
EDITORS = ("agent", "controller", "sysadmin")

Data = dict[str, Any]


@dataclass(frozen=True)
class Door:
    """A call to try.

    Attributes:
        action: what is called.
        data: its parameters, made from the world and the dataset.
        who: who tries.
        statuses: answers that are right; a door may answer 200 when it opens nothing.
    """

    name: str
    action: str
    data: Callable[[World, Data], Data]
    who: tuple[str | None, ...] = EVERYBODY
    statuses: frozenset[int] = field(default=REFUSED)


def _public(world: World, dataset: Data) -> Data:
    """Return the dataset as its editors read it, marked public."""
    full = world.call("agent", "package_show", id=dataset["id"])
    return {**full, "state": "active", "private": False}


def _patch(**changes: Any) -> Callable[[World, Data], Data]:
    return lambda _world, dataset: {"id": dataset["id"], **changes}


def _resource(**changes: Any) -> Callable[[World, Data], Data]:
    return lambda _world, dataset: {"id": dataset["resources"][0]["id"], **changes}


def _bulk(reference: str, organization: str) -> Callable[[World, Data], Data]:
    return lambda world, dataset: {
        "datasets": [dataset[reference]],
        "org_id": world.organization[organization],
    }


UPDATES = [
    Door("patch state", "package_patch", _patch(state="active")),
    Door("patch private", "package_patch", _patch(private=False)),
    Door("patch both", "package_patch", _patch(state="active", private=False)),
    Door("patch an unknown state", "package_patch", _patch(state="en_attente")),
    Door("patch as text", "package_patch", _patch(private="False", state="active")),
    Door("update", "package_update", _public),
    Door(
        "revise",
        "package_revise",
        lambda _world, dataset: {
            "match": {"id": dataset["id"]},
            "update": {"state": "active", "private": False},
        },
    ),
    Door(
        "revise, flat keys",
        "package_revise",
        lambda _world, dataset: {"match__name": dataset["name"], "update__private": False},
    ),
    Door("collaborate", "package_collaborator_create", lambda world, dataset: {
        "id": dataset["id"], "user_id": world.people["neighbour"]["id"], "capacity": "editor"
    }),
    Door("move by its own action", "package_owner_org_update", lambda world, dataset: {
        "id": dataset["id"], "organization_id": world.neighbour["id"]
    }),
    Door("move by patch to the neighbour", "package_patch", lambda world, dataset: {
        "id": dataset["id"], "owner_org": world.neighbour["id"]
    }, ("agent", "controller", "dpo", "neighbour", "reader", None)),
    Door("move by patch to nobody", "package_patch", _patch(owner_org="")),
    Door("into another organisation", "member_create", lambda world, dataset: {
        "id": world.neighbour["id"], "object": dataset["id"], "object_type": "package",
        "capacity": "public",
    }),
    Door("into one's own organisation", "member_create", lambda world, dataset: {
        "id": world.organization["id"], "object": dataset["id"], "object_type": "package",
        "capacity": "public",
    }),
    Door("a new organisation", "organization_create", lambda world, dataset: {
        "name": "a-new-place", "packages": [{"id": dataset["id"]}]
    }, ("agent", "controller", "dpo", "neighbour", "reader", None)),
    Door("the type", "package_patch", _patch(type="harvest", state="active")),
    Door("a relationship", "package_relationship_create", lambda world, dataset: {
        "subject": dataset["id"], "object": dataset["id"], "type": "links_to"
    }),
    Door("publication without an opinion", "governance_publish", _patch()),
    Door("publication with a forged version", "governance_publish", _patch(version=99)),
] + [
    Door(f"bulk {what}, {reference}s, {organization}", f"bulk_update_{what}",
         _bulk(reference, organization))
    for what in ("public", "private", "delete")
    for reference in ("id", "name")
    for organization in ("id", "name")
]  # fmt: skip

RESOURCES = [
    Door("a resource with a state", "resource_create", lambda _world, dataset: {
        "package_id": dataset["id"], "url": "https://example.org/f.csv", "state": "active",
        "private": False,
    }, EVERYBODY, REFUSED | {200}),
    Door("a resource edited", "resource_patch",
         _resource(state="active", description="Changed"), EVERYBODY, REFUSED | {200}),
    Door("resources reordered", "package_resource_reorder", lambda _world, dataset: {
        "id": dataset["id"], "order": [dataset["resources"][0]["id"]]
    }, EVERYBODY, REFUSED | {200}),
]  # fmt: skip

CREATIONS = [
    Door("create active", "package_create", lambda world, _dataset: {
        "title": "Créé public", "owner_org": world.organization["id"],
        "state": "active", "private": False,
    }, EVERYBODY, REFUSED | {200}),
    Door("create with an id", "package_create", lambda world, dataset: {
        "id": dataset["id"], "title": "Même identifiant", "owner_org": world.organization["id"],
        "state": "active", "private": False,
    }, EVERYBODY, REFUSED | {200}),
] + [
    Door(f"create a {kind}", "package_create", lambda world, _dataset, kind=kind: {
        "name": f"of-type-{kind}", "title": kind, "type": kind,
        "owner_org": world.organization["id"], "state": "active", "private": False,
        "url": "https://example.org", "source_type": "ckan",
    })
    for kind in ("harvest", "application", "showcase", "foo", "dataset2", "")
]  # fmt: skip


def _in_state(world: World, state: str, title: str) -> Data:
    makers = {
        "draft": world.full_draft,
        "in_review": world.submitted,
        "opinion_given": world.with_opinion,
        "withdrawn": world.published,
        "returned": world.submitted,
    }
    dataset = makers[state](title)
    if state == "withdrawn":
        world.call("controller", "governance_withdraw", id=dataset["id"], text="Reason")
    if state == "returned":
        world.call("dpo", "governance_return", id=dataset["id"], text="Remarks")
    return dataset


STATES = ("draft", "in_review", "returned", "opinion_given", "withdrawn")


@pytest.mark.parametrize("state", STATES)
def test_doors_of_an_existing_dataset(world: World, state: str) -> None:
    """In no state does any door publish, for anybody, by page or API, by id or by name."""
    dataset = _in_state(world, state, f"Portes {state}")
    for door in UPDATES:
        if state == "opinion_given" and door.action == "governance_publish":
            continue
        for who in door.who:
            status = world.status(who, door.action, **door.data(world, dataset))
            assert status in door.statuses, (door.name, who, status)
        assert _really_hidden(dataset), door.name
    for door in RESOURCES:
        for who in door.who:
            status = world.status(who, door.action, **door.data(world, dataset))
            assert status in door.statuses, (door.name, who, status)
        assert _really_hidden(dataset), door.name
    assert world.seen_by_anybody(dataset) == []


def test_doors_of_creation(world: World) -> None:
    """A new dataset is hidden whatever it says; one of another type is refused."""
    existing = world.full_draft("Existant")
    for door in CREATIONS:
        for who in door.who:
            answer = world.app.post(
                f"/api/3/action/{door.action}",
                json=door.data(world, existing),
                headers=world.headers(who),
            )
            assert answer.status_code in door.statuses, (door.name, who, answer.body)
            if answer.status_code == 200:
                created = json.loads(answer.body)["result"]
                assert (created["state"], created["private"]) == ("draft", True)
                assert world.seen_by_anybody(created) == []
        assert _really_hidden(existing), door.name
    types = model.Session.query(model.Package.type).distinct().all()
    assert types == [("dataset",)]


def _really_hidden(dataset: Data) -> bool:
    model.Session.rollback()
    package = model.Package.get(dataset["id"])
    return package is not None and (package.state, package.private) == ("draft", True)


@pytest.mark.parametrize("state", STATES)
def test_doors_of_code_that_ignores_rights(world: World, state: str) -> None:
    """Harvesters, jobs and commands hold `ignore_auth` and the site user: it opens nothing."""
    dataset = _in_state(world, state, f"Sans droits {state}")
    site_user = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    for user in (site_user, world.people["sysadmin"]["name"], ""):
        for door in [*UPDATES, *CREATIONS[2:]]:
            data = door.data(world, dataset)
            if door.name.startswith("move by patch to the neighbour"):
                continue
            with pytest.raises((tk.ValidationError, tk.NotAuthorized, tk.ObjectNotFound)):
                tk.get_action(door.action)({"user": user, "ignore_auth": True}, data)
            assert _really_hidden(dataset), (door.name, user)
    assert world.seen_by_anybody(dataset) == []


def test_a_context_used_twice(world: World) -> None:
    """A harvester that keeps one context for all its calls creates hidden datasets too."""
    public = world.published("Contexte gardé")
    context: Any = {"user": world.people["sysadmin"]["name"], "ignore_auth": True}
    tk.get_action("package_show")(context, {"id": public["id"]})
    created = tk.get_action("package_create")(
        context,
        {
            "title": "Créé ensuite",
            "owner_org": world.organization["id"],
            "state": "active",
            "private": False,
        },
    )
    assert (created["state"], created["private"]) == ("draft", True)
    assert world.seen_by_anybody(created) == []


@pytest.mark.parametrize("marker", [True, "active", {"state": "active", "private": False}])
def test_the_passage_cannot_be_forged(world: World, marker: Any) -> None:
    """What opens the way is an object of ours: no value that a caller can write is one."""
    dataset = world.full_draft("Passage")
    keys = ("opendata_governance_passage", "__passage", "context")
    data = dict.fromkeys(keys, marker) | {"id": dataset["id"], "state": "active"}
    assert world.status("sysadmin", "package_patch", **data) == 409
    with pytest.raises(tk.ValidationError):
        tk.get_action("package_patch")(
            {"ignore_auth": True, "user": "", **dict.fromkeys(keys, marker)},  # pyright: ignore[reportArgumentType]
            {"id": dataset["id"], "state": "active"},
        )
    assert _really_hidden(dataset)


def test_moving_a_draft(world: World) -> None:
    """Who works for both organisations moves a draft as a field; the old DPO stops seeing it."""
    dataset = world.full_draft("Déménagement")
    member = {
        "id": world.neighbour["id"],
        "username": world.people["agent"]["name"],
        "role": "editor",
    }
    world.call("sysadmin", "organization_member_create", **member)
    try:
        move = {"id": dataset["id"], "owner_org": world.neighbour["id"]}
        world.call("agent", "package_patch", **move)
    finally:
        world.call("sysadmin", "organization_member_delete", **member)
    assert world.status("dpo", "package_show", id=dataset["id"]) == 404
    assert world.status("controller", "package_show", id=dataset["id"]) == 404
    assert world.status("neighbour", "package_show", id=dataset["id"]) == 200
    assert world.seen_by_anybody(dataset) == []


@pytest.mark.parametrize("state", ["in_review", "opinion_given", "withdrawn", "published"])
@pytest.mark.parametrize("action", ["package_delete", "dataset_purge"])
def test_what_is_read_or_was_public_is_not_erased(world: World, state: str, action: str) -> None:
    """Deleting leads to taking back or withdrawing; what was public waits for the archives."""
    title = f"Effacement {state} {action}"
    dataset = world.published(title) if state == "published" else _in_state(world, state, title)
    for who in ("agent", "controller", "sysadmin"):
        assert world.status(who, action, id=dataset["id"]) in {403, 409}
    patch = {"id": dataset["id"], "state": "deleted"}
    for who in EDITORS:
        assert world.status(who, "package_patch", **patch) == 409
    model.Session.rollback()
    package = model.Package.get(dataset["id"])
    assert package
    assert package.state != "deleted"


def test_a_deleted_draft_comes_back_as_a_draft(world: World) -> None:
    """A draft may be deleted and come back, never as anything else; purged, its id is fresh."""
    dataset = world.full_draft("Revenant")
    world.call("agent", "package_delete", id=dataset["id"])
    for changes in ({"state": "active"}, {"state": "active", "private": False}):
        for who in EDITORS:
            assert world.status(who, "package_patch", id=dataset["id"], **changes) == 409
    world.call("agent", "package_patch", id=dataset["id"], state="draft")
    assert _really_hidden(dataset)
    assert world.seen_by_anybody(dataset) == []
    world.call("agent", "package_delete", id=dataset["id"])
    world.call("sysadmin", "dataset_purge", id=dataset["id"])
    again = {"id": dataset["id"], "title": "Même identifiant", "state": "active", "private": False}
    world.call("sysadmin", "package_create", **again, owner_org=world.organization["id"])
    assert _really_hidden(dataset)
    assert world.seen_by_anybody(dataset) == []


def test_nothing_public_changes(world: World) -> None:
    """By no action does the content of a published dataset change, for anybody."""
    dataset = world.published("Intouchable")
    resource = dataset["resources"][0]["id"]
    before = world.call(None, "package_show", id=dataset["id"])
    link = {"url": "https://example.org/f.csv", "name": "other"}
    revised = {"match": {"id": dataset["id"]}, "update": {"notes": "x"}}
    calls: list[tuple[str, Data]] = [
        ("package_patch", {"id": dataset["id"], "notes": "x"}),
        ("package_patch", {"id": dataset["id"], "private": True}),
        ("package_patch", {"id": dataset["id"], "state": "draft"}),
        ("package_patch", {"id": dataset["id"], "owner_org": world.neighbour["id"]}),
        ("package_patch", {"id": dataset["id"], "resources": []}),
        ("package_update", {**before, "title": "x"}),
        ("package_revise", revised),
        ("resource_create", {"package_id": dataset["id"], **link}),
        ("resource_patch", {"id": resource, "description": "x"}),
        ("resource_update", {"id": resource, **link}),
        ("resource_delete", {"id": resource}),
        ("bulk_update_private", {"datasets": [dataset["id"]], "org_id": world.organization["id"]}),
    ]
    hidden_names = sorted(TECHNICAL_COLUMNS - {"state", "private"} | {"datastore_active"})
    for key in hidden_names:
        extra = {"key": key, "value": "Text that nobody has read"}
        calls.append(("package_patch", {"id": dataset["id"], "extras": [extra]}))
    for action, data in calls:
        for who in EVERYBODY:
            assert world.status(who, action, **data) in {403, 404, 409}, (action, who)
        for user in ("", world.people["sysadmin"]["name"]):
            with pytest.raises((tk.ValidationError, tk.NotAuthorized)):
                tk.get_action(action)(
                    {"ignore_auth": True, "user": user}, json.loads(json.dumps(data))
                )
    after = world.call(None, "package_show", id=dataset["id"])
    assert after == before


def test_relationships_are_not_saved_with_a_dataset(world: World) -> None:
    """A relationship slipped into a form is not saved, and does not break the index."""
    dataset = world.full_draft("Liens glissés")
    link = {"type": "links_to", "comment": "x", "object": "x"}
    for key in ("relationships_as_subject", "relationships_as_object"):
        slipped: Data = {"id": dataset["id"], key: [link]}
        world.call("agent", "package_patch", **slipped)
    assert model.Session.query(model.PackageRelationship).count() == 0
    world.call("agent", "governance_submit", id=dataset["id"])


@pytest.mark.parametrize("who", [None, "agent", "sysadmin"])
@pytest.mark.parametrize("kind", ["create", "update"])
def test_relationships_are_refused(world: World, who: str | None, kind: str) -> None:
    """Nobody links datasets, published or not, known or not: CKAN could no longer index them."""
    one, other = world.published("Liée"), world.full_draft("Autre")["id"]
    for subject, object_ in ((one["id"], one["name"]), (other, one["id"]), ("nobody", "no-one")):
        link = {"subject": subject, "object": object_, "type": "depends_on"}
        error = world.call(who, f"package_relationship_{kind}", status=409, **link)
        assert error["__type"] == "Validation Error"
    assert model.Session.query(model.PackageRelationship).count() == 0
    world.call("controller", "governance_withdraw", id=one["id"], text="Essai")


def test_a_neighbour_s_group_takes_no_hidden_dataset(world: World) -> None:
    """Who manages a group puts into it only what they may edit; others do not exist for them."""
    dataset = world.full_draft("Hors du groupe")
    group = world.call(
        "sysadmin",
        "group_create",
        name="theme-des-essais",
        users=[{"name": world.people["neighbour"]["name"], "capacity": "admin"}],
    )
    package = {"id": group["id"], "object": dataset["id"], "object_type": "package"}
    missing = {**package, "object": "no-such-dataset"}
    for data in (package, missing):
        assert world.status("neighbour", "member_create", **data, capacity="public") == 404
    for reference in (dataset["id"], dataset["name"]):
        changes = {"id": group["id"], "packages": [{"id": reference}]}
        assert world.status("neighbour", "group_patch", **changes) == 404


def test_the_site_s_own_commands(world: World, cli: Any) -> None:
    """CKAN's commands for datasets and for the index leave hidden what is hidden."""
    from ckan.cli.cli import ckan as command  # noqa: PLC0415

    dataset = world.with_opinion("Par la ligne de commande")
    for arguments in (
        ["search-index", "rebuild", dataset["id"]],
        ["search-index", "rebuild", "-i"],
        ["dataset", "show", dataset["id"]],
    ):
        result = cli.invoke(command, arguments)
        assert result.exit_code == 0, result.output
    assert world.seen_by_anybody(dataset) == []
    cli.invoke(command, ["dataset", "purge", dataset["id"]])
    model.Session.rollback()
    assert model.Package.get(dataset["id"]) is not None


def test_the_eye_sees(world: World) -> None:
    """The look used above sees, on all surfaces, what the real workflow publishes."""
    dataset = world.published("Vraiment publié")
    expected = ["catalog", "download", "list", "page", "search", "show"]
    assert world.seen_by_anybody(dataset) == expected
