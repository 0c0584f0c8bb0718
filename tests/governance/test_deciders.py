"""Who decides without signing in: standing acts, the mayor's mailbox, two persons."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from world import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

EVERYWHERE = ["catalog", "download", "list", "page", "search", "show"]
EDUCATION = COMPLETE["theme"][0]
TODAY = date.today()  # noqa: DTZ011 - the days of the test are local
ACT: dict[str, Any] = {
    "number": "2026-14",
    "adopted": (TODAY - timedelta(days=30)).isoformat(),
    "holder": "Dominique Fictive, secrétaire générale de mairie",
    "everything": True,
}
OTHERS = (None, "reader", "member", "agent", "dpo", "neighbour", "epci", "team", "sysadmin")


@pytest.fixture(autouse=True)
def no_act_left(world: World) -> Iterator[None]:
    """End the acts that a test leaves."""
    yield
    place = world.organization["id"]
    for act in world.call("controller", "governance_standing_act_list", organization=place):
        if not act["ended_at"]:
            world.call("controller", "governance_standing_act_end", id=act["id"])


def _act(world: World, status: int = 200, **data: Any) -> Any:
    asked = {**ACT, "organization": world.organization["id"], **data}
    return world.call("controller", "governance_standing_act_create", status, **asked)


def test_under_an_act_a_favourable_opinion_publishes(world: World) -> None:
    """At once, by number, with the content that got the opinion; the journal says who decided."""
    act = _act(world)
    dataset = world.submitted("Publié par l’acte")
    review = world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    assert review["state"] == "published"
    assert "2026-14" in review["decided_by"]
    assert world.seen_by_anybody(dataset) == EVERYWHERE
    opinion, publication = world.call("dpo", "governance_journal", dataset=dataset["id"], limit=2)[
        "results"
    ][::-1]
    assert [opinion["action"], publication["action"]] == ["opinion", "publish"]
    assert (publication["actor"], publication["role"]) == (act["id"], "standing_act")
    assert "2026-14" in publication["names"][act["id"]]
    assert publication["content"] == opinion["content"]
    assert world.call("dpo", "governance_journal_verify")["valid"]


@pytest.mark.parametrize("kind", ["reserved", "unfavourable"])
def test_other_opinions_wait_for_a_person(world: World, kind: str) -> None:
    """An act decides on favourable opinions only."""
    _act(world)
    dataset = world.with_opinion(f"Sous l’acte, {kind}", kind=kind)
    assert world.call("agent", "governance_show", id=dataset["id"])["state"] == "opinion_given"
    assert world.seen_by_anybody(dataset) == []


@pytest.mark.parametrize(
    ("terms", "decides"),
    [
        ({"themes": EDUCATION}, True),
        ({"themes": EDUCATION.replace("EDUC", "ENVI")}, False),
        ({"themes": EDUCATION, "schemas": "https://example.org/schema"}, False),
        ({"everything": True, "ends": (TODAY - timedelta(days=1)).isoformat()}, False),
        ({"everything": True, "ends": TODAY.isoformat()}, True),
        ({"everything": True, "adopted": (TODAY + timedelta(days=2)).isoformat()}, False),
    ],
)
def test_an_act_decides_on_its_family_in_its_days(
    world: World, terms: dict[str, Any], decides: bool
) -> None:
    """Another theme, a schema that is not followed, a day before or after: a person decides."""
    _act(world, **{"everything": False, **terms})
    dataset = world.with_opinion(f"Famille {sorted(terms.items())}")
    state = world.call("agent", "governance_show", id=dataset["id"])["state"]
    assert state == ("published" if decides else "opinion_given")


def test_a_change_of_mayor_ends_acts(world: World) -> None:
    """Delegations end with the mandate; what was published stays."""
    _act(world)
    before = world.with_opinion("Avant les élections")
    world.call("controller", "governance_mayor_change", organization=world.organization["id"])
    (act, *_) = world.call(
        "agent", "governance_standing_act_list", organization=world.organization["id"]
    )
    assert act["in_force"] is False
    after = world.with_opinion("Après les élections")
    assert world.seen_by_anybody(before) == EVERYWHERE
    assert world.seen_by_anybody(after) == []


def test_an_ended_act_decides_nothing(world: World) -> None:
    """Ending is at once, and once."""
    act = _act(world)
    world.call("controller", "governance_standing_act_end", id=act["id"])
    world.call("controller", "governance_standing_act_end", 409, id=act["id"])
    dataset = world.with_opinion("Acte terminé")
    assert world.seen_by_anybody(dataset) == []


def test_the_holder_is_not_the_dpo(world: World) -> None:
    """Neither by account nor by name when it is recorded, nor once they become it."""
    dpo = world.people["dpo"]
    for data in ({"holder_account": dpo["name"]}, {"holder": dpo["fullname"].upper()}):
        assert "holder" in _act(world, 409, **data)
    place = world.organization["id"]
    _act(world, holder_account=world.people["reader"]["name"])
    designation = world.call(
        "controller",
        "governance_dpo_assign",
        organization=place,
        user=world.people["reader"]["name"],
    )
    dataset = world.submitted("Titulaire devenu DPO")
    review = world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    assert review["state"] == "opinion_given"
    assert [opinion["kind"] for opinion in review["opinions"]] == ["favourable"]
    world.call("controller", "governance_dpo_revoke", id=designation["id"])


def test_the_holder_who_submits(world: World) -> None:
    """Where two persons are wanted, an act does not decide on what its own holder sent."""
    place = world.organization["id"]
    _act(world, holder_account=world.people["agent"]["name"])
    dataset = world.with_opinion("Envoyé par le titulaire")
    assert world.seen_by_anybody(dataset) == []
    world.call("controller", "governance_separation_choose", organization=place, separation="off")
    other = world.with_opinion("Envoyé par le titulaire, seul")
    assert world.seen_by_anybody(other) == EVERYWHERE
    world.call("controller", "governance_separation_choose", organization=place, separation="auto")


def test_a_revision_under_an_act(world: World) -> None:
    """The favourable opinion on a revision merges it, under the same address."""
    public = world.published("Révisé sous un acte")
    revision = world.call("agent", "governance_revise", id=public["id"])
    world.call("agent", "package_patch", id=revision["id"], notes="A better description.")
    world.call("agent", "governance_submit", id=revision["id"])
    _act(world)
    review = world.call("dpo", "governance_opinion", id=revision["id"], kind="favourable")
    assert (review["id"], review["state"]) == (public["id"], "published")
    assert world.call(None, "package_show", id=public["id"])["notes"] == "A better description."


@pytest.mark.parametrize("who", OTHERS)
def test_only_a_controller_records_acts(world: World, who: str | None) -> None:
    """Not an agent, not the DPO, not a sysadmin, not the neighbour nor the EPCI."""
    place = world.organization["id"]
    act = _act(world)
    asked = {**ACT, "organization": place}
    assert world.status(who, "governance_standing_act_create", **asked) == 403
    assert world.status(who, "governance_standing_act_end", id=act["id"]) == 403
    choice = {"organization": place, "separation": "off"}
    assert world.status(who, "governance_separation_choose", **choice) == 403
    allowed = who == "sysadmin"
    mayor = {"organization": place, "mayor_name": "X", "mayor_email": "x@example.org"}
    expected = 200 if allowed else 403
    assert world.status(who, "governance_mayor_record", **mayor) == expected
    assert world.status(who, "governance_mayor_change", organization=place) == expected
    insider = who in ("agent", "dpo", "sysadmin")
    for action in ("governance_standing_act_list", "governance_deciders_show"):
        assert world.status(who, action, organization=place) == (200 if insider else 403)
    url = f"/governance/deciders/{world.organization['name']}"
    response = world.app.get(url, headers=world.headers(who), follow_redirects=False)
    assert response.status_code == (200 if insider else 403 if who else 302)


def test_hostile_acts_and_mayors_are_refused_in_words(world: World) -> None:
    """Wrong types, empty and endless texts, days that do not exist: a sentence at its field."""
    place = world.organization["id"]
    for field, value in (
        ("number", ""),
        ("number", "x" * 301),
        ("number", "  "),
        ("adopted", "2026-02-30"),
        ("adopted", None),
        ("holder", ""),
        ("holder_account", "nobody-at-all"),
        ("ends", "1999-01-01"),
        ("ends", "tomorrow"),
        ("everything", False),
        ("themes", {"a": 1}),
        ("themes", "x" * 301),
        ("themes", ["x"]),
        ("schemas", "https://example.org " * 51),
    ):
        error = _act(world, 409, **{field: value})
        assert error.keys() & {field, "everything"}, (field, value, error)
    for field, value in (
        ("mayor_name", ""),
        ("mayor_email", "not an address"),
        ("mayor_email", "a@example.org\nBcc: b@example.org"),
        ("mayor_email", ["a@example.org"]),
    ):
        data = {"mayor_name": "X", "mayor_email": "x@example.org", field: value}
        error = world.call("controller", "governance_mayor_record", 409, organization=place, **data)
        assert field in error
    for value in ("", "maybe", None, ["on"]):
        data = {"organization": place, "separation": value}
        assert "separation" in world.call("controller", "governance_separation_choose", 409, **data)


def test_two_persons(world: World) -> None:
    """By default whoever sends does not decide once there is a second person; off, they may."""
    place = world.organization["id"]
    dataset = world.full_draft("Envoyé et décidé")
    world.call("controller", "governance_submit", id=dataset["id"])
    world.call("dpo", "governance_opinion", id=dataset["id"], kind="favourable")
    shown = world.call("controller", "governance_deciders_show", organization=place)
    assert (shown["separation"], shown["two_persons"]) == ("auto", True)
    review = world.call("controller", "governance_show", id=dataset["id"])
    assert "governance_publish" not in review["allowed"]
    error = world.call("controller", "governance_publish", 409, id=dataset["id"])
    assert "n’en décide pas" in str(error) or "ne décide pas" in str(error)
    world.call("controller", "governance_separation_choose", organization=place, separation="off")
    world.call("controller", "governance_publish", id=dataset["id"])
    world.call("controller", "governance_separation_choose", organization=place, separation="auto")
    alone = world.call("neighbour", "governance_deciders_show", organization=world.neighbour["id"])
    assert alone["two_persons"] is False


def test_the_controller_sends_back_on_the_page(world: World) -> None:
    """The same refusal as by link, for whoever signs in."""
    dataset = world.with_opinion("Refusé sur la page")
    assert "text" in world.call("controller", "governance_refuse", 409, id=dataset["id"])
    for who in ("agent", "dpo", "sysadmin"):
        assert world.status(who, "governance_refuse", id=dataset["id"], text="No") == 403
    review = world.call("controller", "governance_refuse", id=dataset["id"], text="Not yet")
    assert review["state"] == "returned"


def test_the_page_records_and_keeps_what_was_typed(world: World) -> None:
    """Each form works without JavaScript; what is wrong is said at its field, nothing is lost."""
    url = f"/governance/deciders/{world.organization['name']}"
    headers = world.headers("controller")
    form: dict[str, Any] = {**ACT, "everything": "", "themes": [EDUCATION]}
    form.pop("everything")
    response = world.app.post(
        f"{url}/standing_act_create", data={**form, "number": ""}, headers=headers
    )
    assert response.status_code == 422
    page = BeautifulSoup(response.body, "html.parser")
    assert page.select("#number-error")
    assert page.select("#field-holder")[0]["value"] == ACT["holder"]
    assert len(page.select("input[name=themes][checked]")) == 1
    response = world.app.post(f"{url}/standing_act_create", data=form, headers=headers)
    page = BeautifulSoup(response.body, "html.parser")
    row = page.select("[data-act]")[0]
    assert ACT["number"] in row.text
    assert "En vigueur" in row.text
    world.app.post(str(row.select("form")[0]["action"]), headers=headers)
    mayor = {"mayor_name": "Camille", "mayor_email": "c@example.org", "sends": "true"}
    world.app.post(f"{url}/mayor_record", data=mayor, headers=headers)
    shown = world.call("agent", "governance_deciders_show", organization=world.organization["id"])
    assert shown["mayor"] == {"name": "Camille", "email": "c@example.org", "sends": True}
    world.app.post(f"{url}/mayor_change", headers=headers)
    world.app.post(f"{url}/separation_choose", data={"separation": "on"}, headers=headers)
    shown = world.call("agent", "governance_deciders_show", organization=world.organization["id"])
    assert (shown["mayor"], shown["separation"]) == (None, "on")
    world.app.post(f"{url}/separation_choose", data={"separation": "auto"}, headers=headers)
