"""docs/droits.md: who may do what when, written from the table of the domain.

`write` writes the page, `check` fails when it is stale.
"""

from __future__ import annotations

import sys
from pathlib import Path

from ckanext.opendata_territoire.governance.domain.workflow import RULES, Action, Role, State

PAGE = Path(__file__).parents[1] / "docs" / "droits.md"
HEAD = """# Qui peut faire quoi, et quand

Page écrite par `python bin/rights.py write` depuis `governance/domain/workflow.py` : ne la
modifiez pas à la main.
« Jamais si » : une personne qui tient aussi ce rôle dans l’organisation est refusée.

| Action | Depuis | Vers | Qui | Jamais si | Texte exigé |
|---|---|---|---|---|---|
"""


def page() -> str:
    """Return the page."""
    return HEAD + "".join(f"| {' | '.join(_row(action))} |\n" for action in RULES)


def _row(action: Action) -> list[str]:
    rule = RULES[action]
    return [
        f"`{action.value}`",
        _names(State, rule.sources),
        f"`{rule.target.value}`",
        _names(Role, rule.roles),
        _names(Role, rule.barred) or "–",
        "oui" if rule.text_needed else "non",
    ]


def _names(kind: type[State | Role], found: frozenset[State] | frozenset[Role]) -> str:
    return ", ".join(f"`{each.value}`" for each in kind if each in found)


def main() -> int:
    """Write the page, or say whether it is stale; the exit status is 1 when it is."""
    if sys.argv[1:] == ["write"]:
        PAGE.write_text(page(), encoding="utf-8")
    elif not PAGE.exists() or PAGE.read_text(encoding="utf-8") != page():
        print("docs/droits.md is stale: python bin/rights.py write")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
