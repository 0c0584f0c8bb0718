"""The record of a dataset, through its page."""

from __future__ import annotations

from typing import Any

import rdflib
from dataset_kit import CONTACT, People, api, page
from rdflib.namespace import DCAT
from record_form import typed_in

from ckan.tests.helpers import CKANTestApp, call_action

THEME = "http://publications.europa.eu/resource/authority/data-theme/EDUC"
MONTHLY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"
Dataset = dict[str, Any]


def _get(app: CKANTestApp, people: People, draft: Dataset, role: str = "agent") -> Any:
    return app.get(f"/dataset/edit/{draft['name']}", headers=people.headers(role))


def _post(
    app: CKANTestApp, people: People, draft: Dataset, role: str = "agent", **data: Any
) -> Any:
    return app.post(
        f"/dataset/edit/{draft['name']}",
        data=data,
        headers=people.headers(role),
        follow_redirects=False,
    )


def _show(draft: Dataset) -> Dataset:
    return call_action("package_show", id=draft["id"])


def test_saving_what_is_shown_changes_nothing(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The form carries every value, those it does not show included: saving it is harmless."""
    before = _show(draft)
    assert _post(app, people, draft, **typed_in(page(_get(app, people, draft)))).status_code == 302
    after = _show(draft)
    for dataset in (before, after):
        dataset.pop("metadata_modified")
    assert after == before


def test_record_is_saved(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Each kind of field reaches the dataset: text, list, boxes, words, dates, subfields."""
    form = typed_in(page(_get(app, people, draft)))
    form |= {
        "notes": "Les écoles.\r\nSans les collèges.",
        "theme": [THEME],
        "frequency": MONTHLY,
        "tag_string": "école, enfance, école",
        "temporal_coverage-0-start": "2026-01-01",
        "contact-0-name": "Scolarité",
        "conforms_to": "https://schema.example/ecoles/1.0\n",
    }
    assert _post(app, people, draft, **form).status_code == 302
    dataset = _show(draft)
    assert dataset["notes"] == "Les écoles.\nSans les collèges."
    assert dataset["theme"] == [THEME]
    assert dataset["frequency"] == MONTHLY
    assert [tag["name"] for tag in dataset["tags"]] == ["enfance", "école"]
    assert dataset["temporal_coverage"] == [{"start": "2026-01-01"}]
    assert dataset["contact"] == [{"name": "Scolarité", "email": CONTACT}]
    assert dataset["conforms_to"] == ["https://schema.example/ecoles/1.0"]


def test_a_keyword_can_be_removed(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """The words of the form replace those of the dataset."""
    form = typed_in(page(_get(app, people, draft)))
    _post(app, people, draft, **(form | {"tag_string": "école, enfance"}))
    _post(app, people, draft, **(form | {"tag_string": "enfance"}))
    assert [tag["name"] for tag in _show(draft)["tags"]] == ["enfance"]


def test_another_territory_drops_the_code_of_the_former(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The hidden identifier follows the name: it is never that of another place."""
    assert _show(draft)["spatial_coverage"][0]["uri"].endswith("/commune/34999")
    form = typed_in(page(_get(app, people, draft)))
    _post(app, people, draft, **(form | {"spatial_coverage-0-text": "Montfictif"}))
    assert _show(draft)["spatial_coverage"] == [{"text": "Montfictif"}]


BAD = {
    "title": "  ",
    "url": "javascript:alert(1)",
    "conforms_to": "ftp://schema.example/a",
    "contact-0-email": "pas une adresse",
    "temporal_coverage-0-start": "hier",
    "tag_string": "école, #!",
    "frequency": "https://example.org/souvent",
    "license_id": "inconnue",
}


def test_bad_input_keeps_everything_typed(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Each fault is beside its field and linked on top; what was typed elsewhere is there."""
    shown = typed_in(page(_get(app, people, draft))) | {"notes": "Texte tapé"}
    for field, value in BAD.items():
        answer = _post(app, people, draft, **(shown | {field: value}))
        assert answer.status_code == 422, field
        found = page(answer)
        control = found.find(id=f"field-{field}")
        assert control["aria-invalid"] == "true", field
        assert found.find(id=f"error-{field}").get_text(strip=True), field
        assert f"error-{field}" in control["aria-describedby"], field
        assert found.select_one(f'[data-errors] a[href="#field-{field}"]'), field
        assert found.select_one("#field-notes").get_text() == "Texte tapé"
        if control.name == "input":
            assert control["value"] == value.strip()
    assert not _show(draft).get("notes")


def test_posted_visibility_owner_and_address_are_ignored(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """What the form does not show is not read from what is posted."""
    before = _show(draft)
    forged = {"state": "active", "private": "False", "owner_org": "montfictif", "name": "vole"}
    _post(app, people, draft, **(typed_in(page(_get(app, people, draft))) | forged))
    after = _show(draft)
    assert {name: after[name] for name in forged} == {name: before[name] for name in forged}


def test_who_reaches_the_record(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Agents and admins of the commune; for the others a draft is not there."""
    for role in ("member", "stranger", "neighbour"):
        assert _get(app, people, draft, role).status_code == 404, role
        assert _post(app, people, draft, role, title="Volé").status_code == 404, role
        assert _show(draft)["title"] == draft["title"], role
    for role in ("agent", "admin", "sysadmin"):
        assert _get(app, people, draft, role).status_code == 200, role
        assert _post(app, people, draft, role, title=f"Écrit par {role}").status_code == 302, role
        assert _show(draft)["title"] == f"Écrit par {role}"


def test_anonymous_is_sent_to_the_login_page(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The address of a draft and that of nothing answer the same to somebody not signed in."""
    for name in (draft["name"], "rien-de-tel"):
        answer = app.get(f"/dataset/edit/{name}", follow_redirects=False)
        assert answer.status_code == 302
        assert "/user/login" in answer.headers["Location"]


def test_every_control_has_a_label(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """No control of the record is without a name for a screen reader."""
    found = page(_get(app, people, draft)).select_one("form[data-record]")
    for control in found.select("input:not([type=hidden]), select, textarea"):
        named = control.find_parent("label") or found.select_one(f'label[for="{control["id"]}"]')
        assert named, control


def test_lacking_fields_lead_to_a_control_of_the_page(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """Each link of what is missing points at something that is in the page."""
    found = page(_get(app, people, draft))
    links = found.select("[data-lacking] a")
    assert links
    for link in links:
        assert found.find(id=link["href"].split("#")[1])


def test_check_by_api_says_what_the_page_says(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The action lists the missing fields, and nothing once they are filled."""
    answer = api(app, people.headers("agent"), "dataset_publication_check", id=draft["id"])
    fields = [item["field"] for item in answer.json["result"]]
    assert fields == ["notes", "theme", "tag_string", "frequency"]
    filled = {"notes": "Les écoles.", "theme": [THEME], "tags": [{"name": "école"}]}
    api(app, people.headers("agent"), "package_patch", id=draft["id"], frequency=MONTHLY, **filled)
    answer = api(app, people.headers("agent"), "dataset_publication_check", id=draft["id"])
    assert answer.json["result"] == []


def test_who_may_check(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """What a draft lacks is known only to those who may edit it; for others it is not there."""
    statuses = {"agent": 200, "admin": 200} | dict.fromkeys(
        ("anonymous", "member", "stranger", "neighbour"), 404
    )
    for role, status in statuses.items():
        answer = api(app, people.headers(role), "dataset_publication_check", id=draft["id"])
        assert answer.status_code == status, role


def test_every_button_of_the_page_saves_first(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """To the files one goes by a button of the form: the record is saved, then the page opens."""
    found = page(_get(app, people, draft))
    file = draft["resources"][0]["id"]
    pages = {
        "add-file": f"/dataset/{draft['name']}/resource/new",
        f"edit-file:{file}": f"/dataset/{draft['name']}/resource/{file}/edit",
        f"remove-file:{file}": f"/dataset/{draft['name']}/resource/{file}/delete",
    }
    buttons = {button["value"] for button in found.select("button[name=then]")}
    assert set(pages) <= buttons
    assert not found.select("main a[href*='/resource/']")
    for number, (then, address) in enumerate(pages.items()):
        typed = typed_in(found) | {"notes": f"Tapé {number}", "then": then}
        answer = _post(app, people, draft, **typed)
        assert answer.headers["Location"].endswith(address)
        assert _show(draft)["notes"] == f"Tapé {number}"


def test_going_on_is_never_an_address(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A forged step saves the record and stays; a file of elsewhere is not there."""
    form = typed_in(page(_get(app, people, draft)))
    for then in ("https://example.org", "//example.org", "edit-file", "add-file:x", "delete", "\n"):
        answer = _post(app, people, draft, **(form | {"then": then}))
        assert answer.status_code == 302
        assert answer.headers["Location"].endswith(f"/dataset/edit/{draft['name']}"), then
    assert _post(app, people, draft, **(form | {"then": "edit-file:autre"})).status_code == 404


def test_the_enter_key_saves(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """The first button of the form in the page, which the Enter key presses, goes nowhere else."""
    found = page(_get(app, people, draft))
    assert (
        "name"
        not in found.select("[type=submit][form=record-form], [data-record] [type=submit]")[0].attrs
    )


KEYWORDS = ["Accès à l'eau", "eau & assainissement", "PLU/PLUi", "école (maternelle)", "l’été"]


def test_french_keywords_by_the_page(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Commas and semicolons separate, capitals make no other word, saving again changes nothing."""
    form = typed_in(page(_get(app, people, draft)))
    line = "; ".join(KEYWORDS[:3]) + ", " + ",".join(KEYWORDS[3:]) + " ;ACCÈS À L'EAU;"
    assert _post(app, people, draft, **(form | {"tag_string": line})).status_code == 302
    assert sorted(tag["name"] for tag in _show(draft)["tags"]) == sorted(KEYWORDS)
    before = _show(draft)["metadata_modified"]
    _post(app, people, draft, **typed_in(page(_get(app, people, draft))))
    assert _show(draft)["metadata_modified"] == before


def test_french_keywords_by_the_api(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Both ways in, `tags` and `tag_string`, know the same keywords, faults and doubles."""
    agent = people.headers("agent")
    tags = [{"name": name} for name in (*KEYWORDS, " Eau  & assainissement")]
    answer = api(app, agent, "package_patch", id=draft["id"], tags=tags)
    assert answer.status_code == 200
    assert sorted(tag["name"] for tag in _show(draft)["tags"]) == sorted(KEYWORDS)
    answer = api(app, agent, "package_patch", id=draft["id"], tags=[], tag_string="eau; Eau, l’air")
    assert [tag["name"] for tag in answer.json["result"]["tags"]] == ["eau", "l’air"]
    for wrong in ({"tags": [{"name": "eau, air"}]}, {"tag_string": '"eau"'}, {"tag_string": "x"}):
        answer = api(app, agent, "package_patch", id=draft["id"], **wrong)
        assert answer.status_code == 409, wrong
        assert set(answer.json["error"]) <= {"tags", "tag_string", "__type"}
    assert [tag["name"] for tag in _show(draft)["tags"]] == ["eau", "l’air"]


def test_each_wrong_keyword_is_named(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """One message for each, on a line of its own, on top and at the field; the line typed stays."""
    form = typed_in(page(_get(app, people, draft)))
    line = 'eau, <script>; a; "air"'
    answer = _post(app, people, draft, **(form | {"tag_string": line}))
    assert answer.status_code == 422
    found = page(answer)
    assert found.select_one("#field-tag_string")["value"] == line
    messages = [item.get_text() for item in found.select("[data-errors] li")]
    assert len(messages) == 3
    assert found.select_one("[data-errors] h2").get_text().startswith("3 ")
    for message, word in zip(messages, ("<script>", "« a »", '"air"'), strict=True):
        assert word.strip("« »") in message
    assert len(found.select_one("#error-tag_string .ot-lines").get_text().splitlines()) == 3


def test_keywords_are_found_wherever_they_lead(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The chip of the page, the filter of the API, the completion and the catalogue know each."""
    agent = people.headers("agent")
    api(app, agent, "package_patch", id=draft["id"], tags=[{"name": name} for name in KEYWORDS])
    chips = page(app.get(f"/dataset/{draft['name']}", headers=agent)).select(".ot-chips a")
    assert sorted(chip.get_text() for chip in chips) == sorted(KEYWORDS)
    for chip in chips:
        assert app.get(chip["href"], headers=agent).status_code == 200
    for name in KEYWORDS:
        found = api(
            app, agent, "package_search", fq=f'tags:"{name}"', include_drafts=True,
            include_private=True,
        ).json["result"]  # fmt: skip
        assert draft["id"] in {dataset["id"] for dataset in found["results"]}, name
        completed = api(app, agent, "tag_autocomplete", query=name[:6]).json["result"]
        assert name in completed
        assert api(app, agent, "tag_show", id=name).json["result"]["name"] == name
    turtle = app.get(f"/dataset/{draft['id']}.ttl", headers=agent).get_data(as_text=True)
    graph = rdflib.Graph().parse(data=turtle, format="turtle")
    assert {str(word) for word in graph.objects(None, DCAT.keyword)} == set(KEYWORDS)


def test_a_period_does_not_end_before_it_starts(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """Refused at its field by the page, and by the API; days that do not exist are refused too."""
    form = typed_in(page(_get(app, people, draft)))
    dates = {"temporal_coverage-0-start": "2026-02-01", "temporal_coverage-0-end": "2026-01-31"}
    answer = _post(app, people, draft, **(form | dates))
    assert answer.status_code == 422
    found = page(answer)
    assert found.find(id="error-temporal_coverage-0-end")
    assert found.select_one("#field-temporal_coverage-0-start")["value"] == "2026-02-01"
    dates = {"temporal_coverage-0-start": "31/02/2025", "temporal_coverage-0-end": ""}
    found = page(_post(app, people, draft, **(form | dates)))
    assert "31/01/2026" in found.find(id="error-temporal_coverage-0-start").get_text()
    typed = found.select_one("#field-temporal_coverage-0-start")
    assert (typed["value"], typed["type"]) == ("31/02/2025", "text")  # a browser shows it as it is
    agent = people.headers("agent")
    for start, end in (("2026-02", "2026-01"), ("2026-02-30", ""), ("", "9" * 25)):
        period = [{"start": start, "end": end}]
        answer = api(app, agent, "package_patch", id=draft["id"], temporal_coverage=period)
        assert answer.status_code == 409, (start, end)
        assert "temporal_coverage" in answer.json["error"]
    period = [{"start": "2026-02", "end": "2026"}]
    answer = api(app, agent, "package_patch", id=draft["id"], temporal_coverage=period)
    assert answer.json["result"]["temporal_coverage"] == period


def test_a_date_is_typed_in_french_as_precise_as_it_is_known(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """It is stored as DCAT takes it, and a month without a day survives the next saving."""
    form = typed_in(page(_get(app, people, draft)))
    dates = {"temporal_coverage-0-start": "1/9/2025", "temporal_coverage-0-end": "07/2026"}
    assert _post(app, people, draft, **(form | dates)).status_code == 302
    period = [{"start": "2025-09-01", "end": "2026-07"}]
    again = typed_in(page(_get(app, people, draft)))
    assert _post(app, people, draft, **(again | {"notes": "Autre chose"})).status_code == 302
    stored = api(app, people.headers("agent"), "package_show", id=draft["id"]).json["result"]
    assert stored["temporal_coverage"] == period


def test_messages_say_what_to_do(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """An empty title and texts too long: what to do, by page and API, and nothing typed is lost."""
    form = typed_in(page(_get(app, people, draft)))
    agent = people.headers("agent")
    limits = {"title": 300, "notes": 20_000, "provenance": 8_000, "contact-0-name": 200}
    for field, limit in limits.items():
        answer = _post(app, people, draft, **(form | {field: "é" * (limit + 1)}))
        assert answer.status_code == 422, field
        assert "caractères" in page(answer).find(id=f"error-{field}").get_text()
        assert _post(app, people, draft, **(form | {field: "é" * limit})).status_code == 302
    for title, words in (("", "Donnez un titre"), ("a" * 301, "301")):
        assert words in page(_post(app, people, draft, **(form | {"title": title}))).get_text()
        answer = api(app, agent, "package_patch", id=draft["id"], title=title)
        assert words in answer.json["error"]["title"][0]
        answer = api(app, agent, "package_create", owner_org=people.organization, title=title)
        assert words in answer.json["error"]["title"][0]
