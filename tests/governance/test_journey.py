"""A dataset travels from draft to published and back, through HTTP."""

from __future__ import annotations


def test_journey(place, anonymous_sees) -> None:
    """Draft, review, opinion, decision, withdrawal: each step changes what it says, nothing else."""
    dataset = place.full_draft()
    assert (dataset["state"], dataset["private"]) == ("draft", True)
    for step, (who, data) in {
        "submit": ("agent", {}),
        "opinion": ("dpo", {"kind": "favourable"}),
        "publish": ("controller", {}),
    }.items():
        assert anonymous_sees(dataset) == []
        review = place.call(who, f"governance_{step}", id=dataset["id"], **data)
    assert review["state"] == "published"
    seen = anonymous_sees(dataset)
    assert sorted(seen) == ["catalog", "download", "list", "page", "search", "show"]
    place.call("controller", "governance_withdraw", id=dataset["id"], text="An address is wrong")
    assert anonymous_sees(dataset) == []
