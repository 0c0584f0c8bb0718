"""Plain CKAN and ours, side by side in one run: the same requests, in turn, on the same machine.

Each side has its own PostgreSQL database, Solr core, Redis database and storage, all private and
empty; `bin/portal bench` starts them and says where they are in the environment, as
`PLAIN_CKAN_SQLALCHEMY_URL`, `OURS_CKAN_SQLALCHEMY_URL` and so on (`SETTINGS`). Each side runs in
its own process (`bench/worker.py`), which times itself: pipes and this process are not counted.
"""

from __future__ import annotations

import json
import os
import secrets
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[1]
SETTINGS = (
    "CKAN_SQLALCHEMY_URL",
    "CKAN_SOLR_URL",
    "CKAN_REDIS_URL",
    "CKAN_STORAGE_PATH",
    "CKAN_SITE_ID",
)
PLAIN_INI = """
[app:main]
use = egg:ckan
ckan.plugins = activity
ckan.locale_default = fr
ckan.locales_offered = fr en
ckan.auth.create_unowned_dataset = false
"""
OURS_INI = """
[app:main]
use = config:{root}/config/ckan.ini
"""
COMMON_INI = """
SECRET_KEY = {secret}
api_token.jwt.encode.secret = string:{secret}
api_token.jwt.decode.secret = string:{secret}
ckan.site_url = http://127.0.0.1
ckan.views.default_views =
"""


HEADER = ("", "plain ms", "ours ms", "ours/plain", "best/best", "SQL plain", "SQL ours")
"""Medians of both sides; the median of the ratios of their turns; the ratio of their shortest
durations, which tells more on a machine that does something else meanwhile; numbers of queries."""


