"""Pure rules of confidentiality."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.opendata_territoire.confidentiality.domain.faults import (
    MAX_DEPTH,
    Fault,
    fault,
    fault_of_path,
)
from ckanext.opendata_territoire.confidentiality.domain.lists import (
    is_about_dataset,
    is_beyond_lists,
    page,
    reduced,
)
from ckanext.opendata_territoire.confidentiality.domain.parts import (
    Part,
    knotted,
    parts_of_call,
    parts_of_form,
)
from ckanext.opendata_territoire.confidentiality.domain.shapes import (
    missing,
    not_counts,
    not_objects,
    not_single,
    not_text,
    not_texts,
    saves,
)

TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
SCALARS = st.one_of(
    TEXT, st.booleans(), st.none(), st.integers(-(2**63) + 1, 2**63 - 1), st.floats(width=64)
).filter(lambda value: not isinstance(value, float) or abs(value) < 1e308)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner), max_leaves=20
)


@given(VALUES)
def test_whatever_postgresql_keeps_is_accepted(value: object) -> None:
    """Honest JSON has no fault."""
    assert fault(json.loads(json.dumps(value))) is None


@given(VALUES, st.sampled_from(["\0", "\ud800", "\udfff", float("nan"), float("inf"), 2**63]))
def test_one_bad_value_is_found_wherever_it_is(value: object, bad: object) -> None:
    """In a list, in an object, as a value or as a key."""
    assert fault([value, {"a": [bad]}]) is not None
    if isinstance(bad, str):
        assert fault({"a": value, f"x{bad}": 1}) is not None


@pytest.mark.parametrize("char", ["\r", "\n", "\t", "\x1b", "\x7f", "\x85", "\0", "\ud800"])
def test_a_path_holds_no_control_character(char: str) -> None:
    """A name in an address ends in a header; accents and blanks are text."""
    assert fault_of_path(f"/dataset/a{char}b") is not None
    assert fault_of_path("/dataset/Écoles de l’été 2026.csv") is None


def test_depth_is_counted() -> None:
    """As many levels as allowed pass, one more does not."""
    value: Any = "x"
    for _ in range(MAX_DEPTH):
        value = [value]
    assert fault(value) is None
    assert fault([value]) is Fault.TOO_DEEP
    assert fault({"a": [value]}) is Fault.TOO_DEEP


def test_names_must_be_text() -> None:
    """At the top and in the lists of a dataset; `null` says that there is none."""
    good = {"id": "a", "name": None, "rows": 5, "tags": [{"name": "a"}]}
    bad = {"id": 5, "owner_org": ["a"], "groups": [{"id": {}}, "x"]}
    assert not_text([Part(good)]) == []
    assert not_text([Part(good), Part(bad)]) == ["id", "owner_org"]
    assert not_text([Part({"resources": "none", "contact": [{"name": 5}]})]) == []
    assert not_text([Part({"contact": [{"name": 5}]})], ["contact"]) == ["name"]


def test_counts() -> None:
    """Whole numbers that Solr and PostgreSQL have, in figures or in text; `null` asks for none."""
    for value in (0, 5, "5", "007", 5.0, None, 2**31 - 1, str(2**31 - 1)):
        assert not_counts({"limit": value}) == []
    for value in (-1, "-1", "", " ", "1.5", 1.5, True, [], {}, 2**31, "9" * 5000, "²", "١"):
        assert not_counts({"limit": value, "offset": 1}) == ["limit"]


def test_numbers_of_pages() -> None:
    """Only a number that no list reaches; words are left to those who read them."""
    assert not any(map(is_beyond_lists, ("", "a", "1", "-5", "1000000", "9" * 5000)))
    assert all(map(is_beyond_lists, ("1000001", "9" * 30)))


def test_texts_and_single_values() -> None:
    """One text or a list of texts where CKAN goes through them; no list in our own actions."""
    assert not_texts({"include": "a", "order": ["a"], "other": 5}) == []
    assert not_texts({"include": None, "order": [5]}) == ["include", "order"]
    assert not_single("governance_queue", {"q": "a", "limit": [], "state": {}}) == [
        "limit",
        "state",
    ]
    assert not_single("package_search", {"facet.field": []}) == []
    assert not_single("governance_submit", {"answers": {"finished": "yes"}}) == []
    assert not_single("governance_submit", {"answers": []}) == ["answers"]


def test_what_an_action_cannot_do_without() -> None:
    """A member is added to something."""
    assert missing("organization_member_create", {"username": "a"}) == ["id"]
    assert missing("group_member_create", {"id": "a"}) == []
    assert missing("package_search", {}) == []


def test_lists_hold_objects() -> None:
    """What CKAN goes through as objects is a list of them, with what names each one."""
    good: dict[str, Any] = {"tags": [{"name": "a"}], "groups": [], "resources": [{}], "theme": 5}
    assert not_objects([Part(good)], ["contact"]) == []
    bad = {"tags": [{"key": 1}], "extras": "abc", "groups": 5, "users": [5], "contact": {}}
    everything = ["contact", "extras", "groups", "tags", "users"]
    assert not_objects([Part(bad)], ["contact"]) == everything
    assert not_objects([Part({"tags": [{"state": "x"}]}, whole=False)]) == []
    assert not_objects([Part({"tags": ["x"]}, whole=False)]) == ["tags"]


def test_lists_of_names_are_left_to_other_actions() -> None:
    """`groups` is a list of names for the action that lists groups."""
    assert saves("package_revise")
    assert saves("organization_patch")
    assert not saves("group_list")


@pytest.mark.parametrize(
    ("call", "part"),
    [
        ({"groups": 5}, Part({"groups": 5})),
        ({"update": {"groups": 5}}, Part({"groups": 5})),
        ({"update": '{"groups": 5}'}, Part({"groups": 5})),
        ({"match": {"id": 5}}, Part({"id": 5})),
        ({"match__id": 5}, Part({"id": 5})),
        ({"update__groups": 5}, Part({"groups": 5})),
        ({"update__groups__extend": [5]}, Part({"groups": [5]})),
        ({"update__groups__0": 5}, Part({"groups": [5]}, whole=False)),
        ({"update__resources__3f2a1__url": 5}, Part({"resources": [{"url": 5}]}, whole=False)),
    ],
)
def test_every_way_of_writing_is_read(call: dict[str, Any], part: Part) -> None:
    """As an object, as JSON, path by path: what is written comes out in one form."""
    assert part in parts_of_call(call)
    assert all(isinstance(found.fields, dict) for found in parts_of_call({"update": "x{"}))


def test_forms_are_read_in_the_same_form() -> None:
    """A form of CKAN is made of paths too."""
    assert parts_of_form({"title": "a", "extras__0__key": "b"}) == [
        Part({"title": "a"}),
        Part({"extras": [{"key": "b"}]}, whole=False),
    ]


def test_names_that_lead_nowhere() -> None:
    """A field, a number, a field; no value where another name goes on."""
    good = ["title", "groups__0__id", "groups__12__id", "resources__0__x__1__y", "_csrf_token"]
    assert knotted(good) == []
    for bad in ("__", "a__", "groups__0", "groups__a__id", "a__-1__b", "a__²__b", "a__9999999__b"):
        assert knotted([*good, bad]) == [bad]
    assert knotted(["groups", "groups__0__id"]) == ["groups"]


@pytest.mark.parametrize(
    ("offset", "limit", "expected"), [(0, None, "abcd"), (1, 2, "bc"), (3, 5, "d"), (9, 1, "")]
)
def test_pages(offset: int, limit: int | None, expected: str) -> None:
    """A page is a slice; without a limit, all that follows."""
    assert "".join(page("abcd", offset, limit)) == expected


def test_kinds_of_activities() -> None:
    """What is not known to be about a group or somebody is about a dataset, so is checked."""
    for kind in ("new package", "changed resource view", "odd", "", None):
        assert is_about_dataset(kind)
    for kind in ("new organization", "changed group", "changed user"):
        assert not is_about_dataset(kind)


def test_an_activity_keeps_names_only() -> None:
    """Nothing of what a dataset contained, and the name that it has today."""
    data = {"package": {"id": "1", "title": "Before", "notes": "secret"}, "actor": "a", "x": "y"}
    assert reduced(data, {"id": "1", "title": "Now"}) == {
        "package": {"id": "1", "title": "Now"},
        "actor": "a",
    }
    assert reduced({"group": {"name": "g", "extras": []}}, None) == {"group": {"name": "g"}}
