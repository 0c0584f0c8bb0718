"""The journal: how long its verification takes, and how fast it grows.

    bin/portal bench journal [--rows 100000] [--times 5]

`pure` reads rows that are in memory: what the chain itself costs, by the clock and, since other
programs may run, by the processor. `from PostgreSQL` reads the rows too. Rows are appended one by
one, each in its own transaction. Prints figures, asserts nothing else.
"""

from __future__ import annotations

import argparse
import statistics
import time
from datetime import datetime, timezone
from uuid import uuid4

from harness import Worker, workers

from ckanext.opendata_territoire.governance.domain.journal import GENESIS, Entry, link, verify

APPENDED = 500


def main() -> None:
    """Measure in memory, then on our side's database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--times", type=int, default=5)
    arguments = parser.parse_args()
    with workers() as (_plain, ours):
        report(ours, arguments.rows, arguments.times)


def report(ours: Worker, rows: int, times: int = 5) -> None:
    """Print the lines of the journal.

    Args:
        ours: our side; rows are added to its journal.
        rows: how many are verified.
        times: how often; the median is printed.
    """
    pure, processor = (statistics.median(each) for each in zip(*_pure(rows, times), strict=True))
    read = ours.call("journal", rows=rows, appended=APPENDED)
    print(f"\nJournal, {rows} rows")
    print(f"verification, pure             {pure:6.2f} s  of which the processor {processor:.2f} s")
    print(f"verification, from PostgreSQL  {read['verify']:6.2f} s")
    print(f"rows appended one by one       {APPENDED / read['append']:6.0f} a second")


def _pure(rows: int, times: int) -> list[tuple[float, float]]:
    chain = entries(rows)
    seconds = []
    for _turn in range(times):
        start, busy = time.perf_counter(), time.process_time()
        verdict = verify(chain)
        seconds.append((time.perf_counter() - start, time.process_time() - busy))
        assert (verdict.count, verdict.bad) == (rows, None)
    return seconds


def entries(number: int, last: int = 0, head: str = GENESIS) -> list[Entry]:
    """Make rows such as an opinion leaves, chained after row `last`."""
    chain: list[Entry] = []
    for _turn in range(number):
        entry = Entry(
            number=0,
            at=datetime.now(timezone.utc),
            action="opinion",
            actor=str(uuid4()),
            role="dpo",
            dataset=str(uuid4()),
            organization=str(uuid4()),
            from_state="in_review",
            to_state="opinion_given",
            content=uuid4().hex * 2,
            files={str(uuid4()): uuid4().hex * 2, str(uuid4()): uuid4().hex * 2},
            detail={"round": 1, "kind": "reserved", "text": uuid4().hex * 2},
        )
        row = link(entry, last, head)
        chain.append(row)
        last, head = row.number, row.hash
    return chain


if __name__ == "__main__":
    main()
