"""Standing acts: which data, which days."""

from __future__ import annotations

from datetime import date

import pytest

from ckanext.opendata_territoire.governance.domain.standing import Act, Data, covers, in_force

DAY = date(2026, 11, 24)
SCHEMA = "https://schema.data.gouv.fr/schemas/scdl/subventions"
VERSION = f"{SCHEMA}/2.1.0/schema.json"


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        (Act(DAY), True),
        (Act(DAY, ends=DAY), True),
        (Act(date(2026, 11, 25)), False),
        (Act(date(2026, 1, 1), ends=date(2026, 11, 23)), False),
        (Act(date(2026, 1, 1), ended=True), False),
    ],
)
def test_days_are_included(act: Act, expected: bool) -> None:
    """From the day when it was adopted to its last one, unless it was ended."""
    assert in_force(act, DAY) is expected


@pytest.mark.parametrize(
    ("act", "data", "expected"),
    [
        (Act(DAY, everything=True), Data(), True),
        (Act(DAY), Data(frozenset("a"), frozenset({VERSION})), False),
        (Act(DAY, themes=frozenset("ab")), Data(frozenset("a")), True),
        (Act(DAY, themes=frozenset("ab")), Data(frozenset("ac")), False),
        (Act(DAY, themes=frozenset("ab")), Data(), False),
        (Act(DAY, schemas=frozenset({SCHEMA})), Data(schemas=frozenset({VERSION})), True),
        (Act(DAY, schemas=frozenset({SCHEMA + "/"})), Data(schemas=frozenset({VERSION})), True),
        (Act(DAY, schemas=frozenset({SCHEMA})), Data(schemas=frozenset({SCHEMA + "-x"})), False),
        (
            Act(DAY, schemas=frozenset({SCHEMA})),
            Data(schemas_of_files=[frozenset({VERSION})]),
            True,
        ),
        (
            Act(DAY, schemas=frozenset({SCHEMA})),
            Data(schemas_of_files=[frozenset({VERSION}), frozenset()]),
            False,
        ),
        (Act(DAY, schemas=frozenset({SCHEMA})), Data(), False),
        (
            Act(DAY, themes=frozenset("a"), schemas=frozenset({SCHEMA})),
            Data(frozenset("a"), frozenset({"https://example.org"})),
            False,
        ),
    ],
)
def test_a_dataset_is_wholly_of_the_family(act: Act, data: Data, expected: bool) -> None:
    """All its themes, all its schemas, and those of every file; nothing covers nothing."""
    assert covers(act, data) is expected
