"""`ckan governance`."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING, Any

from ckanext.opendata_territoire.governance import blobs
from ckanext.opendata_territoire.governance.cli import governance as command

if TYPE_CHECKING:
    from world import World


def test_dpo_assign(world: World, cli: Any) -> None:
    """A designation waits for a controller; named by one it holds; run again it changes nothing."""
    organization, user = world.organization["name"], world.people["reader"]["name"]
    assign = ["dpo", "assign", organization, user]
    first = cli.invoke(command, assign)
    assert first.output == "À confirmer par l’organisation.\n"
    assert world.status("reader", "governance_queue") == 403
    for who in ("agent", "team", "sysadmin", "neighbour"):
        refused = cli.invoke(command, [*assign, "--confirmed-by", world.people[who]["name"]])
        assert refused.exit_code == 1, who
    confirmed = [*assign, "--confirmed-by", world.people["controller"]["name"]]
    for _turn in range(2):
        assert cli.invoke(command, confirmed).output == "Confirmé.\n"
    assert world.status("reader", "governance_queue") == 200
    unknown = cli.invoke(command, ["dpo", "assign", organization, "nobody-here"])
    assert unknown.exit_code == 1
    assert "{" not in unknown.output
    assert cli.invoke(command, ["dpo", "assign", "no-such-place", user]).exit_code == 1


def test_collect_blobs(world: World, cli: Any) -> None:
    """A file that no dataset points to goes after a day, and only when asked."""
    dataset = world.draft("À collecter")
    kept = world.upload("agent", dataset["id"], b"kept;1\n")
    lost = world.upload("agent", dataset["id"], b"lost;1\n")
    world.call("agent", "resource_delete", id=lost["id"])
    world.call("agent", "package_delete", id=dataset["id"])
    old = time.time() - 2 * 86400
    for resource in (kept, lost):
        os.utime(blobs.path_of(resource["hash"]), (old, old))
    cli.invoke(command, ["collect-blobs", "--yes"])
    assert blobs.path_of(kept["hash"]).exists()
    world.call("sysadmin", "dataset_purge", id=dataset["id"])
    assert kept["hash"] in cli.invoke(command, ["collect-blobs"]).output
    assert blobs.path_of(kept["hash"]).exists()
    assert kept["hash"] in cli.invoke(command, ["collect-blobs", "--yes"]).output
    assert not blobs.path_of(kept["hash"]).exists()
