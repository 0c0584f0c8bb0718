"""What an organisation's people may change, and what nobody above or beside it sees or changes."""

from __future__ import annotations

import base64
import io
from typing import Any

import pytest

from ckan.tests import helpers

# Everybody who is not in charge of the commune.
NOT_IN_CHARGE = (None, "stranger", "member", "agent", "neighbour_controller", "epci", "team", "dpo")
OUTSIDE = (None, "stranger", "member", "neighbour_controller", "epci", "team")


@pytest.fixture
def draft(here: Any, shared: dict[str, Any]) -> dict[str, Any]:
    """Give a draft of the commune, with a file."""
    if "draft" not in shared:
        shared["draft"] = here.full_draft()
    return shared["draft"]


def fields(name: str = "aigues-vives") -> dict[str, Any]:
    """Read what must not change."""
    found = helpers.call_action("organization_show", id=name)
    return {key: value for key, value in found.items() if key not in ("package_count", "packages")}


PROGRAMS = ("javascript:/x", "javascript:alert(1)", "http:x.png", "data:x", "http:\\\\x.example")

# A transparent PNG of one pixel.
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII="
)

FORBIDDEN = {
    "title": "Autre",
    "name": "autre",
    "kind": "department",
    "insee_code": "99005",
    "siren": "223400011",
    "population": 9_999,
    "population_total": 9_999,
    "postal_codes": ["75000"],
    "vintage": "2099",
    "epci_type": "CC",
    "members_outside": [{"code": "1"}],
    "former_codes": ["99009"],
    "spatial": "{}",
    "state": "deleted",
    "is_organization": False,
    "groups": [],
    "extras": [{"key": "kind", "value": "department"}],
    "users": [{"name": "nobody-else", "capacity": "admin"}],
    "approval_status": "pending",
}


@pytest.mark.parametrize("action", ["organization_patch", "organization_update", "group_update"])
def test_the_one_in_charge_cannot_change(here: Any, action: str) -> None:
    """Official facts, hierarchy and life of an organisation are not its own people's to change."""
    before = fields()
    required = {} if action.endswith("_patch") else {"name": "aigues-vives"}
    for field, value in FORBIDDEN.items():
        body = {"id": "aigues-vives", **required, field: value}
        assert field in here.call("controller", action, status=409, **body)
        assert fields() == before, field


def test_no_other_parent(here: Any) -> None:
    """No way of naming another parent is accepted."""
    before = fields()
    other, nobody = {"name": "cc-du-haut-plateau"}, {"id": "nobody"}
    for groups in ([other], [nobody], [*before["groups"], other], "cc-des-vignes", [None], {}):
        here.call("controller", "organization_patch", status=409, id="aigues-vives", groups=groups)
        assert fields() == before


def test_parent_as_it_is_passes(here: Any) -> None:
    """A client that sends back what it read is not refused."""
    read = here.call("controller", "organization_show", id="aigues-vives")
    here.call("controller", "organization_update", **read)
    assert [one["name"] for one in fields()["groups"]] == ["cc-des-vignes"]


LINK = {"id": "aigues-vives", "object_type": "group", "capacity": "public"}
RESERVED = (
    ("organization_delete", {"id": "aigues-vives"}),
    ("organization_purge", {"id": "aigues-vives"}),
    ("group_delete", {"id": "aigues-vives"}),
    ("group_purge", {"id": "aigues-vives"}),
    ("organization_create", {"name": "a-moi", "title": "À moi"}),
    ("member_create", {**LINK, "object": "cc-du-haut-plateau"}),
    ("member_delete", {**LINK, "object": "cc-des-vignes"}),
)


@pytest.mark.parametrize("who", [*NOT_IN_CHARGE, "controller"])
def test_reserved_actions(here: Any, who: str | None) -> None:
    """Creating, deleting and moving organisations is refused to all but system administrators."""
    before = fields()
    for action, body in RESERVED:
        here.call(who, action, status=403, **body)
        assert fields() == before, action


MANAGED = (
    ("organization_patch", {"description": "Piraté"}),
    ("organization_update", {"description": "Piraté", "name": "aigues-vives"}),
    ("group_update", {"description": "Piraté", "name": "aigues-vives"}),
    ("organization_member_create", {"role": "admin"}),
    ("organization_account_list", {}),
    ("organization_account_add", {"email": "x@example.org", "role": "controller"}),
    ("user_invite", {"email": "x@example.org", "role": "admin", "group_id": "aigues-vives"}),
)


@pytest.mark.parametrize("who", NOT_IN_CHARGE)
def test_only_those_in_charge(here: Any, who: str | None) -> None:
    """Nobody above, beside or below changes an organisation or its accounts."""
    before = fields()
    somebody = here.people["stranger"]["name"]
    for action, body in MANAGED:
        here.call(who, action, status=403, id="aigues-vives", username=somebody, **body)
        assert fields() == before, action


def test_an_organisation_is_not_created_as_a_group(here: Any) -> None:
    """The other way in is closed too, with a reason rather than core's error 500."""
    for who in (*NOT_IN_CHARGE, "controller", "sysadmin"):
        answer = here.call(who, "group_create", status=409, name="a-moi", type="organization")
        assert "type" in answer


