"""The whole journey of a dataset in a browser, each person in a window of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import rdflib
from people import CSV, Caller, Portal, Visitor
from playwright.sync_api import expect
from rdflib.namespace import DCAT, RDF

if TYPE_CHECKING:
    from pathlib import Path

    from people import Visit
    from playwright.sync_api import Dialog


@pytest.fixture
def deposited(visit: Visit, tmp_path: Path) -> tuple[Visitor, str]:
    """An agent and the name of the dataset just deposited."""
    agent = visit("agent")
    return agent, agent.deposit(tmp_path)


def test_from_a_file_to_a_resident(
    visit: Visit, portal: Portal, deposited: tuple[Visitor, str]
) -> None:
    """Agent, DPO, controller, resident and catalogue each do their part on the pages alone."""
    agent, name = deposited
    reader = visit()
    agent.page.click("[data-action=submit]")
    agent.declare_and_send()
    agent.page.wait_for_selector("[data-action=take_back]")
    reader.go(f"/dataset/{name}")
    assert "Bornes" not in reader.page.content()

    dpo = visit("dpo")
    dpo.go("/governance/queue")
    dpo.page.click(f"main a[href$='/governance/review/{name}'] >> nth=0")
    assert "Parking de la mairie" in dpo.page.inner_text("[data-preview]")
    dpo.answer("[data-checklist]")
    dpo.page.check("[data-form=opinion] input[value=favourable]")
    dpo.page.click("[data-form=opinion] [type=submit]")
    dpo.page.wait_for_url("**/governance/queue*")
    reader.go(f"/dataset/{name}")
    assert "Bornes" not in reader.page.content()

    controller = visit("controller")
    controller.go(f"/dataset/{name}")
    controller.page.click("[data-next-steps] a[href$='#form-publish']")
    controller.page.click("[data-form=publish] [type=submit]")
    controller.page.wait_for_selector("[data-published]")

    reader.go("/")
    reader.page.fill("main input[name=q] >> nth=0", "IRVE électrique")
    reader.page.press("main input[name=q] >> nth=0", "Enter")
    reader.page.click(f"main .dataset-heading a[href$='/dataset/{name}']")
    with reader.page.expect_download() as download:
        reader.page.click("main a[href*='/download/'] >> nth=0")
    assert download.value.path().read_bytes() == CSV


def test_nothing_typed_is_lost_on_the_record(
    deposited: tuple[Visitor, str], portal: Portal
) -> None:
    """Each button saves what is typed; leaving otherwise asks first; a plain visit asks nothing."""
    agent, name = deposited
    page = agent.page
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    edit = f"{portal.url}/dataset/edit/{name}"
    page.fill("#field-notes", "Tapé avant d’ajouter un fichier.")
    page.click("button[value=add-file]")
    page.wait_for_url("**/resource/new")
    page.go_back()
    page.goto(edit)
    assert page.input_value("#field-notes") == "Tapé avant d’ajouter un fichier."
    assert not asked
    page.fill("#field-notes", "Tapé avant de partir par un lien.")
    page.click(".ot-worknav a >> nth=0")
    page.wait_for_function("document.querySelector('#field-notes') !== null")
    assert asked == ["beforeunload"]
    assert page.url.split("?")[0] == edit
    assert page.input_value("#field-notes") == "Tapé avant de partir par un lien."
    page.press("#field-title", "Enter")
    page.wait_for_selector(".alert-success")
    assert page.input_value("#field-notes") == "Tapé avant de partir par un lien."
    page.fill("#field-notes", "Tapé avant d’envoyer.")
    page.click("[data-action=submit]")
    agent.declare_and_send()
    page.wait_for_selector("[data-action=take_back]")
    assert asked == ["beforeunload"]
    assert Caller(portal, "agent")("package_show", id=name)["notes"] == "Tapé avant d’envoyer."


def test_returned_answered_and_read_again(visit: Visit, deposited: tuple[Visitor, str]) -> None:
    """Remarks are written and read at their places, answered, and the DPO reads what changed."""
    agent, name = deposited
    review = f"/governance/review/{name}"
    agent.page.click("[data-action=submit]")
    agent.declare_and_send()
    agent.page.wait_for_selector("[data-action=take_back]")

    dpo = visit("dpo")
    dpo.go(review)
    page = dpo.page
    page.fill("[name=remarks-0-text]", "De quelle année ?")
    page.select_option("[name=remarks-0-target]", label="Description")
    page.click("[formaction*='/more']")
    page.wait_for_selector("[name=remarks-1-text]")
    assert page.input_value("[name=remarks-0-text]") == "De quelle année ?"
    page.select_option("[name=remarks-1-target]", label="adresse")
    page.fill("[name=remarks-1-text]", "Est-ce un lieu public ?")
    page.click("[formaction$='/return']")
    page.wait_for_url("**/governance/queue*")

    page = agent.page
    agent.go(f"/dataset/edit/{name}")
    assert "De quelle année" in page.inner_text("[data-field=notes] + [data-notice]")
    page.fill("#field-notes", "Bornes de la commune fictive, en 2026.")
    page.click("[data-last-word] button[value=reply]")
    page.wait_for_url(f"**/dataset/{name}#remarks")
    page.fill("[data-replies] textarea >> nth=1", "Oui, un parking.")
    page.click("[data-replies] [type=submit]")
    page.wait_for_selector(".alert-success")
    page.click("[data-send]")
    agent.declare_and_send()
    page.wait_for_selector("[data-action=take_back]")

    dpo.go(review)
    assert "en 2026" in dpo.page.inner_text("[data-changes] [data-field=notes]")
    assert "Oui, un parking." in dpo.page.inner_text("[data-said]")


def test_the_catalogue_holds_what_is_published_and_nothing_else(portal: Portal) -> None:
    """`/catalog.ttl` parses, names every public dataset and no other."""
    anyone, agent = Caller(portal), Caller(portal, "agent")
    graph = rdflib.Graph().parse(data=anyone.get("/catalog.ttl").content, format="turtle")
    listed = {str(node).rsplit("/", 1)[-1] for node in graph.subjects(RDF.type, DCAT.Dataset)}
    public = {dataset["id"] for dataset in anyone("package_search", rows=100)["results"]}
    hidden = {dataset["id"] for dataset in agent("governance_drafts")["results"]}
    assert public
    assert hidden
    assert listed == public
    assert not listed & hidden


def test_filters_come_back_when_the_window_widens(visitor: Visitor) -> None:
    """Folded on a telephone, whose button opens them; open on a wide screen, which has none."""
    filters = visitor.page.locator("details.ot-facets")
    visitor.page.set_viewport_size({"width": 600, "height": 900})
    visitor.go("/dataset/")
    expect(filters).not_to_have_attribute("open", "")
    filters.locator("summary").first.click()
    expect(filters).to_have_attribute("open", "")
    for width, opened in ((1280, True), (600, False), (1280, True)):
        visitor.page.set_viewport_size({"width": width, "height": 900})
        expect(filters.locator("#facet-theme")).to_be_visible(visible=opened)


def test_an_address_too_long_is_told_in_french(portal: Portal) -> None:
    """The web server answers before the portal does, in the same language."""
    answer = Caller(portal).get("/dataset/?q=" + "mot+" * 3000)
    assert answer.status_code == 414
    assert 'lang="fr"' in answer.text
    assert "trop longue" in answer.text
