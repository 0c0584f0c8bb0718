"""Search and pages that everybody sees: plain CKAN and ours on the same datasets.

    bin/portal bench pages [--datasets 10000] [--organizations 359] [--times 30]

Half of the datasets are public. Prints medians, the ratio and the number of SQL queries; never
asserted in tests.
"""

from __future__ import annotations

import argparse

from harness import in_turn, prepared, print_table, workers

PATHS = {
    "package_search, all": "/api/3/action/package_search?rows=20",
    "package_search, words": "/api/3/action/package_search?q=liste+des+%C3%A9coles&rows=20",
    "package_search, 100 rows": "/api/3/action/package_search?rows=100",
    "search page": "/dataset/?q=budget",
    "dataset page": "/dataset/copie-000000",
    "home page": "/",
    "organisations": "/organization/",
    "organisation": "/organization/commune-0",
}


def main() -> None:
    """Fill both sides, then measure them in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--datasets", type=int, default=1000)
    parser.add_argument("--organizations", type=int, default=359)
    parser.add_argument("--times", type=int, default=30)
    arguments = parser.parse_args()
    with workers() as pair:
        prepared(pair, arguments.datasets, arguments.organizations)
        measures = [
            in_turn(label, pair, lambda w, _, p=path: w.call("get", path=p), times=arguments.times)
            for label, path in PATHS.items()
        ]
    title = f"{arguments.datasets} datasets, half public, {arguments.organizations} organisations"
    print_table(title, measures)


if __name__ == "__main__":
    main()
