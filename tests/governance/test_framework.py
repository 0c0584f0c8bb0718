"""Framework opinions: a DPO judges a family once, deposits follow, a sample is read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from checklist_answers import fields, yes
from world import COMPLETE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from world import World

TODAY = date.today()  # noqa: DTZ011 - the days of the test are local
EDUCATION = COMPLETE["theme"][0]
TERMS: dict[str, Any] = {
    "title": "Listes d’écoles",
    "text": "Rien de personnel dans une liste d’établissements.",
    "themes": EDUCATION,
    "checks": "readable nothing_found",
    "columns": "nom | text\nadresse | text",
    "licences": "etalab-2.0",
    "starts": TODAY.isoformat(),
    "ends": (TODAY + timedelta(days=365)).isoformat(),
    "sampling": 0,
}
ROLES = (
    None,
    "stranger",
    "reader",
    "member",
    "agent",
    "controller",
    "neighbour",
    "neighbour_dpo",
    "epci",
    "team",
    "sysadmin",
)
OTHER_COLUMNS = b"nom;adresse;telephone\nEcole Jean Moulin;1 rue des Lilas;0400000000\n"


PEOPLE_OF = {"organization": "controller", "epci": "epci", "department": "team"}


def _designate(world: World, place: str, user: str) -> None:
    """Let an organisation designate a DPO, once."""
    who, organization = PEOPLE_OF[place], getattr(world, place)["id"]
    name = world.people[user]["name"]
    listed = world.call(who, "governance_dpo_list", organization=organization)
    if name not in [each["user"]["name"] for each in listed]:
        world.call(who, "governance_dpo_assign", organization=organization, user=name)


def _end(world: World, place: str, user: str) -> None:
    """End the designation of a DPO by a place, if there is one."""
    who, organization = PEOPLE_OF[place], getattr(world, place)["id"]
    for each in world.call(who, "governance_dpo_list", organization=organization):
        if each["user"]["name"] == world.people[user]["name"] and not each["revoked_at"]:
            world.call(who, "governance_dpo_revoke", id=each["id"])


@pytest.fixture(autouse=True)
def places(world: World) -> Iterator[None]:
    """Give the EPCI a DPO of its own beside the one it shares; revoke what a test leaves."""
    world.people["neighbour_dpo"] = world.people["stranger"]
    _designate(world, "organization", "dpo")
    _designate(world, "epci", "neighbour_dpo")
    yield
    for each in world.call("dpo", "governance_framework_list"):
        if not each["revoked_at"]:
            world.call("dpo", "governance_framework_revoke", id=each["id"], reason="Fin du test")
    for place in ("epci", "department"):
        _end(world, place, "dpo")


def _framework(world: World, status: int = 200, who: str = "dpo", **data: Any) -> Any:
    asked = {"organizations": world.organization["id"], "answers": yes("dpo"), **TERMS, **data}
    return world.call(who, "governance_framework_create", status, **asked)


def _sent(world: World, title: str) -> Any:
    dataset = world.full_draft(title)
    return world.call("agent", "governance_submit", id=dataset["id"])


def _reasons(world: World, dataset: dict[str, Any], who: str = "agent") -> list[str]:
    (found,) = world.call(who, "governance_framework_coverage", id=dataset["id"])
    assert found["covered"] is not found["faults"]
    return [fault["reason"] for fault in found["faults"]]


def test_what_is_covered_gets_the_opinion_at_once(world: World) -> None:
    """By number, signed by its DPO, on the content that was sent; the journal says all of it."""
    framework = _framework(world)
    assert framework["in_force"]
    assert framework["number"].startswith(f"{TODAY.year}-")
    review = _sent(world, "Couvert")
    (opinion,) = review["opinions"]
    assert (review["state"], opinion["kind"], opinion["text"]) == (
        "opinion_given",
        "favourable",
        TERMS["text"],
    )
    assert opinion["author"] == world.people["dpo"]["fullname"]
    assert opinion["framework"] == {"id": framework["id"], "number": framework["number"]}
    assert [given["owner"] for given in review["answers"]] == ["agent", "dpo"]
    assert "governance_publish" not in review["allowed"]
    advice, sending = world.call("dpo", "governance_journal", dataset=review["id"])["results"]
    assert (sending["action"], advice["action"]) == ("submit", "opinion")
    assert (advice["actor"], advice["role"]) == (world.people["dpo"]["id"], "dpo")
    assert advice["detail"]["framework"] == framework["id"]
    assert advice["names"][framework["id"]] == framework["number"]
    assert advice["content"] == sending["content"]
    assert world.call("dpo", "governance_journal_verify")["valid"]
    published = world.call("controller", "governance_publish", id=review["id"])
    assert published["state"] == "published"


@pytest.mark.parametrize(
    ("terms", "reasons"),
    [
        ({"columns": "nom | text"}, ["columns_added"]),
        ({"columns": "nom | text\nadresse | number"}, ["columns_other"]),
        ({"columns": "nom | text\nadresse | text\nuai"}, ["columns_missing"]),
        ({"licences": "odc-odbl"}, ["licence"]),
    ],
)
def test_what_departs_comes_to_the_queue_and_says_why(
    world: World, terms: dict[str, Any], reasons: list[str]
) -> None:
    """Said before sending too, in French, at the file or at the field concerned."""
    _framework(world, **terms)
    dataset = world.full_draft(f"S’écarte : {sorted(terms.items())}")
    assert _reasons(world, dataset) == reasons
    page = world.app.get(f"/dataset/{dataset['name']}", headers=world.headers("agent"))
    assert "ne s’applique pas" in page.body
    assert f'data-fault="{reasons[0]}"' in page.body
    (told,) = BeautifulSoup(page.body, "html.parser").select("[data-fault] a")
    at = "#field-license_id" if reasons == ["licence"] else dataset["resources"][0]["id"]
    assert str(told["href"]).endswith(at)
    review = world.call("agent", "governance_submit", id=dataset["id"])
    assert review["state"] == "in_review"
    assert _reasons(world, dataset, "dpo") == reasons


@pytest.mark.parametrize(
    "terms",
    [
        {"themes": EDUCATION.replace("EDUC", "ENVI")},
        {"schemas": "https://example.org/schema"},
        {"starts": (TODAY + timedelta(days=2)).isoformat()},
    ],
)
def test_another_family_or_another_day_is_not_covered(world: World, terms: dict[str, Any]) -> None:
    """Nothing is said of a framework opinion that has nothing to do with the dataset."""
    _framework(world, **terms)
    review = _sent(world, f"Autre famille {sorted(terms)}")
    assert review["state"] == "in_review"
    assert world.call("agent", "governance_framework_coverage", id=review["id"]) == []


def test_a_no_of_the_agent_leads_to_the_dpo(world: World) -> None:
    """A favourable opinion goes with no « Non », by framework or not."""
    _framework(world)
    dataset = world.full_draft("Avec un non")
    answers = {**yes("agent"), "finished": "no"}
    review = world.call("agent", "governance_submit", id=dataset["id"], answers=answers)
    assert review["state"] == "in_review"
    assert _reasons(world, dataset) == ["answer_no"]


def test_a_file_elsewhere_is_not_covered(world: World) -> None:
    """What an address gives may change after the opinion."""
    _framework(world)
    dataset = world.full_draft("Fichier ailleurs")
    world.call(
        "agent", "resource_create", package_id=dataset["id"], url="https://example.org/a.csv"
    )
    assert set(_reasons(world, dataset)) == {"not_a_table", "not_read"}


def test_a_sample_is_read_and_stays_drawn(world: World) -> None:
    """Taking back, editing and sending again does not escape; the DPO's own opinion settles it."""
    drawing = _framework(world, sampling=100)
    review = _sent(world, "Tiré au sort")
    assert review["state"] == "in_review"
    assert review["sample"] == {"id": drawing["id"], "number": drawing["number"]}
    (row,) = [
        each
        for each in world.call("dpo", "governance_queue")["results"]
        if each["id"] == review["id"]
    ]
    assert row["sample"] == drawing["number"]
    queue = world.app.get("/governance/queue", headers=world.headers("dpo")).body
    assert f"échantillon de l’avis-cadre n° {drawing['number']}" in queue.replace("\xa0", " ")
    page = world.app.get(f"/governance/review/{row['name']}", headers=world.headers("agent"))
    assert "data-sample" in page.body
    world.call("dpo", "governance_framework_revoke", id=drawing["id"], reason="Une autre suit")
    _framework(world)
    world.call("agent", "governance_take_back", id=review["id"])
    world.call("agent", "package_patch", id=review["id"], notes="Tried once more.")
    assert _reasons(world, review) == ["asked_to_see"]
    assert world.call("agent", "governance_submit", id=review["id"])["state"] == "in_review"
    world.call("dpo", "governance_opinion", id=review["id"], kind="favourable")
    world.call("agent", "governance_take_back", id=review["id"])
    assert world.call("agent", "governance_submit", id=review["id"])["state"] == "opinion_given"


