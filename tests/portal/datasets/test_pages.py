"""The pages of a dataset and of a file, as people read them; the drafts of an organisation."""

from __future__ import annotations

import io
from typing import Any

import xlsxwriter
from dataset_kit import AGENT, People, file, page

from ckan.tests.helpers import CKANTestApp, call_action

Dataset = dict[str, Any]
FREQUENCY = "http://publications.europa.eu/resource/authority/frequency/MONTHLY"


def _read(app: CKANTestApp, people: People, address: str) -> Any:
    answer = app.get(address, headers=people.headers("agent"))
    assert answer.status_code == 200
    return page(answer)


def test_first_rows_are_read_from_the_csv(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Titles and rows of the file, accents right, in a region that scrolls and has a name."""
    found = _read(app, people, f"/dataset/{draft['name']}")
    region = found.select_one("[data-preview] [role=region]")
    assert region["tabindex"] == "0"
    assert region["aria-label"]
    cells = [cell.get_text() for cell in region.select("th, td")]
    assert cells == ["Nom", "Élèves", "École Jean-Fictif", "120", "École des Œillets", "64"]


def test_first_rows_are_read_from_the_workbook(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The page of an XLSX file shows its rows, escaped."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Nom", "Note"])
        sheet.write_row(1, 0, ["<script>alert(1)</script>", 12.5])
    resource = call_action(
        "resource_create",
        AGENT,
        package_id=draft["id"],
        upload=file(content.getvalue(), "notes.xlsx"),
    )
    found = _read(app, people, f"/dataset/{draft['name']}/resource/{resource['id']}")
    table = found.select_one("[data-preview] table")
    assert [cell.get_text() for cell in table.select("td")] == ["<script>alert(1)</script>", "12.5"]
    assert not table.select("script")


def test_download_comes_first(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """One main button, and it downloads the first file."""
    call_action("resource_create", AGENT, package_id=draft["id"], url="https://example.org/a")
    content = _read(app, people, f"/dataset/{draft['name']}").select_one("#content")
    [main] = content.select(".btn-primary[data-download]")
    assert main["href"].endswith(draft["resources"][0]["url"].rsplit("/", 1)[-1])
    assert len(content.select("[data-download]")) == 2


def test_empty_fields_are_not_shown(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A fact stands in the record only once it is known, with its French label."""
    address = f"/dataset/{draft['name']}"
    before = _read(app, people, address).select_one("[data-facts]").get_text()
    assert "chaque mois" not in before
    assert all(dd.get_text(strip=True) for dd in _read(app, people, address).select("dd"))
    call_action("package_patch", AGENT, id=draft["id"], frequency=FREQUENCY)
    after = _read(app, people, address).select_one("[data-facts]").get_text()
    assert "chaque mois" in after
    assert "Licence Ouverte 2.0" in after


def test_no_link_of_the_page_is_dead(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Each link and button of the dataset's pages answers."""
    headers = people.headers("agent")
    resource = f"/dataset/{draft['name']}/resource/{draft['resources'][0]['id']}"
    addresses = set()
    for address in (f"/dataset/{draft['name']}", f"/dataset/edit/{draft['name']}", resource):
        content = _read(app, people, address).select_one("#content")
        assert not content.select('a[href="#"], a:not([href])')
        addresses |= {a["href"].replace("http://test.ckan.net", "") for a in content.select("a")}
    for address in {a.split("#")[0] for a in addresses if a.startswith("/")}:
        assert app.get(address, headers=headers).status_code == 200, address


def test_unsafe_link_stored_otherwise_is_not_a_link(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """An address that came in before the rule, or past it, is never followed from the page."""
    from ckan import model  # noqa: PLC0415

    resource = model.Resource.get(draft["resources"][0]["id"])
    assert resource
    resource.url, resource.url_type = "javascript:alert(1)", ""
    model.Session.commit()
    found = _read(app, people, f"/dataset/{draft['name']}")
    assert not found.select('a[href^="javascript"]')


def test_drafts_are_those_of_ones_own_organisations(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The agent sees the draft, the neighbour does not; a stranger has no such page."""

    def listed(role: str) -> list[str]:
        found = page(app.get("/dataset/drafts", headers=people.headers(role)))
        return [link.get_text() for link in found.select("[data-turn] tbody th a")]

    call_action("package_patch", AGENT, id=draft["id"], title="Pour soi")
    assert "Pour soi" in listed("agent")
    assert listed("neighbour") == []
    headers = people.headers("stranger")
    assert app.get("/dataset/drafts", headers=headers).status_code == 403
    anonymous = app.get("/dataset/drafts", follow_redirects=False)
    assert anonymous.status_code == 302
    address = "/dataset/drafts?organization=montfictif"
    assert not page(app.get(address, headers=people.headers("agent"))).select("[data-turn]")
