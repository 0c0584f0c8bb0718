"""Search, pages and creation: plain CKAN and ours on the same number of datasets.

    bin/portal bench pages [--datasets 10000] [--times 30]

Prints medians, the ratio and the number of SQL queries; never asserted in tests.
"""

from __future__ import annotations

import argparse
import time

from harness import Worker, at_once, in_turn, print_table, workers

CREATED = 60
PATHS = {
    "package_search, all": "/api/3/action/package_search?rows=20",
    "package_search, words": "/api/3/action/package_search?q=liste+des+%C3%A9coles&rows=20",
    "search page": "/dataset/?q=budget",
    "dataset page": "/dataset/jeu-7",
    "home page": "/",
    "organisations": "/organization/",
}


def main() -> None:
    """Fill both sides, then measure them in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--times", type=int, default=30)
    arguments = parser.parse_args()
    with workers() as pair:
        at_once(pair, "prepare")
        created = in_turn("package_create", pair, _create, times=CREATED)
        start = time.monotonic()
        at_once(pair, "fill", total=arguments.datasets)
        print(f"{arguments.datasets} datasets on both sides in {time.monotonic() - start:.0f} s")
        measures = [
            in_turn(label, pair, lambda w, _, p=path: w.call("get", path=p), times=arguments.times)
            for label, path in PATHS.items()
        ]
    print_table(f"{arguments.datasets} datasets", [*measures, created])


def _create(worker: Worker, number: int) -> dict[str, float]:
    return worker.call("create", number=number)


if __name__ == "__main__":
    main()
