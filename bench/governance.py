"""What governance costs: plain CKAN and ours with thousands of datasets, half of them unpublished.

    bin/portal bench governance [--datasets 10000] [--organizations 359] [--times 30]

Measures at a tenth of the datasets, then at all of them: `growth` is the second duration of ours
divided by the first, and would be 10 for what costs in proportion. Both sides must find the same
datasets. Two in five of the unpublished ones wait for one DPO of all organisations. The queue and
the list of drafts have nothing beside them in plain CKAN. Ends with the journal: see `journal`.
Prints figures, asserts nothing else.
"""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from harness import Measure, Worker, in_turn, prepared, print_table, workers
from journal import report

if TYPE_CHECKING:
    from collections.abc import Sequence

SEARCH = "/api/3/action/package_search?rows=20"
WORDS = f"{SEARCH}&q=liste+des+%C3%A9coles"
HIDDEN = f"{SEARCH}&include_drafts=true&include_private=true"
READ: dict[str, tuple[str, str | None]] = {
    "package_search, anonymous": (SEARCH, None),
    "package_search, anonymous, words": (WORDS, None),
    "package_search, agent": (SEARCH, "agent"),
    "package_search, agent, drafts too": (HIDDEN, "agent"),
    "dataset page, anonymous": ("/dataset/copie-000000", None),
    "dataset page, agent, draft": ("/dataset/jeu-0", "agent"),
}
OURS: dict[str, tuple[str, str]] = {
    "queue page, DPO": ("/governance/queue", "dpo"),
    "governance_queue, DPO": ("/api/3/action/governance_queue", "dpo"),
    "drafts page, agent": ("/dataset/drafts", "agent"),
    "package_search, DPO, all that is seen": (HIDDEN, "dpo"),
}
JOURNAL_ROWS = 100_000
FIRST_CREATED = 1000  # the templates have the numbers before


def main() -> None:
    """Fill both sides twice, and measure them in turn each time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=10_000)
    parser.add_argument("--organizations", type=int, default=359)
    parser.add_argument("--times", type=int, default=30)
    arguments = parser.parse_args()
    few, many = arguments.datasets // 10, arguments.datasets
    with workers() as pair:
        prepared(pair, few, arguments.organizations)
        first = _measures(pair, arguments.times, FIRST_CREATED)
        prepared(pair, many)
        second = _measures(pair, arguments.times, 2 * FIRST_CREATED)
        report(pair[1], JOURNAL_ROWS)
    print_table(f"{few} datasets, half unpublished, {arguments.organizations} organisations", first)
    growth = [
        f"x{b.median('ours') / a.median('ours'):.2f}" for a, b in zip(first, second, strict=True)
    ]
    print_table(f"{many} datasets, half unpublished", second, growth=growth)


def _measures(pair: Sequence[Worker], times: int, number: int) -> list[Measure]:
    ours = pair[1:]

    def read(worker: Worker, path: str, who: str | None) -> dict[str, Any]:
        return worker.call("get", path=path, who=who)

    measures = [
        in_turn(label, pair, lambda w, _, a=asked: read(w, *a), times=times)
        for label, asked in READ.items()
    ]
    measures += [
        in_turn(
            "package_create", pair, lambda w, n: w.call("create", number=number + n), times=times
        ),
        in_turn(
            "package_patch of a draft",
            pair,
            lambda w, n: w.call("update", number=number, text=f"Version {n}"),
            times=times,
        ),
    ]
    measures += [
        in_turn(label, ours, lambda w, _, a=asked: read(w, *a), times=times)
        for label, asked in OURS.items()
    ]
    return measures


if __name__ == "__main__":
    main()
