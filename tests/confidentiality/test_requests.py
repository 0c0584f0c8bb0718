"""What no store can keep is refused in words; what is not public is in no cache."""

from __future__ import annotations

import io
import json
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from world import World

DEEP = "[" * 100_000 + "]" * 100_000
BODIES = {
    "null": '{"q": "a\\u0000b"}',
    "null in a key": '{"a\\u0000b": "c"}',
    "surrogate": '{"q": "\\ud83d"}',
    "NaN": '{"rows": NaN}',
    "infinite": '{"rows": 1e999}',
    "too big": '{"rows": 9223372036854775808}',
    "deep": '{"extras": ' + "[" * 33 + "]" * 33 + "}",
    "very deep": '{"extras": ' + DEEP + "}",
}


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
def test_hostile_json_is_refused(world: World, body: str) -> None:
    """The API answers 400 with a message, whichever the action and the caller."""
    actions = ("package_search", "package_show", "package_create")
    for action, who in product(actions, (None, "agent")):
        answer = world.app.post(
            f"/api/3/action/{action}",
            data=body,
            headers=world.headers(who),
            content_type="application/json",
        )
        assert answer.status_code == 400
        error = json.loads(answer.body)["error"]
        assert error["__type"] == "Bad Request"
        assert error["message"]


@pytest.mark.parametrize(
    "url",
    [
        "/dataset/?q=a%00b",
        "/dataset/a%00b",
        "/organization/a%00b",
        "/a%00b",
        "/fr/dataset/a%00b",
        "/dataset/?a%00b=c",
        "/dataset/a/resource/b%00/download/c",
        "/dataset/a/resource/b/download/a%0d%0aX:1",
        "/dataset/a%0ab",
        "/fr/a%09b",
        "/webassets/a%0d%0ab",
        "/a%7fb%c2%85",
    ],
)
def test_a_control_character_in_an_address(world: World, url: str) -> None:
    """A page in words, never an error of the server."""
    answer = world.app.get(url)
    assert answer.status_code == 400
    assert "<main" in answer.body or "<html" in answer.body


@pytest.mark.parametrize(
    ("url", "status"),
    [
        ("/api/3/action/package_search?q=a%00b", 400),
        ("/api/3/action/package_show?id=%00", 400),
        ("/api/2/util/tag/autocomplete?incomplete=%00", 400),
        ("/api/3/action/package_show?id=a&id=b", 409),
        # Bytes that are no UTF-8 become text on the way in, which finds nothing.
        ("/api/3/action/package_show?id=%ED%A0%80", 404),
        ("/dataset/%ED%A0%80", 404),
    ],
)
def test_hostile_addresses_of_the_api(world: World, url: str, status: int) -> None:
    """The same rule for what is written in an address."""
    assert world.app.get(url).status_code == status


@pytest.mark.parametrize(
    "data",
    [
        {"title": "a\0b"},
        {"a\0b": "c"},
        {json.dumps({"title": "a\0b"}): "1"},
        {"upload": (io.BytesIO(b"x"), "a\0b.csv")},
    ],
    ids=["value", "key", "JSON in a key", "file name"],
)
def test_hostile_forms_are_refused(world: World, data: dict[str, Any]) -> None:
    """Values, names of fields and of files are all read."""
    answer = world.app.post(
        "/api/3/action/resource_create",
        data=data,
        headers=world.headers("agent"),
        content_type="multipart/form-data",
    )
    assert answer.status_code in (400, 409)
    assert "\0" not in answer.body


@pytest.mark.parametrize(
    ("action", "key"),
    [
        ("package_show", "id"),
        ("package_patch", "id"),
        ("package_create", "owner_org"),
        ("package_create", "name"),
        ("resource_create", "package_id"),
        ("organization_show", "id"),
        ("user_show", "id"),
        ("follow_dataset", "id"),
        ("tag_list", "vocabulary_id"),
        ("package_relationships_list", "id2"),
        ("member_list", "object_type"),
        ("package_create", "tag_string"),
        ("resource_create", "url"),
    ],
)
def test_names_are_text(world: World, action: str, key: str) -> None:
    """Anything else by which to name a thing is told at its field, whoever asks."""
    for who in (None, "agent", "sysadmin"):
        for value in (5, 1.5, True, ["a"], {"a": 1}, [[]]):
            error = world.call(who, action, 409, **{"title": "x", key: value})
            assert error["__type"] == "Validation Error"
            assert error[key]