def test_what_the_dpo_returned_is_read_again(world: World) -> None:
    """A framework opinion never answers for the DPO's own remarks."""
    review = _sent(world, "Renvoyé")
    world.call("dpo", "governance_return", id=review["id"], text="Remove the names")
    _framework(world)
    world.call("agent", "governance_submit", id=review["id"], text="Done")
    assert _reasons(world, review, "dpo") == ["asked_to_see"]


def test_nobody_signs_for_their_own_work(world: World) -> None:
    """Whoever edited a dataset before becoming DPO does not sign for it, by framework either."""
    place = world.organization
    dataset = world.full_draft("Écrit par le futur DPO")
    member = {"id": place["id"], "username": world.people["reader"]["name"]}
    world.call("controller", "organization_member_create", **member, role="editor")
    world.call("reader", "package_patch", id=dataset["id"], notes="Edited.")
    world.call("controller", "organization_member_delete", **member)
    designation = world.call(
        "controller", "governance_dpo_assign", organization=place["id"], user=member["username"]
    )
    framework = _framework(world, who="reader")
    assert _reasons(world, dataset) == ["own_work"]
    assert world.call("agent", "governance_submit", id=dataset["id"])["state"] == "in_review"
    other = _sent(world, "Écrit par un autre")
    assert other["state"] == "opinion_given"
    world.call("controller", "governance_dpo_revoke", id=designation["id"])
    after = _sent(world, "Après la fin de la désignation")
    assert after["state"] == "in_review"
    assert _reasons(world, after) == ["dpo_left"]
    world.call("reader", "governance_framework_revoke", 403, id=framework["id"], reason="Trop tard")
    world.call("dpo", "governance_framework_revoke", id=framework["id"], reason="Il est parti")


