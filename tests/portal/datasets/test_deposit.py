"""Deposit of a dataset through the pages."""

from __future__ import annotations

import io
from typing import Any

import file_samples as files
import pytest
from dataset_kit import CONTACT, CSV, People, file, page

from ckan import model
from ckan.tests.helpers import CKANTestApp, call_action


def _post(app: CKANTestApp, people: People, role: str = "agent", **data: Any) -> Any:
    return app.post("/dataset/new", data=data, headers=people.headers(role), follow_redirects=False)


def _newest() -> dict[str, Any]:
    query = model.Session.query(model.Package).order_by(model.Package.metadata_created.desc())
    newest = query.first()
    assert newest
    return call_action("package_show", id=newest.id)


def _count() -> int:
    return model.Session.query(model.Package).count()


def test_file_alone_makes_a_draft_that_knows_most_of_its_record(
    app: CKANTestApp, people: People
) -> None:
    """With a file and nothing typed, the draft has a title and what file and place know."""
    answer = _post(app, people, owner_org=people.organization, title="", upload=file())
    assert answer.status_code == 302
    dataset = _newest()
    assert answer.headers["Location"].endswith(f"/dataset/edit/{dataset['name']}?proposed=1")
    assert dataset["title"] == "Écoles"
    assert dataset["name"] == "valfictif-ecoles"
    assert (dataset["state"], dataset["private"]) == ("draft", True)
    assert dataset["license_id"] == "etalab-2.0"
    assert dataset["contact"] == [{"name": "Valfictif", "email": CONTACT}]
    assert dataset["spatial_coverage"][0]["text"] == "Valfictif"
    [resource] = dataset["resources"]
    facts = {name: resource[name] for name in ("format", "encoding", "separator", "row_count")}
    assert facts == {
        "format": "CSV", "encoding": "windows-1252", "separator": "semicolon", "row_count": 2,
    }  # fmt: skip
    assert resource["mimetype"] == "text/csv"


def test_stored_bytes_are_those_sent(app: CKANTestApp, people: People) -> None:
    """Reading the file to make proposals changes nothing in it."""
    _post(app, people, owner_org=people.organization, upload=file())
    url = _newest()["resources"][0]["url"].replace("http://test.ckan.net", "")
    assert app.get(url, headers=people.headers("agent")).data == CSV


def test_nothing_typed_is_lost_on_error(app: CKANTestApp, people: People) -> None:
    """A deposit for nobody comes back with its title, the error beside the field and on top."""
    answer = _post(app, people, owner_org="", title="Budget 2026")
    assert answer.status_code == 422
    found = page(answer)
    assert found.select_one("#field-title")["value"] == "Budget 2026"
    select = found.select_one("#field-owner_org")
    assert select["aria-invalid"] == "true"
    assert found.find(id=select["aria-describedby"]).get_text(strip=True)
    assert found.select_one('[data-errors] a[href="#field-owner_org"]')


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "budget.csv", "vide"),
        (files.PE, "budget.xlsx", "programme"),
        (files.HTML, "budget.csv", "page web"),
        (files.workbook()[:-200], "budget.xlsx", "incomplet"),
        (files.compound("EncryptedPackage"), "budget.xlsx", "mot de passe"),
    ],
)
def test_refused_file_leaves_nothing_behind(
    app: CKANTestApp, people: People, content: bytes, name: str, said: str
) -> None:
    """A refused file makes no draft; the page says why at the field and keeps what was typed."""
    before = _count()
    upload = file(content, name)
    answer = _post(app, people, owner_org=people.organization, title="Budget", upload=upload)
    assert answer.status_code == 422
    assert _count() == before
    found = page(answer)
    field = found.select_one("#field-upload")
    assert field["aria-invalid"] == "true"
    assert said in found.find(id="error-upload").get_text()
    assert "error-upload" in field["aria-describedby"].split()
    assert found.select_one("#field-title")["value"] == "Budget"
    assert found.select_one("#field-owner_org [selected]")["value"] == people.organization


