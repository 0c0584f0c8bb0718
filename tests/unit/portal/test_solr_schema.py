"""The Solr schema derived from CKAN's."""

from __future__ import annotations

import subprocess
import sys
import xml.etree.ElementTree as ET
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest

from ckanext.opendata_territoire.portal.domain.query import FIELDS
from ckanext.opendata_territoire.portal.solr import word_list
from ckanext.opendata_territoire.portal.solr.schema import (
    SchemaChangedError,
    folded,
    french_schema,
)

if TYPE_CHECKING:
    from pathlib import Path

CKAN_SCHEMA = files("ckan").joinpath("config/solr/schema.xml").read_bytes()


def parsed(schema: bytes) -> ET.Element:
    """Root of a schema."""
    return ET.fromstring(schema)  # noqa: S314 (our own files)


def names(schema: bytes, path: str) -> set[str]:
    """Attribute `name` of the elements found at a path."""
    return {str(element.get("name")) for element in parsed(schema).iterfind(path)}


def test_everything_of_ckan_is_kept() -> None:
    """Only the analysis changes: each field, type and copy of CKAN is still there."""
    ours = french_schema(CKAN_SCHEMA)
    for path in (".//field", ".//dynamicField", ".//fieldType"):
        assert names(CKAN_SCHEMA, path) <= names(ours, path)
    copies = [
        [(c.get("source"), c.get("dest")) for c in parsed(s).iterfind("copyField")]
        for s in (CKAN_SCHEMA, ours)
    ]
    assert copies[0] == copies[1]
    assert b"English" not in ours


def test_fields_of_one_word_can_be_queried() -> None:
    """A query by field is told from a person's words by a list that follows CKAN's schema."""
    assert names(CKAN_SCHEMA, ".//field") - FIELDS == {
        n for n in names(CKAN_SCHEMA, ".//field") if "_" in n
    }


def test_bbox_fields_can_be_computed_with() -> None:
    """The formula of ckanext-spatial reads the corners of a box: Solr keeps their values apart."""
    schema = parsed(french_schema(CKAN_SCHEMA))
    for name in ("minx", "miny", "maxx", "maxy", "bbox_area"):
        field = schema.find(f".//field[@name='{name}']")
        assert field is not None
        assert (field.get("type"), field.get("docValues")) == ("float", "true")


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (b'name="ckan-2.12"', b'name="ckan-2.13"', "ckan-2.13"),
        (b'fieldType name="text"', b'fieldType name="texte"', "text"),
        (b'<analyzer type="query">', b'<analyzer type="multiterm">', "query"),
        (b'field name="version"', b'field name="territory"', "territory"),
    ],
)
def test_a_changed_ckan_schema_is_refused(before: bytes, after: bytes, reason: str) -> None:
    """When CKAN changes what we replace, nothing is generated and the message names it."""
    with pytest.raises(SchemaChangedError, match=reason):
        french_schema(CKAN_SCHEMA.replace(before, after))


def test_words_are_folded_as_the_analysis_does() -> None:
    """People write accents, ligatures and elisions; Solr receives the words without them."""
    text = folded(["# Titre", "", "Œuvre d’art, prud'hommes # note", "wi-fi"])
    assert text == "oeuvre art, prudhommes\nwi fi\n"


def test_synonyms_file_is_well_formed() -> None:
    """Each line has at least two distinct terms, and no expression is on two lines."""
    groups = [[t.strip() for t in g.split(",")] for g in word_list("synonyms.txt").splitlines()]
    assert len(groups) >= 40
    assert all(len(set(group)) == len(group) >= 2 for group in groups)
    terms = [term for group in groups for term in group]
    assert sorted(terms) == sorted(set(terms))


def test_command_writes_three_files(tmp_path: Path) -> None:
    """Without any service or configuration, the command writes the files of a core."""
    command = [sys.executable, "-m", "ckanext.opendata_territoire.portal.cli", "solr-schema"]
    subprocess.run([*command, "--output", tmp_path / "conf"], check=True, env={})  # noqa: S603
    written = {path.name for path in (tmp_path / "conf").iterdir()}
    assert written == {"schema.xml", "synonyms.txt", "stopwords.txt"}
    assert (tmp_path / "conf/schema.xml").read_bytes() == french_schema(CKAN_SCHEMA)