def test_several_organizations_publish_under_acts(world: World) -> None:
    """One opinion, several organisations, a standing act in each: a month is public at once."""
    places = {"organization": "agent", "epci": "epci", "department": "team"}
    acts = {}
    for place in places:
        _designate(world, place, "dpo")
        acts[place] = world.call(
            PEOPLE_OF[place],
            "governance_standing_act_create",
            organization=getattr(world, place)["id"],
            number="2026-1",
            adopted=TODAY.isoformat(),
            holder="Conseil",
            everything=True,
        )
    every = " ".join(getattr(world, place)["id"] for place in places)
    framework = _framework(world, organizations=every)
    for place, who in places.items():
        owner = getattr(world, place)["id"]
        dataset = world.draft(f"Écoles de {place}", who=who, owner_org=owner)
        world.upload(who, dataset["id"])
        review = world.call(who, "governance_submit", id=dataset["id"])
        assert review["state"] == "published"
        assert world.status(None, "package_show", id=dataset["id"]) == 200
        shown = world.call(who, "governance_framework_show", id=framework["id"])
        assert [row["id"] for row in shown["relied"]] == [dataset["id"]]
        assert [each["id"] for each in shown["organizations"]] == [owner]
        world.call(PEOPLE_OF[place], "governance_standing_act_end", id=acts[place]["id"])
    shown = world.call("dpo", "governance_framework_show", id=framework["id"])
    assert (shown["relied_count"], shown["relied_public"]) == (3, 3)
    assert world.call("dpo", "governance_journal_verify")["valid"]


def test_a_revision_is_covered_too(world: World) -> None:
    """A replaced file of the same columns; the list then names the public dataset."""
    public = world.published("Révisé")
    framework = _framework(world)
    revision = world.call("agent", "governance_revise", id=public["id"])
    world.call("agent", "package_patch", id=revision["id"], notes="A better description.")
    review = world.call("agent", "governance_submit", id=revision["id"])
    assert review["state"] == "opinion_given"
    world.call("controller", "governance_publish", id=revision["id"])
    shown = world.call("dpo", "governance_framework_show", id=framework["id"])
    assert [(row["id"], row["state"]) for row in shown["relied"]] == [(public["id"], "published")]
    changed = world.call("agent", "governance_revise", id=public["id"])
    world.upload("agent", changed["id"], OTHER_COLUMNS, "autres.csv")
    review = world.call("agent", "governance_submit", id=changed["id"])
    assert review["state"] == "in_review"
    assert _reasons(world, changed) == ["columns_added"]