def test_good_file_of_a_form_to_correct(app: CKANTestApp, people: People) -> None:
    """A browser does not keep a chosen file: the page says to choose it again, without a fault."""
    found = page(_post(app, people, owner_org="", title="Budget", upload=file()))
    assert found.select_one("[data-choose-again]")
    assert not found.select_one("#field-upload").get("aria-invalid")


def test_script_is_told_where_to_go(app: CKANTestApp, people: People) -> None:
    """The script that shows the progress gets the address of the record, not its page."""
    headers = {**people.headers("agent"), "X-Requested-With": "XMLHttpRequest"}
    data = {"owner_org": people.organization, "title": "Budget", "upload": file()}
    answer = app.post("/dataset/new", data=data, headers=headers, follow_redirects=False)
    assert answer.status_code == 204
    assert answer.headers["X-Location"].endswith("proposed=1")
    assert "Location" not in answer.headers


def test_several_files_at_once(app: CKANTestApp, people: People) -> None:
    """Of several files sent at once none is dropped in silence."""
    before = _count()
    both = [(io.BytesIO(CSV), "a.csv"), (io.BytesIO(CSV), "b.csv")]
    answer = _post(app, people, owner_org=people.organization, title="Budget", upload=both)
    assert answer.status_code == 422
    assert page(answer).find(id="error-upload")
    assert _count() == before


def test_posted_visibility_is_ignored(app: CKANTestApp, people: People) -> None:
    """What a browser posts about visibility never reaches the dataset."""
    forged = {"state": "active", "private": "False"}
    _post(app, people, owner_org=people.organization, title="Budget", **forged)
    dataset = _newest()
    assert (dataset["state"], dataset["private"]) == ("draft", True)


def test_two_datasets_of_one_title_have_two_addresses(app: CKANTestApp, people: People) -> None:
    """A title may come back; its address is made free."""
    for _ in range(2):
        _post(app, people, owner_org=people.organization, title="Délibérations")
    query = model.Session.query(model.Package.name).filter_by(title="Délibérations")
    assert {row.name for row in query} == {"valfictif-deliberations", "valfictif-deliberations-2"}


def test_who_may_not_deposit(app: CKANTestApp, people: People) -> None:
    """A mere member, a stranger, a neighbour and nobody create nothing for this commune."""
    before = _count()
    for role in ("member", "stranger"):
        assert app.get("/dataset/new", headers=people.headers(role)).status_code == 403
        answer = _post(app, people, role, owner_org=people.organization, title="Budget")
        assert answer.status_code == 403, role
    answer = _post(app, people, "neighbour", owner_org=people.organization, title="Budget")
    assert answer.status_code == 422
    answer = app.get("/dataset/new", follow_redirects=False)
    assert answer.status_code == 302
    assert "/user/login" in answer.headers["Location"]
    answer = _post(app, people, "anonymous", owner_org=people.organization, title="Budget")
    assert answer.status_code == 422
    assert page(answer).select("[data-signed-out] a[href^='/user/login']")
    assert _count() == before


def test_the_name_of_the_place_is_said_once(app: CKANTestApp, people: People) -> None:
    """Neither the proposed title nor the address has it twice."""
    upload = file(CSV, "subventions_VALFICTIF.csv")
    _post(app, people, owner_org=people.organization, title="", upload=upload)
    assert (_newest()["title"], _newest()["name"]) == ("Subventions", "valfictif-subventions")
    _post(app, people, owner_org=people.organization, title="Budget Valfictif 2026")
    assert _newest()["name"] == "valfictif-budget-2026"


def test_a_table_without_a_row_has_zero_rows(app: CKANTestApp, people: People) -> None:
    """The count is kept and said, with a word of warning."""
    upload = file(b"nom;adresse\n", "vide.csv")
    _post(app, people, owner_org=people.organization, title="Vide", upload=upload)
    assert _newest()["resources"][0]["row_count"] == 0
    record = app.get("/dataset/edit/valfictif-vide", headers=people.headers("agent"))
    said = page(record).get_text()
    assert "0 ligne" in said.replace("\N{NO-BREAK SPACE}", " ")
    assert "aucune ligne" in said
