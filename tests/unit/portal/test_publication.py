"""What a dataset lacks before publication."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import ckanext.opendata_territoire.portal
from ckanext.opendata_territoire.portal.domain.publication import missing, needed_fields

SCHEMA = yaml.safe_load(
    (Path(ckanext.opendata_territoire.portal.__file__).parent / "schemas/dataset.yaml").read_text(
        encoding="utf-8"
    )
)
COMPLETE: dict[str, Any] = {
    "notes": "Les écoles.",
    "theme": ["http://publications.europa.eu/resource/authority/data-theme/EDUC"],
    "tags": [{"name": "école"}],
    "license_id": "etalab-2.0",
    "frequency": "http://publications.europa.eu/resource/authority/frequency/ANNUAL",
    "contact": [{"name": "Scolarité", "email": "ecoles@valfictif.example"}],
    "spatial_coverage": [{"text": "Valfictif"}],
    "resources": [{"url": "ecoles.csv", "url_type": "upload"}],
}


def _fields(dataset: dict[str, Any]) -> list[str]:
    return [lack.field for lack in missing(SCHEMA, dataset)]


def test_complete_dataset() -> None:
    """Nothing more is asked than what is listed."""
    assert _fields(COMPLETE) == []


def test_empty_dataset() -> None:
    """Everything is asked at once, in the order of the form, files last, each with its words."""
    found = missing(SCHEMA, {})
    names = [field["field_name"] for field in needed_fields(SCHEMA)]
    assert [lack.field for lack in found] == [*names, "resources"]
    assert set(names) >= {"notes", "theme", "tag_string", "license_id", "frequency", "contact"}
    assert all(lack.label and lack.message for lack in found)


@pytest.mark.parametrize(
    ("field", "value", "asked"),
    [
        ("notes", " \n", "notes"),
        ("theme", [], "theme"),
        ("tags", [], "tag_string"),
        ("license_id", None, "license_id"),
        ("contact", [{"name": "Scolarité"}], "contact"),
        ("contact", [{"email": " "}], "contact"),
        ("spatial_coverage", [{"text": ""}], "spatial_coverage"),
        ("resources", [], "resources"),
        ("resources", [{"url": ""}], "resources"),
        ("resources", [{"url": "", "url_type": "upload"}], "resources"),
        ("resources", [{"url": "javascript:alert(1)"}], "resources"),
        ("resources", [{"url": "https://[::1"}], "resources"),
    ],
)
def test_one_thing_missing(field: str, value: object, asked: str) -> None:
    """What looks filled but says nothing is asked, alone."""
    assert _fields({**COMPLETE, field: value}) == [asked]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("tag_string", "école"),
        ("spatial_coverage", [{"uri": "http://id.insee.fr/geo/commune/34999"}]),
        ("resources", [{"url": ""}, {"url": "https://example.org/a.csv"}]),
    ],
)
def test_other_ways_of_saying_it(field: str, value: object) -> None:
    """Any record or form of a value that says enough is enough."""
    assert _fields({**COMPLETE, field: value}) == []