@pytest.mark.parametrize("page", [False, True])
def test_the_one_in_charge_presents_the_organisation(here: Any, *, page: bool) -> None:
    """Description and contact are theirs; what the form does not show stays as it was."""
    before = fields()
    mine = {"description": f"Chez nous {page}", "contact_email": f"mairie{page}@example.org"}
    if page:
        answer = here.app.post(
            "/organization/edit/aigues-vives",
            data={**mine, "save": ""},
            headers=here.headers("controller"),
            follow_redirects=False,
        )
        assert answer.status_code == 302, answer.body
    else:
        here.call("controller", "organization_patch", id="aigues-vives", **mine)
    assert fields() == {**before, **mine}


def test_logo_is_uploaded_kept_then_removed(here: Any) -> None:
    """A picture by the form; no address of another site; a tick takes it away."""
    page, headers = "/organization/edit/aigues-vives", here.headers("controller")

    def save(**data: Any) -> str:
        here.app.post(page, data={**data, "save": ""}, headers=headers)
        return fields()["image_url"]

    logo = save(image_upload=(io.BytesIO(PIXEL), "logo.png"))
    assert logo.endswith("logo.png")
    assert 'id="remove-image_url"' in here.app.get(page, headers=headers).body
    assert save(description="Encore") == logo
    for address in ("https://example.org/x.png", "//example.org/x.png", *PROGRAMS):
        assert "image_url" in here.call(
            "controller", "organization_patch", status=409, id="aigues-vives", image_url=address
        )
    assert not save(image_url="")


def test_the_form_does_not_offer_reserved_fields(here: Any) -> None:
    """Who may not change a field reads it; who may has its input."""
    page = "/organization/edit/aigues-vives"
    ours = here.app.get(page, headers=here.headers("controller")).body
    theirs = here.app.get(page, headers=here.headers("sysadmin")).body
    for field in ("title", "kind", "siren"):
        assert f'name="{field}"' not in ours, field
        assert f'data-reserved="{field}"' in ours
        assert f'name="{field}"' in theirs


@pytest.mark.parametrize("value", ["bad", "210000013"])
def test_a_wrong_siren_is_refused_to_administrators_too(here: Any, value: str) -> None:
    """A typing mistake in a SIREN does not pass its check digit."""
    answer = here.call("sysadmin", "organization_patch", status=409, id="aigues-vives", siren=value)
    assert "siren" in answer


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_above_or_beside_sees_a_draft(
    here: Any, draft: dict[str, Any], who: str | None
) -> None:
    """Neither the EPCI, nor the département, nor a neighbour sees a draft, by page or API."""
    everything = {"include_drafts": True, "include_private": True, "rows": 100}
    found = here.call(who, "package_search", **everything)
    assert draft["id"] not in [one["id"] for one in found["results"]]
    assert here.status(who, "package_show", id=draft["id"]) in (403, 404)
    assert here.status(who, "resource_show", id=draft["resources"][0]["id"]) in (403, 404)
    shown = here.call(who, "organization_show", id="aigues-vives", include_datasets=True)
    assert draft["id"] not in str(shown)
    for page in ("/organization/aigues-vives", f"/dataset/{draft['name']}", "/organization/"):
        assert draft["title"] not in here.app.get(page, headers=here.headers(who)).body


CHANGES = (
    ("package_patch", {"title": "Piraté"}),
    ("package_delete", {}),
    ("package_owner_org_update", {"organization_id": "cc-des-vignes"}),
    ("governance_submit", {}),
)


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_above_or_beside_changes_a_draft(
    here: Any, draft: dict[str, Any], who: str | None
) -> None:
    """Nor do they change, delete, move or submit it."""
    for action, body in CHANGES:
        assert here.status(who, action, id=draft["id"], **body) in (403, 404), action
        assert here.call("agent", "package_show", id=draft["id"])["title"] == draft["title"]


@pytest.mark.parametrize("who", OUTSIDE)
def test_nobody_above_or_beside_creates_in_the_commune(here: Any, who: str | None) -> None:
    """A dataset of the commune is made by its own agents."""
    body = {"title": "Chez vous", "owner_org": here.organization["id"], "name": "chez-vous"}
    assert here.status(who, "package_create", **body) in (403, 409)
    assert here.status("sysadmin", "package_show", id="chez-vous") == 404


def in_charge(here: Any, organization: str) -> list[str]:
    """Return the ids of those in charge of an organisation."""
    query = {"id": organization, "object_type": "user", "capacity": "admin"}
    return [key for key, *_ in here.call("sysadmin", "member_list", **query)]


@pytest.mark.parametrize("named", [False, True])
def test_who_creates_an_organisation_is_not_in_charge_of_it(here: Any, named: bool) -> None:
    """A system administrator decides for a commune only where the request itself says so."""
    sysadmin = here.people["sysadmin"]
    users = [{"name": sysadmin["name"], "capacity": "admin"}] if named else []
    data = {"name": f"neuve-{named}".lower(), "title": "Neuve", "kind": "other", "users": users}
    created = here.call("sysadmin", "organization_create", **data)
    assert in_charge(here, created["id"]) == ([sysadmin["id"]] if named else [])