def test_names_are_text_in_the_files_of_a_dataset(world: World) -> None:
    """The rule reaches what a dataset holds; the other types of its fields are left alone."""
    dataset = world.full_draft()
    broken = [{**dataset["resources"][0], "id": 5}]
    assert world.status("agent", "package_patch", id=dataset["id"], resources=broken) == 409
    kept = world.call("agent", "package_show", id=dataset["id"])
    assert world.call("agent", "package_update", **kept)["resources"] == kept["resources"]


def test_honest_text_passes(world: World) -> None:
    """Accents, emoji, right-to-left and line breaks are text."""
    words = "Écoles 🏫 « œuvre »\r\n\tمدرسة"
    assert world.call(None, "package_search", q=words)["count"] >= 0
    assert world.draft(words.splitlines()[0], notes=words)["notes"].startswith("Écoles 🏫")
    nested = {"extras": {"a": [{"b": [1, 2.5, None, True]}]}}
    assert world.status(None, "package_search", **nested) == 200


def _cache(world: World, url: str, who: str | None) -> tuple[str, set[str], int]:
    answer = world.app.get(url, headers=world.headers(who))
    vary = {word.strip() for word in answer.headers.get("Vary", "").split(",")}
    return answer.headers["Cache-Control"], vary, answer.status_code


def test_nothing_private_is_cached(world: World) -> None:
    """What an identified caller gets is kept by no cache, and every answer depends on who asks."""
    draft, public = world.full_draft(), world.published()
    show = "/api/3/action/package_show?id="
    file = public["resources"][0]["id"]
    download = f"/dataset/{public['id']}/resource/{file}/download/ecoles.csv"
    for url in (f"/dataset/{public['name']}", show + public["id"], download, "/dataset/"):
        for who in ("agent", "sysadmin"):
            control, vary, status = _cache(world, url, who)
            assert status == 200
            assert "no-store" in control, url
            assert "public" not in control, url
            assert vary >= {"Cookie", "Authorization"}, url
        assert _cache(world, url, None)[1] >= {"Cookie", "Authorization"}, url
    for url in (f"/dataset/{draft['name']}", show + draft["id"]):
        assert "no-store" in _cache(world, url, "agent")[0]
        control, _, status = _cache(world, url, None)
        assert status == 404
        assert "no-store" in control


def test_a_session_is_not_cached(world: World) -> None:
    """The same for who signed in by the page."""
    from world import PASSWORD  # noqa: PLC0415

    client = world.app.test_client()
    name = world.people["agent"]["name"]
    client.post("/user/login", data={"login": name, "password": PASSWORD})
    answer = client.get("/dashboard/organizations")
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    client.get("/user/_logout")


def test_what_is_public_may_be_cached(world: World) -> None:
    """Style sheets and anonymous API answers stay open to caches."""
    assert "no-store" not in _cache(world, "/api/3/action/package_search", None)[0]
    assert "no-store" not in _cache(world, "/icons.svg", "agent")[0]


@pytest.mark.parametrize("number", ["461168601842738791", "9223372036854775807", "9" * 30])
def test_a_page_that_no_list_has(world: World, number: str) -> None:
    """Not found, on every list; a number that is only too large for this list shows its page."""
    lists = ("/organization/", "/group/", "/dataset/", "/governance/journal", "/feeds/dataset.atom")
    place = f"/organization/{world.organization['name']}"
    for url in (*lists, place, "/governance/queue", "/dataset/drafts", "/catalog.ttl"):
        for who in ("controller", "sysadmin"):
            answer = world.app.get(f"{url}?page={number}", headers=world.headers(who))
            assert answer.status_code == 404, url
            near = world.app.get(f"{url}?page=900000", headers=world.headers(who))
            assert near.status_code < 500, url