class Worker:
    """One side, in a process of its own. `call` sends a command and returns its answer."""

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        template = PLAIN_INI if name == "plain" else OURS_INI
        secret = secrets.token_urlsafe(32)
        self._ini = folder / f"{name}.ini"
        self._ini.write_text((template + COMMON_INI).format(root=ROOT, secret=secret))
        self._environment = side_environment(name, os.environ)
        self._prepare_database()
        self._process = subprocess.Popen(
            [sys.executable, str(ROOT / "bench" / "worker.py"), str(self._ini), name],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _prepare_database(self) -> None:
        for command in (["db", "init"], ["db", "upgrade"]):
            self.ckan(*command)

    def ckan(self, *arguments: str) -> tuple[float, str]:
        """Run CKAN's command line on this side; return its seconds, start included, and its words.

        Raises:
            CalledProcessError: the command failed.
        """
        ckan = [str(Path(sys.executable).with_name("ckan")), "-c", str(self._ini), *arguments]
        start = time.perf_counter()
        done = subprocess.run(
            ckan, env=self._environment, check=False, capture_output=True, text=True
        )
        seconds = time.perf_counter() - start
        if done.returncode:
            sys.stderr.write(done.stderr)
            done.check_returncode()
        return seconds, done.stdout

    def call(self, command: str, **arguments: Any) -> dict[str, Any]:
        """Run one command of `bench/worker.py`.

        Raises:
            RuntimeError: the side failed; the message carries what it said.
        """
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps({"command": command, **arguments}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        answer = json.loads(line) if line else {"error": "the process ended"}
        if "error" in answer:
            raise RuntimeError(f"{self.name}, {command} {arguments}: {answer['error']}")
        return answer

    def close(self) -> None:
        """End the process."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(timeout=30)


def side_environment(name: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return the environment of one side, `plain` or `ours`.

    Raises:
        SystemExit: a setting is missing; the message says which.
    """
    prefix = f"{name.upper()}_"
    missing = [prefix + key for key in SETTINGS if not environment.get(prefix + key)]
    if missing:
        raise SystemExit(f"bench: {', '.join(missing)} missing. Run `bin/portal bench`.")
    own = {key: environment[prefix + key] for key in SETTINGS}
    return {key: value for key, value in environment.items() if key not in SETTINGS} | own


@contextmanager
def workers() -> Iterator[tuple[Worker, Worker]]:
    """Plain CKAN and ours, started and empty."""
    with TemporaryDirectory() as folder:
        started: list[Worker] = []
        try:
            plain = Worker("plain", Path(folder))
            started.append(plain)
            ours = Worker("ours", Path(folder))
            started.append(ours)
            yield plain, ours
        finally:
            for worker in started:
                worker.close()


@dataclass
class Measure:
    """Durations in seconds and numbers of SQL queries, of both sides in pairs, or of ours alone.

    Raises:
        RuntimeError: both sides were asked for datasets and do not find the same number.
    """

    label: str
    seconds: dict[str, list[float]] = field(default_factory=dict)
    queries: dict[str, list[int]] = field(default_factory=dict)
    found: set[int | None] = field(default_factory=set)

    def add(self, side: str, answer: Mapping[str, Any]) -> None:
        """Note one answer of a side."""
        self.seconds.setdefault(side, []).append(answer["seconds"])
        self.queries.setdefault(side, []).append(answer["queries"])
        self.found.add(answer["count"])
        if len(self.found) > 1:
            raise RuntimeError(f"{self.label}: not the same number of datasets, {self.found}")

    def median(self, side: str) -> float:
        """Return the median duration of a side, in milliseconds."""
        return 1000 * statistics.median(self.seconds[side])

    def row(self) -> tuple[str, ...]:
        """Medians in milliseconds, ratios, medians of queries; see `HEADER`."""
        ours, queries = self.seconds["ours"], {}
        for side, numbers in self.queries.items():
            queries[side] = str(round(statistics.median(numbers)))
        ratio = best = plain = ""
        if "plain" in self.seconds:
            pairs = zip(self.seconds["plain"], ours, strict=True)
            ratio = f"x{statistics.median(b / a for a, b in pairs):.2f}"
            best = f"x{min(ours) / min(self.seconds['plain']):.2f}"
            plain = f"{self.median('plain'):.1f}"
        return (
            self.label,
            plain,
            f"{self.median('ours'):.1f}",
            ratio,
            best,
            queries.get("plain", ""),
            queries["ours"],
        )


def at_once(pair: Sequence[Worker], command: str, **arguments: Any) -> list[dict[str, Any]]:
    """Run a command that is not measured on both sides at the same time."""
    with ThreadPoolExecutor() as pool:
        return list(pool.map(lambda worker: worker.call(command, **arguments), pair))


def prepared(pair: Sequence[Worker], datasets: int, organizations: int | None = None) -> None:
    """Bring both sides to a number of datasets; first create organisations when a number is given.

    Prints how long it took.
    """
    start = time.monotonic()
    if organizations:
        at_once(pair, "prepare", total=organizations)
    at_once(pair, "fill", total=datasets)
    print(f"{datasets} datasets on both sides in {time.monotonic() - start:.0f} s", flush=True)


def in_turn(
    label: str,
    pair: Sequence[Worker],
    ask: Callable[[Worker, int], dict[str, Any]],
    *,
    times: int,
    warm_up: int = 3,
) -> Measure:
    """Ask the sides the same thing, one after the other, the first one changing each time."""
    measure = Measure(label)
    for number in range(-warm_up, times):
        for worker in pair if number % 2 else pair[::-1]:
            answer = ask(worker, number + warm_up)
            if number >= 0:
                measure.add(worker.name, answer)
    return measure


def print_table(title: str, measures: Sequence[Measure], **columns: Sequence[str]) -> None:
    """Print one line a measure; a ratio above 1 means that ours is slower.

    Args:
        title: what is measured on what.
        measures: the lines.
        columns: more columns by their heading, one text a line.
    """
    header = (*HEADER, *columns)
    more = zip(*columns.values(), strict=True) if columns else [()] * len(measures)
    rows = [header]
    rows += [(*measure.row(), *texts) for measure, texts in zip(measures, more, strict=True)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    print(f"\n{title}")
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))
