"""Two people act at once: exactly one wins, the other is told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from world import World


def _together(*calls: Callable[[], Any]) -> list[Any]:
    with ThreadPoolExecutor(len(calls)) as pool:
        return [future.result() for future in [pool.submit(call) for call in calls]]


@pytest.fixture
def second_dpo(world: World) -> str:
    """Give a second officer of the same organisation."""
    organization, user = world.organization["id"], world.people["reader"]["name"]
    listed = world.call("controller", "governance_dpo_list", organization=organization)
    if user not in [designation["user"]["name"] for designation in listed]:
        world.call("controller", "governance_dpo_assign", organization=organization, user=user)
    return "reader"


def test_two_opinions(world: World, second_dpo: str) -> None:
    """Two DPOs never give two opinions on one submission."""
    for turn in range(3):
        dataset = world.submitted(f"Deux avis {turn}")
        data = {"id": dataset["id"], "kind": "favourable"}
        statuses = _together(
            lambda data=data: world.status("dpo", "governance_opinion", **data),
            lambda data=data: world.status(second_dpo, "governance_opinion", **data),
        )
        assert sorted(statuses) == [200, 409]
        assert len(world.call("agent", "governance_show", id=dataset["id"])["opinions"]) == 1


def test_two_decisions(world: World) -> None:
    """Two clicks publish once."""
    dataset = world.with_opinion("Deux décisions")
    publish = [lambda: world.status("controller", "governance_publish", id=dataset["id"])] * 3
    assert sorted(_together(*publish)) == [200, 409, 409]


def test_submit_and_edit(world: World) -> None:
    """Either the edit is in what the DPO reads, or it is refused: never after it unseen."""
    from ckanext.opendata_territoire.governance.store import contents, reviews  # noqa: PLC0415

    for turn in range(4):
        dataset = world.full_draft(f"Envoi et édition {turn}")
        sent, _edited = _together(
            lambda key=dataset["id"]: world.status("agent", "governance_submit", id=key),
            lambda key=dataset["id"]: world.status(
                "controller", "package_patch", id=key, notes="N"
            ),
        )
        assert sent == 200
        package = contents.lock(dataset["id"])
        assert package
        review = reviews.review(dataset["id"], fresh=True)
        assert contents.fingerprint(package) == review.submitted_content
        assert package.extras is not None
        reviews.model.Session.rollback()


def test_acting_on_an_older_version(world: World) -> None:
    """Who says which version they have read is refused when it is no longer the last."""
    dataset = world.submitted("Version lue")
    seen = world.call("dpo", "governance_show", id=dataset["id"])["version"]
    world.call("agent", "governance_take_back", id=dataset["id"])
    world.call("agent", "governance_submit", id=dataset["id"])
    data = {"id": dataset["id"], "kind": "favourable", "version": seen}
    assert "version" in world.call("dpo", "governance_opinion", 409, **data)
    world.call("dpo", "governance_opinion", **{**data, "version": seen + 2})


def test_the_journal_says_who_did_what(world: World) -> None:
    """Each transition is one row: who, in which role, from where to where, on which content."""
    from ckan import model  # noqa: PLC0415

    from ckanext.opendata_territoire.governance.model_journal import Journal  # noqa: PLC0415

    dataset = world.published("Au journal")
    rows = (
        model.Session.query(Journal)
        .filter_by(dataset_id=dataset["id"])
        .order_by(Journal.number)
        .all()
    )
    assert [(row.action, row.role, row.from_state, row.to_state) for row in rows] == [
        ("submit", "agent", "draft", "in_review"),
        ("opinion", "dpo", "in_review", "opinion_given"),
        ("publish", "controller", "opinion_given", "published"),
    ]
    assert len({row.content for row in rows}) == 1
    assert {row.actor for row in rows} == {
        world.people[who]["id"] for who in ("agent", "dpo", "controller")
    }
    assert {row.organization_id for row in rows} == {world.organization["id"]}
