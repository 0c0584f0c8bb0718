"""Archives that unfold out of proportion, however they hide it."""

from __future__ import annotations

import gzip
import io
import os
import resource
import time

import file_samples as files
import pytest

from ckanext.opendata_territoire.portal.datasets import reading, unfolding

ZEROS = bytes(50 << 20)
TABLE = b"".join(b"%d;commune-%d;%d\n" % (i, i * 7919 % 35000, i * i) for i in range(200_000))


def _nested(levels: int) -> bytes:
    content = files.archive({"a.csv": b"a;b\n1;2\n"})
    for _ in range(levels - 1):
        content = files.archive({"a.zip": content})
    return content


def _problem(content: bytes, name: str) -> str | None:
    return reading.read(io.BytesIO(content), name).problem


BOMB_OF_GZIP = gzip.compress(bytes(300 << 20))
BOMB_OF_ZIPS = files.archive({f"{i}.zip": files.archive({"a.txt": ZEROS}) for i in range(30)})


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (BOMB_OF_GZIP, "a.gz"),
        (gzip.compress(BOMB_OF_GZIP), "a.gz"),
        (BOMB_OF_ZIPS, "a.zip"),
        (files.archive({"a.gz": BOMB_OF_GZIP}), "a.zip"),
        (files.archive({"b.zip": BOMB_OF_ZIPS}), "a.zip"),
        (gzip.compress(files.archive({"a.txt": bytes(120 << 20)})), "a.gz"),
        (gzip.compress(TABLE) + BOMB_OF_GZIP * 8, "a.gz"),
        (
            files.archive({"0.zip": b"PK\x03\x04 is false", "b.zip": BOMB_OF_ZIPS}),
            "a.zip",
        ),
        (_nested(unfolding.DEPTH_MAX + 1), "a.zip"),
    ],
    ids=[
        "gzip",
        "twice",
        "zips",
        "gzip in zip",
        "third level",
        "zip in gzip",
        "behind",
        "behind a false one",
        "deep",
    ],
)
def test_bombs_are_refused(content: bytes, name: str) -> None:
    """Whatever the wrapping, what unfolds out of proportion is told."""
    assert _problem(content, name) == "bomb"


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (gzip.compress(TABLE), "a.csv.gz"),
        (gzip.compress(TABLE) + gzip.compress(TABLE), "a.gz"),
        (gzip.compress(b"a;b\n1;2\n"), "a.gz"),
        (gzip.compress(ZEROS), "a.gz"),
        (files.archive({"a.zip": files.archive({"a.csv": TABLE}), "b.gz": gzip.compress(TABLE)}),
         "a.zip"),
        (files.archive({"a.zip": b"PK\x03\x04 only looks like one", "b.gz": b"text"}), "a.zip"),
        (_nested(unfolding.DEPTH_MAX), "a.zip"),
        (files.archive({"a/voies.shp": os.urandom(1000), "a/voies.dbf": b"x"}), "voies.zip"),
    ],
    ids=["table", "two members", "small", "less than 100 MB", "archives in one", "false ones",
         "as deep as allowed", "shapefile"],
)  # fmt: skip
def test_honest_archives_come_in(content: bytes, name: str) -> None:
    """Tables fold well, and archives hold archives: that is no harm."""
    assert _problem(content, name) is None


@pytest.mark.parametrize("cut", [12, 1000])
def test_a_compressed_file_cut_short_is_broken(cut: int) -> None:
    """Like an archive that nobody can open."""
    assert _problem(gzip.compress(TABLE)[:cut], "a.csv.gz") == "broken"


def test_time_and_memory_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What folds just within proportion is not read for ever, nor kept in memory."""
    monkeypatch.setattr(unfolding, "READ_MAX", 256 << 20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    member = gzip.compress(bytes(64 << 20))
    content = os.urandom(4 << 20)
    large = gzip.compress(content, 0) + member * 64  # 4 GB in 8 MB
    start = time.monotonic()
    assert unfolding.problem(io.BytesIO(large)) == "bomb"
    assert time.monotonic() - start < 20
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before  # kilobytes
    assert grown < 128 << 10