def test_revocation_stops_at_once_and_lists_what_relied_on_it(world: World) -> None:
    """Opinions given stand; the DPO opens what is public and suspends it."""
    framework = _framework(world)
    review = _sent(world, "Avant la révocation")
    world.call("controller", "governance_publish", id=review["id"])
    given = _sent(world, "Avis rendu avant")
    world.call("dpo", "governance_framework_revoke", 409, id=framework["id"], reason="  ")
    revoked = world.call(
        "dpo", "governance_framework_revoke", id=framework["id"], reason="Une colonne a changé"
    )
    assert (revoked["in_force"], revoked["reason"]) == (False, "Une colonne a changé")
    assert {row["id"]: row["state"] for row in revoked["relied"]} == {
        review["id"]: "published",
        given["id"]: "opinion_given",
    }
    assert (revoked["relied_count"], revoked["relied_public"]) == (2, 1)
    world.call("dpo", "governance_framework_revoke", 409, id=framework["id"], reason="Encore")
    assert _sent(world, "Après la révocation")["state"] == "in_review"
    assert world.call("controller", "governance_publish", id=given["id"])["state"] == "published"
    page = world.app.get(
        f"/governance/frameworks/{framework['id']}", headers=world.headers("dpo")
    ).body
    assert "Une colonne a changé" in page
    assert "#form-suspend" in page
    world.call("dpo", "governance_suspend", id=review["id"], text="A name was left in it")
    assert world.status(None, "package_show", id=review["id"]) in (403, 404, 410)
    (deed, *_) = world.call("agent", "governance_journal", action="framework_revoke")["results"]
    assert deed["organization"] == world.organization["id"]


def test_columns_come_from_a_reference_dataset(world: World) -> None:
    """What the portal reads in its table, over all rows."""
    dataset = world.full_draft("Modèle")
    framework = _framework(world, columns="", reference=dataset["name"])
    assert framework["columns"] == TERMS["columns"]
    assert _sent(world, "Comme le modèle")["state"] == "opinion_given"


@pytest.mark.parametrize("who", ROLES)
def test_only_the_dpo_of_the_organizations_gives_and_revokes(world: World, who: str | None) -> None:
    """Not another DPO, not the organisation itself, not a sysadmin; by API as on the pages."""
    framework = _framework(world)
    dataset = world.full_draft(f"Vu par {who}")
    asked = {"organizations": world.organization["id"], "answers": yes("dpo"), **TERMS}
    expected = 409 if who == "neighbour_dpo" else 403
    if who == "stranger":
        expected = 409  # the same person, DPO of another organisation
    assert world.status(who, "governance_framework_create", **asked) == expected
    revoke = {"id": framework["id"], "reason": "Non"}
    assert world.status(who, "governance_framework_revoke", **revoke) == 403
    concerned = who in ("agent", "controller")
    shown = 200 if concerned else 403
    assert world.status(who, "governance_framework_show", id=framework["id"]) == shown
    lists = who not in (None, "reader", "member", "sysadmin")
    assert world.status(who, "governance_framework_list") == (200 if lists else 403)
    if lists and not concerned:
        listed = world.call(who, "governance_framework_list")
        assert framework["id"] not in [each["id"] for each in listed]
    covers = world.status(who, "governance_framework_coverage", id=dataset["id"])
    assert covers == 200 if concerned else covers in (403, 404)
    headers = world.headers(who)
    for address, allowed in (
        (f"/governance/frameworks/{framework['id']}", concerned),
        ("/governance/frameworks/new", who in ("neighbour_dpo", "stranger")),
    ):
        response = world.app.get(address, headers=headers, follow_redirects=False)
        assert response.status_code == (200 if allowed else 403 if who else 302)
    response = world.app.post(
        f"/governance/frameworks/{framework['id']}/revoke",
        data={"reason": "Non"},
        headers=headers,
        follow_redirects=False,
    )
    assert response.status_code == (403 if who else 302)
    assert world.call("dpo", "governance_framework_show", id=framework["id"])["in_force"]
    for action in ("show", "revoke"):
        data = {"id": "no-such-one", "reason": "Non"}
        assert world.status(who, f"governance_framework_{action}", **data) == 403


