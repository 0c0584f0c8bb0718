"""Rules by which two workers share the tests."""

from __future__ import annotations

import json

import pytest
from sharing import own_services, share_of, turn_of


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("tests/portal/test_a.py::test_x[1]", "tests/portal/test_a.py::test_y", True),
        ("tests/portal/test_a.py::test_x", "tests/portal/test_b.py::test_x", False),
        ("tests/journeys/test_a.py::test_x", "tests/journeys/test_b.py::test_x", True),
        ("tests/launcher/test_a.py::test_x", "tests/package/test_b.py::test_x", True),
        ("tests/journeys/test_a.py::test_x", "tests/launcher/test_b.py::test_x", False),
        ("tests/leaks/test_a.py::test_x[1]", "tests/leaks/test_a.py::test_x[2]", False),
    ],
)
def test_what_one_worker_runs(one: str, other: str, together: bool) -> None:
    """A file stays whole; so do the folders that bring up a portal; readers of leaks part."""
    assert (share_of(one) == share_of(other)) is together


def test_the_longest_begin() -> None:
    """Journeys, then the scan of leaks, then the others as pytest found them."""
    found = ["tests/portal/a", "tests/governance/a", "tests/leaks/a", "tests/journeys/a"]
    assert sorted(found, key=turn_of) == [found[3], found[2], found[0], found[1]]


@pytest.mark.parametrize(
    ("worker", "expected"),
    [
        ({}, "first"),
        ({"PYTEST_XDIST_WORKER": "gw0"}, "first"),
        ({"PYTEST_XDIST_WORKER": "gw1"}, "second"),
    ],
)
def test_each_worker_has_its_own_services(worker: dict[str, str], expected: str) -> None:
    """Two workers on one Redis or one database would empty it under one another."""
    listed = json.dumps([{"CKAN_REDIS_URL": "first"}, {"CKAN_REDIS_URL": "second"}])
    assert own_services(worker | {"PORTAL_TEST_SERVICES": listed}) == {"CKAN_REDIS_URL": expected}


def test_services_of_the_environment_stay() -> None:
    """Whoever runs pytest alone has said where the services are."""
    assert own_services({"CKAN_REDIS_URL": "theirs"}) == {}
