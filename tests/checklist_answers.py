"""What people answer to the checklist in tests: « Oui » to all, unless a test says otherwise."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LIST = Path(__file__).parents[1] / "ckanext/opendata_territoire/governance/checklist.yaml"
OWNERS = {"governance_submit": "agent", "governance_opinion": "dpo"}


@cache
def _items() -> tuple[tuple[str, str], ...]:
    items = yaml.safe_load(LIST.read_text("utf-8"))["items"]
    return tuple((item["id"], item["owner"]) for item in items)


def yes(owner: str) -> dict[str, str]:
    """Return « Oui » to each item of the agent (`agent`) or of the DPO (`dpo`)."""
    return {item: "yes" for item, whose in _items() if whose == owner}


def fields(owner: str, **other: str) -> dict[str, str]:
    """Return the fields of a form that answers « Oui » to each item, some of them otherwise."""
    return {f"answer-{item}": answer for item, answer in {**yes(owner), **other}.items()}


def with_answers(action: str, data: dict[str, Any]) -> dict[str, Any]:
    """Return what an action is called with, its answers included unless the test gives them."""
    owner = OWNERS.get(action)
    return {"answers": yes(owner), **data} if owner else data
