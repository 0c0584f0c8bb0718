"""Files and links of a dataset, through the pages and the API."""

from __future__ import annotations

import io
import json
from typing import Any

import file_samples as files
import pytest
from dataset_kit import AGENT, CSV, People, api, file, page
from werkzeug.http import parse_options_header

import ckan.plugins.toolkit as tk
from ckan.tests.helpers import CKANTestApp, call_action

from ckanext.opendata_territoire.portal.datasets import reading

Dataset = dict[str, Any]
OTHER = b"a,b,c\n1,2,3\n"


def _post(app: CKANTestApp, people: People, address: str, role: str = "agent", **data: Any) -> Any:
    return app.post(address, data=data, headers=people.headers(role), follow_redirects=False)


def _new(draft: Dataset) -> str:
    return f"/dataset/{draft['name']}/resource/new"


def _edit(draft: Dataset) -> str:
    return f"/dataset/{draft['name']}/resource/{draft['resources'][0]['id']}/edit"


def _resources(draft: Dataset) -> list[Dataset]:
    return call_action("package_show", id=draft["id"])["resources"]


def test_second_file(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A file is added with its facts and the name that was typed."""
    answer = _post(app, people, _new(draft), upload=file(OTHER, "b.csv"), name="Cantines", url="")
    assert answer.status_code == 302
    added = _resources(draft)[1]
    assert (added["name"], added["separator"], added["row_count"]) == ("Cantines", "comma", 1)


def test_a_file_too_large_is_not_even_read(
    app: CKANTestApp, people: People, draft: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading a file costs far more than measuring it: the limit comes first."""
    monkeypatch.setitem(tk.config, "ckan.max_resource_size", 0)
    monkeypatch.setattr(reading, "read", lambda *_: pytest.fail("the file was read"))
    answer = _post(app, people, _new(draft), upload=file(OTHER, "b.csv"), name="Cantines", url="")
    assert answer.status_code == 422
    assert len(_resources(draft)) == 1


def test_a_request_too_large_is_not_taken_in(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """Beyond the largest file and its fields, the request is refused before anything reads it."""
    data = {"package_id": draft["id"], "upload": file(b"a;b\n" * (3 << 20), "big.csv")}
    headers = people.headers("agent")
    answer = app.post("/api/action/resource_create", data=data, headers=headers)
    assert answer.status_code == 413
    assert _post(app, people, _new(draft), upload=file(b"a;b\n" * (3 << 20))).status_code == 413
    assert len(_resources(draft)) == 1


def test_a_cell_too_long(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A table that no program reads is stored all the same, and its pages are shown."""
    content = b'a;b\n"' + b"x" * 200_000 + b'";2\n'
    assert _post(app, people, _new(draft), upload=file(content, "c.csv")).status_code == 302
    resource = _resources(draft)[1]
    address = f"/dataset/{draft['name']}/resource/{resource['id']}"
    assert app.get(address, headers=people.headers("agent")).status_code == 200


def test_replacing_a_file_renews_its_facts(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """Facts of the former file that are sent back unchanged give way; what was corrected stays."""
    before = _resources(draft)[0]
    sent = {name: before[name] for name in ("format", "encoding", "separator")}
    _post(app, people, _edit(draft), upload=file(OTHER, "b.csv"), **sent, row_count="99")
    after = _resources(draft)[0]
    facts = (after["encoding"], after["separator"], after["column_count"], after["row_count"])
    assert facts == ("utf-8", "comma", 3, 99)
    assert after["id"] == before["id"]


def test_fault_elsewhere_does_not_lose_the_file(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The file is kept when another field is wrong, and the page shows it with what was typed."""
    answer = _post(app, people, _edit(draft), upload=file(OTHER, "b.csv"), row_count="beaucoup")
    assert answer.status_code == 422
    found = page(answer)
    assert found.select_one("#field-row_count")["value"] == "beaucoup"
    assert found.select_one("#field-row_count")["aria-invalid"] == "true"
    assert "b.csv" in found.get_text()
    url = _resources(draft)[0]["url"].replace("http://test.ckan.net", "")
    assert app.get(url, headers=people.headers("agent")).data == OTHER


FORBIDDEN = [
    "javascript:alert(1)", "data:text/html,x", "ftp://example.org/a", "//example.org/a", "https://",
    "http://exa mple.org", "file:///etc/passwd", "JaVaScRiPt:alert(1)", "https://[::1", "a.csv",
    "http://h:99999/", "http://h:0/", "https://user:pw@example.org/a.csv",
]  # fmt: skip


def test_only_web_addresses_are_accepted(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Another scheme is refused beside the field, by page and API; what was typed stays."""
    for address in FORBIDDEN:
        answer = _post(app, people, _new(draft), url=address, name="Lien")
        assert answer.status_code == 422, address
        found = page(answer)
        assert found.select_one("#field-url")["aria-invalid"] == "true", address
        assert found.select_one("#field-name")["value"] == "Lien"
        headers = people.headers("agent")
        answer = api(app, headers, "resource_create", package_id=draft["id"], url=address)
        assert answer.status_code == 409, address
    assert len(_resources(draft)) == 1


def test_link_is_kept_as_it_is(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """An http(s) address is stored, not fetched."""
    assert _post(app, people, _new(draft), url="http://10.0.0.1/a.csv").status_code == 302
    assert _resources(draft)[1]["url"] == "http://10.0.0.1/a.csv"


def test_nothing_chosen(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A new file without file nor address is asked for; no empty resource is made."""
    answer = _post(app, people, _new(draft), url="", name="Rien")
    assert answer.status_code == 422
    assert page(answer).select_one('[data-errors] a[href="#field-upload"]')
    assert len(_resources(draft)) == 1


def test_removal_asks_first(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """Reading the page of removal removes nothing; posting it does."""
    address = _edit(draft).replace("/edit", "/delete")
    assert app.get(address, headers=people.headers("agent")).status_code == 200
    assert len(_resources(draft)) == 1
    assert _post(app, people, address).status_code == 302
    assert _resources(draft) == []


def test_who_may_not_touch_files(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """For whoever may not edit the draft its file pages are not there, and nothing changes."""
    before = _resources(draft)
    removal = _edit(draft).replace("/edit", "/delete")
    for role in ("member", "stranger", "neighbour"):
        for address in (_new(draft), _edit(draft), removal):
            assert app.get(address, headers=people.headers(role)).status_code == 404
            assert _post(app, people, address, role, upload=file(OTHER)).status_code == 404
    assert _resources(draft) == before


def test_resource_of_another_dataset_is_not_there(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """A resource is only reached through its own dataset."""
    other = call_action(
        "package_create",
        {"user": "agent-valfictif"},
        title="Autre",
        owner_org=people.organization,
    )
    address = _edit(draft).replace(draft["name"], other["name"])
    assert app.get(address, headers=people.headers("agent")).status_code == 404


def test_api_upload_describes_itself_too(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """The same facts are read when a file comes by the API; those given are kept."""
    answer = app.post(
        "/api/action/resource_create",
        data={"package_id": draft["id"], "upload": (io.BytesIO(CSV), "a.csv"), "row_count": "7"},
        headers=people.headers("agent"),
    )
    resource = json.loads(answer.data)["result"]
    assert (resource["encoding"], resource["separator"]) == ("windows-1252", "semicolon")
    assert resource["row_count"] == 7


def test_uploaded_web_page_never_runs_here(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """A file is saved by the browser, not shown in the portal's name."""
    _post(app, people, _new(draft), upload=file(b"<html><script>1</script></html>", "a.html"))
    url = _resources(draft)[1]["url"].replace("http://test.ckan.net", "")
    headers = app.get(url, headers=people.headers("agent")).headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("content", "name"),
    [(files.elf(), "a.csv"), (b"a;b\n1;2\n", "a.exe"), (files.PDF, "a.xlsx"),
     (files.archive({"a.csv": bytes(120 << 20)}), "a.zip")],
    ids=["program", "name of a program", "false", "bomb"],
)  # fmt: skip
def test_refused_by_page_and_api_alike(
    app: CKANTestApp, people: People, draft: Dataset, content: bytes, name: str
) -> None:
    """What is dangerous or false stays outside by every door, whatever the client announces."""
    before = _resources(draft)
    headers = people.headers("agent")
    for address in (_new(draft), _edit(draft)):
        answer = _post(app, people, address, upload=file(content, name), name="Cantines")
        assert answer.status_code == 422
        found = page(answer)
        assert found.select_one("#field-upload")["aria-invalid"] == "true"
        assert found.select_one("#field-name")["value"] == "Cantines"
    for action, target in (
        ("create", draft["id"]),
        ("update", before[0]["id"]),
        ("patch", before[0]["id"]),
    ):
        key = "package_id" if action == "create" else "id"
        upload = (io.BytesIO(content), name, "text/csv")
        data = {key: target, "upload": upload, "mimetype": "text/csv", "format": "CSV"}
        answer = app.post(f"/api/action/resource_{action}", data=data, headers=headers)
        assert answer.status_code == 409
        assert "upload" in json.loads(answer.data)["error"]
    assert _resources(draft) == before


def test_unknown_format_is_kept(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A harmless file of a format unknown here is stored, said so, and can be downloaded."""
    content = bytes(range(256)) * 40
    assert _post(app, people, _new(draft), upload=file(content, "nuage.las")).status_code == 302
    resource = _resources(draft)[1]
    assert not resource.get("format")
    headers = people.headers("agent")
    for address in ("", f"/resource/{resource['id']}"):
        found = page(app.get(f"/dataset/{draft['name']}{address}", headers=headers))
        button = found.select_one(f'[data-download="{resource["id"]}"]')
        assert "Télécharger le fichier" in button.get_text()
        assert "format non reconnu" in found.get_text()
    url = resource["url"].replace("http://test.ckan.net", "")
    assert app.get(url, headers=headers).data == content


def test_name_follows_the_file_until_a_person_writes_one(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """The name proposed from the old file gives way to that of the new one; a typed name stays."""
    before = _resources(draft)[0]
    assert before["name"] == "export_ecoles_2026.csv"
    sent = {"name": before["name"], "format": "CSV"}
    _post(app, people, _edit(draft), upload=file(files.workbook(), "Écoles 2027.xlsx"), **sent)
    after = _resources(draft)[0]
    assert (after["name"], after["format"]) == ("Écoles 2027.xlsx", "XLSX")
    assert not after.get("separator")
    _post(app, people, _edit(draft), name="Liste des écoles")
    _post(app, people, _edit(draft), upload=file(OTHER, "b.csv"), name="Liste des écoles")
    after = _resources(draft)[0]
    assert (after["name"], after["format"]) == ("Liste des écoles", "CSV")


def test_name_follows_the_file_by_api_too(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """A program that replaces a file says nothing of its name, and gets the same."""
    data = {"id": draft["resources"][0]["id"], "upload": (io.BytesIO(OTHER), "b.csv")}
    headers = people.headers("agent")
    assert app.post("/api/action/resource_patch", data=data, headers=headers).status_code == 200
    assert _resources(draft)[0]["name"] == "b.csv"


def _told(app: CKANTestApp, people: People, resource: Dataset, role: str) -> Any:
    return api(app, people.headers(role), "resource_file_facts", id=resource["id"])


@pytest.fixture
def messy(draft: Dataset) -> Dataset:
    """A workbook with a title above its table and the name of its author, in the draft."""
    rows = [["Écoles"], ["Nom", "Ville", "Élèves"], ["a", "b", 1], ["c", "d", 2]]
    content = files.workbook(rows, author="Camille Fictive")
    upload = file(content, "ecoles.xlsx")
    return call_action("resource_create", AGENT, package_id=draft["id"], upload=upload)


def test_findings_are_told_to_the_agent(
    app: CKANTestApp, people: People, draft: Dataset, messy: Dataset
) -> None:
    """The agent reads them on the file's line, on its page and by API; the table is read right."""
    assert (messy["row_count"], messy["column_count"]) == (2, 3)
    result = json.loads(_told(app, people, messy, "agent").data)["result"]
    assert result["rows_above"] == ["Écoles"]
    assert [(found["kind"], found["personal"]) for found in result["findings"]] == [
        ("people", True), ("above", False),
    ]  # fmt: skip
    assert "Camille Fictive" in result["findings"][0]["message"]
    for address in (
        f"/dataset/edit/{draft['name']}",
        f"/dataset/{draft['name']}/resource/{messy['id']}/edit",
    ):
        found = page(app.get(address, headers=people.headers("agent")))
        told = found.select_one(f'[data-findings="{messy["id"]}"]').get_text()
        assert "Camille Fictive" in told
        assert "La première ligne de votre tableau est un titre" in told


def test_findings_are_stored_nowhere(messy: Dataset) -> None:
    """What names persons is in no field, even of the schema that shows everything."""
    dataset = call_action("package_show", id=messy["package_id"], use_default_schema=True)
    assert "Camille" not in json.dumps(dataset)


def test_who_may_not_know_the_findings(app: CKANTestApp, people: People, messy: Dataset) -> None:
    """Who may not read the draft learns nothing of its files, not even that they are there."""
    for role in ("member", "stranger", "neighbour", "anonymous"):
        answer = _told(app, people, messy, role)
        assert answer.status_code in {403, 404}, role
        assert "Camille" not in answer.body


def _download(app: CKANTestApp, people: People, resource: Dataset, **headers: str) -> Any:
    url = resource["url"].replace("http://test.ckan.net", "")
    return app.get(url, headers={**people.headers("agent"), **headers})


def test_file_comes_back_under_its_own_name(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """Accents and capitals of the name survive; a path that a client sends does not."""
    _post(app, people, _new(draft), upload=file(OTHER, "C:\\Données\\Écoles d’Été 2026.csv"))
    answer = _download(app, people, _resources(draft)[1])
    assert answer.data == OTHER
    assert answer.headers["Content-Length"] == str(len(OTHER))
    parts = dict(parse_options_header(answer.headers["Content-Disposition"])[1])
    assert parts["filename"] == "Écoles d’Été 2026.csv"
    assert "filename=ecoles-dete-2026.csv" in answer.headers["Content-Disposition"]


def test_name_in_the_address_names_nothing(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """An address made up to end in .exe, or a name rewritten by API, does not rename the file."""
    resource = _resources(draft)[0]
    headers = people.headers("agent")
    api(app, headers, "resource_patch", id=resource["id"], file_name="jeu.exe")
    url = resource["url"].replace("http://test.ckan.net", "").rsplit("/", 1)[0] + "/jeu.exe"
    said = app.get(url, headers=headers).headers["Content-Disposition"]
    name = "export_ecoles_2026.csv"
    assert said == f"attachment; filename={name}; filename*=UTF-8''{name}"


def test_part_of_a_file_is_as_safe_as_the_whole(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """A download is resumed where it stopped; a range of a web page does not run here either."""
    _post(app, people, _new(draft), upload=file(b"<html><script>1</script></html>", "a.html"))
    resource = _resources(draft)[1]
    answer = _download(app, people, resource, Range="bytes=6-13")
    assert (answer.status_code, answer.data) == (206, b"<script>")
    assert answer.headers["Content-Range"] == "bytes 6-13/31"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    url = resource["url"].replace("http://test.ckan.net", "")
    answer = app.test_client().head(url, headers=people.headers("agent"))
    assert (answer.status_code, answer.headers["Content-Length"]) == (200, "31")


def test_two_files_of_one_name(app: CKANTestApp, people: People, draft: Dataset) -> None:
    """The second does not take the place of the first."""
    for content in (OTHER, CSV):
        _post(app, people, _new(draft), upload=file(content, "meme.csv"))
    stored = [_download(app, people, resource).data for resource in _resources(draft)[1:]]
    assert stored == [OTHER, CSV]


def test_interrupted_upload_leaves_nothing(
    app: CKANTestApp, people: People, draft: Dataset
) -> None:
    """A request cut in the midst of its file stores no half of a file."""
    body = (
        b'--x\r\nContent-Disposition: form-data; name="package_id"\r\n\r\n'
        + draft["id"].encode()
        + b'\r\n--x\r\nContent-Disposition: form-data; name="upload"; filename="a.csv"\r\n\r\na;b'
    )
    before = _resources(draft)
    headers = {**people.headers("agent"), "Content-Type": "multipart/form-data; boundary=x"}
    answer = app.post("/api/action/resource_create", data=body, headers=headers)
    assert answer.status_code in {400, 409}
    assert _resources(draft) == before
