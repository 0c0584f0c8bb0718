"""Solr schema of the portal: CKAN's own, with French analysis and our fields. Pure, no service.

The result is always computed from the schema of the installed CKAN, so that an upgrade carries
over. If CKAN changes what is replaced here, `SchemaChangedError` says what is missing.
"""

from __future__ import annotations

import copy
import re
import unicodedata
import xml.etree.ElementTree as ET
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

CKAN_SCHEMA = "ckan-2.12"
"""Value of the attribute `name` of the schema that this transformation was written for."""

_WORD = r"\p{L}{3,}('\p{L}+)*(?=\p{N})|[\p{L}\p{N}]+('[\p{L}\p{N}]+)*"
"""A word, apostrophes included. A year glued to it is another word: « budget2024 »."""

_ELIDED = re.compile(r"\b(?:l|m|t|qu|n|s|j|d|c|jusqu|quoiqu|lorsqu|puisqu)'")
"""The articles that Solr's elision filter removes."""


class SchemaChangedError(ValueError):
    """The installed CKAN's schema no longer has an element that the transformation replaces."""


class _Step(NamedTuple):
    tag: str
    factory: str
    options: dict[str, str] = {}  # noqa: RUF012 (a NamedTuple default is never written to)


_PLAIN_MARKS = [
    _Step("charFilter", "PatternReplace", {"pattern": r"[’ʼ′´`]", "replacement": "'"}),
    _Step("charFilter", "PatternReplace", {"pattern": r"\p{Mn}+", "replacement": ""}),
]
_WORDS = [
    *_PLAIN_MARKS,
    _Step("tokenizer", "Pattern", {"pattern": _WORD, "group": "0"}),
    _Step("filter", "LowerCase"),
    _Step("filter", "Elision"),
    _Step("filter", "PatternReplace", {"pattern": "'", "replacement": "", "replace": "all"}),
    _Step("filter", "ASCIIFolding"),
]
_SYNONYMS = [
    _Step("filter", "SynonymGraph", {"synonyms": "synonyms.txt", "expand": "true"}),
    _Step("filter", "FlattenGraph"),
]
_FRENCH = [
    _Step("filter", "Stop", {"words": "stopwords.txt"}),
    _Step("filter", "FrenchLightStem"),
]
_FOLDED = [_Step("filter", "LowerCase"), _Step("filter", "ASCIIFolding")]

_ANALYSIS: dict[str, dict[str, list[_Step]]] = {
    "text": {"index": [*_WORDS, *_SYNONYMS, *_FRENCH], "query": [*_WORDS, *_FRENCH]},
    "text_words": {"index": [*_WORDS, *_FRENCH], "query": [*_WORDS, *_FRENCH]},
    "text_general": {"index": _WORDS, "query": _WORDS},
    "text_ngram": {
        "index": [
            *_PLAIN_MARKS,
            _Step("tokenizer", "NGram", {"minGramSize": "2", "maxGramSize": "10"}),
            *_FOLDED,
        ],
        "query": [*_PLAIN_MARKS, _Step("tokenizer", "Whitespace"), *_FOLDED],
    },
}

_RETYPED = {"title": "text_words", "notes": "text_words"}
"""Their synonyms are in `text` only: what a title says itself ranks first, and an expression of
several words put beside an acronym would break the phrases around it."""

_STORED = {"indexed": "true", "stored": "true"}
_MANY = {**_STORED, "multiValued": "true"}
_FIELDS: dict[str, dict[str, str]] = {
    # An organisation and all that it belongs to: choosing an EPCI includes its communes.
    "territory": {"type": "string", **_MANY},
    "organization_kind": {"type": "string", **_STORED},
    "theme": {"type": "string", **_MANY},
    # Day of the last change, "2026-11-24": a day sorts as text and can be counted by value.
    "updated": {"type": "string", **_STORED},
    # An outline is larger than the 32 766 bytes that Solr accepts in an indexed string.
    "spatial": {"type": "string", "indexed": "false", "stored": "false"},
    "extras_spatial": {"type": "string", "indexed": "false", "stored": "false"},
    # The five fields of ckanext-spatial's backend `solr-bbox`.
    **{
        name: {"type": "float", **_STORED, "docValues": "true"}
        for name in ("minx", "miny", "maxx", "maxy", "bbox_area")
    },
}


def french_schema(ckan_schema: bytes) -> bytes:
    """Give the portal's Solr schema, computed from CKAN's.

    Args:
        ckan_schema: the file `ckan/config/solr/schema.xml` of the installed CKAN.

    Returns:
        The new schema, an XML file in UTF-8.

    Raises:
        SchemaChangedError: CKAN's schema has another version, or lacks an element to replace, or
            already has a field that we add.
    """
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314 (our own files)
    schema = ET.fromstring(ckan_schema, parser)  # noqa: S314
    if schema.get("name") != CKAN_SCHEMA:
        raise SchemaChangedError(f"the schema is “{schema.get('name')}”, not “{CKAN_SCHEMA}”")
    types, fields = _only(schema, "types"), _only(schema, "fields")
    types.append(_copy_of(_only(types, "fieldType[@name='text']"), "text_words"))
    for name, analysis in _ANALYSIS.items():
        _replace_analysis(_only(types, f"fieldType[@name='{name}']"), analysis)
    for name, field_type in _RETYPED.items():
        _only(fields, f"field[@name='{name}']").set("type", field_type)
    for name, attributes in _FIELDS.items():
        if schema.find(f".//field[@name='{name}']") is not None:
            raise SchemaChangedError(f"CKAN now declares the field “{name}” itself")
        ET.SubElement(fields, "field", {"name": name, **attributes})
    ET.indent(schema)
    notice = (
        b"<!-- Generated by `ckan territoire solr-schema` from CKAN's schema: do not edit. -->\n"
    )
    return notice + ET.tostring(schema, encoding="utf-8") + b"\n"


def folded(lines: Iterable[str]) -> str:
    """Write a readable word list as the analysis sees it: no accents, ligatures or elisions.

    Synonyms and stop words are read by Solr after these steps; people write them with accents.

    Args:
        lines: lines of `synonyms.txt` or `stopwords.txt`; comments start with `#`.

    Returns:
        The text of the file for Solr, comments left out.
    """
    kept = (line.split("#")[0].strip() for line in lines)
    return "".join(f"{_fold(line)}\n" for line in kept if line)


def _fold(text: str) -> str:
    text = text.lower().replace("’", "'").replace("œ", "oe").replace("æ", "ae").replace("-", " ")
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return _ELIDED.sub("", bare).replace("'", "")


def _only(parent: ET.Element, path: str) -> ET.Element:
    found = parent.findall(path)
    if len(found) != 1:
        raise SchemaChangedError(f"“{path}” was expected once, found {len(found)} times")
    return found[0]


def _copy_of(field_type: ET.Element, name: str) -> ET.Element:
    same = copy.deepcopy(field_type)
    same.set("name", name)
    return same


def _replace_analysis(field_type: ET.Element, analysis: dict[str, list[_Step]]) -> None:
    for use, steps in analysis.items():
        analyzer = _only(field_type, f"analyzer[@type='{use}']")
        analyzer[:] = []
        for tag, factory, options in steps:
            suffix = {"charFilter": "CharFilter", "tokenizer": "Tokenizer", "filter": "Filter"}[tag]
            ET.SubElement(analyzer, tag, {"class": f"solr.{factory}{suffix}Factory", **options})
