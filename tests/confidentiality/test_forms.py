"""No form of any page breaks the portal, whatever is in it."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from itertools import product
from typing import TYPE_CHECKING, Any

import pytest
from werkzeug.routing import BuildError
from world import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

LONG = "é" * 40_000
TWICE = ["a", "b"]
FORMS: tuple[dict[str, Any], ...] = (
    {},
    {"groups": "5", "users": "5", "packages": "5", "resources": "x", "tags": "y"},
    {"groups__0": "x", "extras__0": "x", "resources__0": "x"},
    {"extras": "x", "extras__0__key": "a"},
    {"extras__0__key": TWICE, "extras__0__value": TWICE, "groups__1__id": TWICE},
    {"extras__a__key": "x", "__": "x", "a__": "x", "extras__99999999__key": "x"},
    {"name": TWICE, "title": TWICE, "description": TWICE, "image_url": TWICE, "id": TWICE},
    {"fullname": TWICE, "about": TWICE, "email": TWICE, "login": TWICE, "password": TWICE},
    {"user": TWICE, "role": TWICE, "view_type": TWICE, "text": TWICE, "kind": TWICE},
    {"page": "x", "limit": "x", "expires_in": "x", "unit": "x", "order": "x", "remember": "x"},
    {"state": "x", "type": "x", "version": "x", "kind": "x", "text": "x", "login": "a"},
    {"title": LONG, "description": LONG, "notes": LONG, "fullname": LONG, "name": LONG},
)


def _addresses(world: World, dataset: dict[str, Any]) -> Iterator[str]:
    """Yield the address of every page that takes a form, for our dataset and its organisation."""
    given = {
        "id": dataset["id"],
        "resource_id": dataset["resources"][0]["id"],
        "organization": world.organization["name"],
        "view_id": "none",
        "lang": "fr",
        "action": "opinion",
    }
    adapter = world.app.flask_app.url_map.bind("test.ckan.net")
    for rule in world.app.flask_app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or rule.endpoint.startswith("api."):
            continue
        values = {name: given.get(name, "x") for name in rule.arguments}
        if rule.rule.startswith(("/organization", "/group")):
            values["id"] = world.organization["name"]
        if rule.rule.startswith("/user"):
            values["id"] = world.people["agent"]["name"]
        try:
            yield adapter.build(rule.endpoint, values, method="POST")
        except (BuildError, ValueError):
            continue


@pytest.mark.parametrize("who", [None, "agent", "sysadmin"])
def test_no_form_breaks_a_page(world: World, who: str | None, monkeypatch: Any) -> None:
    """Every page that takes a form answers in words to forms that no page sends."""
    monkeypatch.setitem(world.app.flask_app.config, "PROPAGATE_EXCEPTIONS", False)
    dataset = world.full_draft()
    addresses = sorted(set(_addresses(world, dataset)))
    broken = []
    for url, form in product(addresses, FORMS):
        data = {**form, "save": "x"} if form else {}
        answer = world.app.post(url, data=data, headers=world.headers(who), follow_redirects=False)
        if answer.status_code >= 500:
            broken.append((url, {key: str(value)[:20] for key, value in form.items()}))
    assert len(addresses) > 30
    assert broken == []


@pytest.mark.parametrize("value", ["abc", "-1", "9" * 30, "1.5"])
def test_a_session_lasts_a_number(world: World, value: str) -> None:
    """Logging in for a time that is no number is refused, with the right password too."""
    form = {"login": world.people["agent"]["name"], "password": PASSWORD, "remember": value}
    answer = world.app.post("/user/login", data=form, follow_redirects=False)
    assert answer.status_code == 400
    assert "remember" in answer.body


def test_staying_logged_in_lasts(world: World) -> None:
    """The box of the login page keeps the session for days after the browser is closed."""
    client = world.app.test_client()
    (ticked,) = re.findall(r'name="remember" value="(\w+)"', client.get("/user/login").text)
    form = {"login": world.people["agent"]["name"], "password": PASSWORD, "remember": ticked}
    answer = client.post("/user/login", data=form, follow_redirects=False)
    cookies = " ".join(answer.headers.getlist("Set-Cookie"))
    ends = map(parsedate_to_datetime, re.findall(r"Expires=([^;]+)", cookies))
    assert max(ends) > datetime.now(timezone.utc) + timedelta(days=7)


def test_what_is_refused_is_named(world: World) -> None:
    """The answer names the fields, shortened, and repeats nothing else of the form."""
    form = {"groups": "5", "x" * 500: "y", f"{'z' * 500}__": "<script>"}
    url = f"/organization/edit/{world.organization['name']}"
    answer = world.app.post(url, data=form, headers=world.headers("controller"))
    assert answer.status_code == 400
    assert "groups" in answer.body
    assert "z" * 40 in answer.body
    assert "z" * 41 not in answer.body
