"""What changed between two states of a dataset."""

from __future__ import annotations

from typing import Any

from ckanext.opendata_territoire.governance.domain.difference import (
    Change,
    Difference,
    between,
    comparable,
)

FILE = {"id": "f", "name": "ecoles.csv", "url": "x/ecoles.csv", "hash": "aa", "size": 3}
BEFORE: dict[str, Any] = {
    "id": "a",
    "name": "ecoles",
    "title": "Écoles",
    "notes": "",
    "tags": [{"name": "b"}, {"name": "a"}],
    "resources": [FILE],
    "metadata_modified": "2026-01-01",
}
ORIGINS = {"copy": "f"}


def _after(*resources: dict[str, Any], **changes: Any) -> dict[str, Any]:
    copy = {**FILE, "id": "copy"}
    new = {"id": "b", "name": "ecoles-revision", "metadata_modified": "2026-02-01"}
    return {**BEFORE, **new, "resources": list(resources) or [copy], **changes}


def test_the_same() -> None:
    """Names, dates and the order of keywords are no change; nor is what is empty otherwise."""
    after = _after(tags=[{"name": "a"}, {"name": "b"}], notes=None, theme=[])
    assert between(BEFORE, after, ORIGINS) == Difference()


def test_fields() -> None:
    """Each field says what it was and what it is; what was empty is None."""
    after = _after(title="Écoles publiques", notes="Ouvertes", tags=[{"name": "a"}])
    assert between(BEFORE, after, ORIGINS).fields == (
        Change("title", "Écoles", "Écoles publiques"),
        Change("notes", None, "Ouvertes"),
        Change("tags", ["a", "b"], ["a"]),
    )


def test_a_field_that_went() -> None:
    """A field that is no longer there is told."""
    before = {**BEFORE, "frequency": "yearly"}
    assert between(before, _after(), ORIGINS).fields == (Change("frequency", "yearly", None),)


def test_files() -> None:
    """A file comes, goes, has other bytes or other words; moved addresses are no change."""
    moved = {**FILE, "id": "copy", "url": "y/ecoles.csv"}
    assert not between(BEFORE, _after(moved), ORIGINS).files
    described = {**moved, "description": "Une ligne par école"}
    replaced = {**described, "hash": "bb", "size": 4}
    new = {"id": "n", "name": "privees.csv", "hash": "cc", "size": 5}
    what = {
        "described": _after(described),
        "replaced": _after(replaced),
        "added": _after(moved, new),
    }
    for name, after in what.items():
        (change,) = between(BEFORE, after, ORIGINS).files
        assert change.what == name
    both = between(BEFORE, _after(new), ORIGINS).files
    assert [(change.what, change.name) for change in both] == [
        ("added", "privees.csv"),
        ("removed", "ecoles.csv"),
    ]


def test_links() -> None:
    """A link that leads elsewhere is another file."""
    link = {"id": "f", "name": "Carte", "url": "https://example.org/a"}
    before = {**BEFORE, "resources": [link]}
    after = _after({**link, "id": "copy", "url": "https://example.org/b"})
    (change,) = between(before, after, ORIGINS).files
    assert change.what == "replaced"


def test_columns() -> None:
    """A file tells the columns that came and went; one whose columns nobody read tells none."""
    before = {**BEFORE, "resources": [{**FILE, "columns": ["nom", "téléphone"]}]}
    copy = {**FILE, "id": "copy", "hash": "bb", "columns": ["nom", "commune"]}
    (change,) = between(before, _after(copy), ORIGINS).files
    assert (change.columns_added, change.columns_removed) == (("commune",), ("téléphone",))
    assert change.fields == ()
    (change,) = between(BEFORE, _after({**FILE, "id": "copy", "hash": "bb"}), ORIGINS).files
    assert (change.columns_added, change.columns_removed) == ((), ())


def test_what_is_kept_compares_like_the_dataset() -> None:
    """Kept to be compared later, a dataset gives the difference that itself would give."""
    after = _after({**FILE, "id": "copy", "name": "autre.csv"}, title="Écoles publiques")
    assert between(comparable(BEFORE), after, ORIGINS) == between(BEFORE, after, ORIGINS)
    assert "metadata_modified" not in comparable(BEFORE)
