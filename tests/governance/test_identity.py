"""An opinion and a decision are their author's: nobody borrows an account, a sysadmin included."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ckan import model

if TYPE_CHECKING:
    from world import World


@pytest.mark.parametrize("who", ["sysadmin", "controller", "agent", "reader", None])
def test_nobody_makes_a_token_for_the_dpo(world: World, who: str | None) -> None:
    """A token acts as its owner: only the owner makes it."""
    token = {"user": world.people["dpo"]["name"], "name": f"borrowed by {who}"}
    assert world.status(who, "api_token_create", **token) == 403


def test_everybody_makes_their_own_token(world: World) -> None:
    """The refusal does not reach one's own tokens."""
    for who in ("dpo", "sysadmin"):
        token = {"user": world.people[who]["name"], "name": "mine"}
        assert world.call(who, "api_token_create", **token)["token"]


@pytest.mark.parametrize(
    "changes",
    [{"password": "Chosen-4-somebody"}, {"email": "elsewhere@example.org"}],
    ids=["password", "email"],
)
def test_a_sysadmin_takes_over_no_account(world: World, changes: dict[str, str]) -> None:
    """Neither the password nor the address of somebody else: a reset goes to the address given."""
    dpo = model.User.get(world.people["dpo"]["id"])
    assert dpo
    before = (dpo.password, dpo.email)
    full = {"id": dpo.id, "name": dpo.name, "email": dpo.email}
    assert world.status("sysadmin", "user_patch", id=dpo.id, **changes) == 403
    assert world.status("sysadmin", "user_update", **{**full, **changes}) == 403
    model.Session.expire_all()
    assert (dpo.password, dpo.email) == before
    assert world.status("sysadmin", "user_patch", id=dpo.id, fullname="Nom corrigé") == 200