def test_another_dpo_of_all_organizations_revokes(world: World) -> None:
    """A colleague stops what an absent DPO signed; the DPO of one of them only does not."""
    _designate(world, "epci", "dpo")
    framework = _framework(world, organizations=f"{world.organization['id']} {world.epci['id']}")
    revoke = {"id": framework["id"], "reason": "À refaire"}
    assert world.status("neighbour_dpo", "governance_framework_revoke", **revoke) == 403
    own = _framework(world, who="neighbour_dpo", organizations=world.epci["id"])
    world.call("dpo", "governance_framework_revoke", id=own["id"], reason="À refaire")
    shown = world.call("neighbour_dpo", "governance_framework_show", id=framework["id"])
    assert [place["id"] for place in shown["organizations"]] == [world.epci["id"]]
    assert shown["organizations_count"] == 2


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", ""),
        ("title", "x" * 301),
        ("title", ["a"]),
        ("text", "  "),
        ("text", "x" * 10_001),
        ("organizations", ""),
        ("organizations", "no-such-place"),
        ("organizations", ["a"]),
        ("organizations", {"a": 1}),
        ("organizations", [1]),
        ("organizations", "epci"),
        ("themes", ""),
        ("themes", "no-such-theme"),
        ("themes", {"a": 1}),
        ("schemas", "javascript:alert(1)"),
        ("schemas", "https://example.org/" + "x" * 300),
        ("checks", "no_such_check"),
        ("checks", "answers"),
        ("checks", 1),
        ("columns", "nom | nothing"),
        ("columns", ["nom"]),
        ("columns", "\n".join(f"c{number}" for number in range(201))),
        ("reference", "no-such-dataset"),
        ("licences", "no-such-licence"),
        ("starts", "2026-02-30"),
        ("ends", ""),
        ("ends", "2020-01-01"),
        ("sampling", 101),
        ("sampling", -1),
        ("sampling", "many"),
        ("answers", {}),
        ("answers", {"personal_data": "perhaps"}),
        ("answers", {**yes("dpo"), "necessity": "no"}),
    ],
)
def test_hostile_input_is_refused_in_words(world: World, field: str, value: Any) -> None:
    """Wrong types, empty and endless texts, what does not exist: a sentence at its field."""
    if value == "epci":
        value = world.epci["id"]  # served by somebody else
    error = _framework(world, 409, **{field: value})
    assert any(name.split("-")[0] in (field, field[:-1]) for name in error), error


def test_no_condition_at_all_is_refused(world: World) -> None:
    """An opinion on whatever comes is none."""
    error = _framework(world, 409, checks="", columns="", licences="")
    assert "checks" in error


def test_a_check_of_another_slice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is offered by name, judged with the rest, told at its file; broken, it covers nothing."""
    from ckanext.opendata_territoire.governance import data_checks  # noqa: PLC0415

    found: list[dict[str, Any]] = []

    def check(_sender: object) -> dict[str, Any]:
        return {"clean": {"label": "Rien trouvé", "faults": lambda _dataset: found}}

    with data_checks.asked.connected_to(check):
        form = world.app.get("/governance/frameworks/new", headers=world.headers("dpo"))
        assert "Rien trouvé" in form.body
        _framework(world, checks="clean")
        assert _sent(world, "Rien à dire")["state"] == "opinion_given"
        dataset = world.full_draft("Une adresse")
        found.append({"resource": dataset["resources"][0]["id"], "message": "Ligne 3"})
        (told,) = world.call("agent", "governance_framework_coverage", id=dataset["id"])
        assert [(each["message"], each["file"]) for each in told["faults"]] == [
            ("Ligne 3", "ecoles")
        ] or told["faults"][0]["file"]
        assert world.call("agent", "governance_submit", id=dataset["id"])["state"] == "in_review"
        found[0].pop("message")
        assert _sent(world, "Vérification en panne")["state"] == "in_review"
    assert _sent(world, "Vérification disparue")["state"] == "in_review"


def test_the_form_keeps_what_was_typed(world: World) -> None:
    """It works without JavaScript; what is wrong is said at its field, nothing is lost."""
    headers = world.headers("dpo")
    form = {**TERMS, "checks": ["readable"], "everywhere": "true", "title": "", **fields("dpo")}
    response = world.app.post("/governance/frameworks/new", data=form, headers=headers)
    assert response.status_code == 422
    assert 'id="title-error"' in response.body
    assert TERMS["text"] in response.body
    assert response.body.count("checked") >= 7
    form["title"] = "Listes d’écoles <b>"
    response = world.app.post("/governance/frameworks/new", data=form, headers=headers)
    assert response.status_code == 200
    assert "Listes d’écoles &lt;b&gt;" in response.body
    assert world.organization["title"] in response.body
    listing = world.app.get("/governance/frameworks", headers=headers).body
    assert "Listes d’écoles &lt;b&gt;" in listing
    dataset = world.full_draft("Annoncé")
    page = world.app.get(f"/governance/review/{dataset['name']}", headers=world.headers("agent"))
    assert "data-covered" in page.body
    sent = world.app.post(
        f"/governance/review/{dataset['name']}/submit",
        data=fields("agent"),
        headers=world.headers("agent"),
    )
    assert "le couvre" in sent.body
