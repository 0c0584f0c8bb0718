"""Nobody learns who has an account, but its owner, colleagues and system administrators.

The scan of leaks asks all actions and routes; here are those of CKAN that told.
"""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

from ckan import model

if TYPE_CHECKING:
    from world import World

ACTIONS = {
    "am_following_user": "id",
    "api_token_create": "user",
    "dataset_followee_count": "id",
    "follow_user": "id",
    "followee_count": "id",
    "followee_list": "id",
    "group_followee_count": "id",
    "organization_followee_count": "id",
    "organization_list_for_user": "id",
    "unfollow_user": "id",
    "user_activity_list": "id",
    "user_followee_count": "id",
    "user_followee_list": "id",
    "user_follower_count": "id",
    "user_follower_list": "id",
    "user_patch": "id",
    "user_show": "id",
    "user_update": "id",
}
OUTSIDERS = (None, "reader", "neighbour", "team", "dpo")
ROUTES = (
    "/user/{}",
    "/user/activity/{}",
    "/user/edit/{}",
    "/user/{}/api-tokens",
    "/user/organizations/{}",
    "/user/groups/{}",
)


def _names(world: World) -> list[tuple[str, str]]:
    """Return how somebody is named, each with a name of nobody."""
    somebody = world.people["controller"]
    missing = ("no-such-account", "00000000-0000-4000-8000-000000000000")
    return list(zip((somebody["name"], somebody["id"]), missing, strict=True))


def _ask(world: World, who: str | None, action: str, value: str) -> Any:
    data = {ACTIONS[action]: value, "name": "x", "fullname": "x"}
    answer = world.app.post(f"/api/3/action/{action}", json=data, headers=world.headers(who))
    return answer.status_code, answer.get_data(as_text=True).replace(value, "")


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_action_tells_who_has_an_account(world: World, who: str | None) -> None:
    """The answer on an account is, word for word, that on none, by name and by id."""
    for action, (known, missing) in product(ACTIONS, _names(world)):
        answers = [_ask(world, who, action, value) for value in (known, missing)]
        assert answers[0] == answers[1], action


@pytest.mark.parametrize("who", OUTSIDERS)
def test_no_page_tells_who_has_an_account(world: World, who: str | None) -> None:
    """Nor does the status of any page."""
    for route, (known, missing) in product(ROUTES, _names(world)):
        answers = [
            world.app.get(route.format(name), headers=world.headers(who), follow_redirects=False)
            for name in (known, missing)
        ]
        assert answers[0].status_code == answers[1].status_code, route
        assert answers[0].status_code < 500, route


def test_nobody_is_followed_unknown(world: World) -> None:
    """Who may not know of somebody has not begun to follow them either."""
    world.call("reader", "follow_user", 404, id=world.people["controller"]["name"])
    assert model.Session.query(model.UserFollowingUser).count() == 0


@pytest.mark.parametrize("who", ["agent", "member", "controller", "sysadmin"])
def test_colleagues_know_one_another(world: World, who: str) -> None:
    """Of the same organisation, one reads the account and its page; so does a sysadmin."""
    for name in (world.people["controller"]["name"], world.people["controller"]["id"]):
        assert world.call(who, "user_show", id=name)["id"] == world.people["controller"]["id"]
        assert world.call(who, "am_following_user", id=name) is False
        assert world.app.get(f"/user/{name}", headers=world.headers(who)).status_code == 200


def test_one_knows_oneself(world: World) -> None:
    """Without any organisation, one reads, edits and signs for one's own account."""
    name = world.people["reader"]["name"]
    assert world.call("reader", "user_show")["name"] == name
    assert world.call("reader", "user_patch", id=name, fullname="Une lectrice")["name"] == name
    assert world.call("reader", "api_token_create", user=name, name="Essai")["token"]
    assert world.app.get(f"/user/{name}", headers=world.headers("reader")).status_code == 200
    assert world.app.get(f"/user/edit/{name}", headers=world.headers("reader")).status_code == 200


def test_who_left_is_a_stranger(world: World) -> None:
    """Somebody who has left the organisation is no longer a colleague."""
    place, name = world.organization["id"], world.people["stranger"]["name"]
    world.call("controller", "organization_member_create", id=place, username=name, role="member")
    assert world.status("agent", "user_show", id=name) == 200
    world.call("controller", "organization_member_delete", id=place, username=name)
    assert world.status("agent", "user_show", id=name) == 404
