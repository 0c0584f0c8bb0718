"""Sending a file in a browser: with a slow network, by dropping it, without JavaScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from people import Visitor
from playwright.sync_api import Browser, expect

if TYPE_CHECKING:
    from pathlib import Path

    from people import Portal, Visit

SUBMIT = "[data-deposit] [type=submit]"
_DROP = """([zone, names]) => {
  const data = new DataTransfer();
  for (const name of names) data.items.add(new File(["a;b\\n1;2\\n"], name));
  zone.dispatchEvent(new DragEvent("drop", {dataTransfer: data, bubbles: true, cancelable: true}));
}"""


@pytest.fixture
def agent(visit: Visit) -> Visitor:
    """The agent, before the page of deposit."""
    agent = visit("agent")
    agent.go("/dataset/new")
    return agent


def _table(folder: Path, megabytes: float = 0.001, name: str = "releves.csv") -> Path:
    path = folder / name
    path.write_bytes(b"station;valeur\n" + b"abcdefgh;123456\n" * int(megabytes * 65_536))
    return path


def _slow(agent: Visitor) -> None:
    """Let the browser send no more than 1 MB/s."""
    session = agent.page.context.new_cdp_session(agent.page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 1 << 20},
    )


def test_long_sending_shows_how_far_it_is(agent: Visitor, tmp_path: Path) -> None:
    """A bar and words say how much is sent; then the record opens as usual."""
    page = agent.page
    _slow(agent)
    page.set_input_files("#field-upload", _table(tmp_path, 5))
    page.click(SUBMIT)
    expect(page.locator(".ot-sending [role=status]")).to_contain_text("%", timeout=10_000)
    expect(page.locator(".ot-sending progress")).to_be_visible()
    expect(page.locator("[data-deposit]")).to_have_attribute("aria-busy", "true")
    page.wait_for_url("**/dataset/edit/**", timeout=60_000)
    expect(page.locator("[data-record]")).to_be_visible()
    assert page.input_value("#field-title")


def test_refused_file_is_said_and_the_good_one_is_kept(agent: Visitor, tmp_path: Path) -> None:
    """A false file is refused at its field; a good one stays chosen while the rest is corrected."""
    page = agent.page
    false = tmp_path / "faux.csv"
    false.write_bytes(b"<!DOCTYPE html><html><body>Connexion</body></html>")
    page.set_input_files("#field-upload", false)
    page.fill("#field-title", "Relevés")
    page.click(SUBMIT)
    expect(page.locator("#error-upload")).to_contain_text("page web")
    assert page.input_value("#field-title") == "Relevés"
    page.set_input_files("#field-upload", _table(tmp_path))
    page.eval_on_selector("#field-owner_org", "select => select.append(new Option('', 'nobody'))")
    page.select_option("#field-owner_org", "nobody")
    page.click(SUBMIT)
    expect(page.locator("#error-owner_org")).to_be_visible()
    assert page.eval_on_selector("#field-upload", "input => input.files[0].name") == "releves.csv"
    expect(page.locator("[data-choose-again]")).to_have_count(0)


def test_connection_lost(agent: Visitor, tmp_path: Path) -> None:
    """When the network fails, what was typed and chosen stays, and one may try again."""
    page = agent.page
    page.set_input_files("#field-upload", _table(tmp_path))
    page.context.set_offline(True)
    page.click(SUBMIT)
    expect(page.locator(".ot-drop-fault")).to_contain_text("connexion")
    page.context.set_offline(False)
    page.click(SUBMIT)
    page.wait_for_url("**/dataset/edit/**")


def test_dropped_files(agent: Visitor) -> None:
    """The whole zone takes a file; of several, none is dropped in silence."""
    page = agent.page
    zone = page.query_selector(".ot-drop")
    page.evaluate(_DROP, [zone, ["a.csv", "b.csv"]])
    expect(page.locator(".ot-drop-fault")).to_contain_text("un seul fichier")
    page.evaluate(_DROP, [zone, ["a.csv"]])
    expect(page.locator(".ot-drop-fault")).to_be_hidden()
    assert page.eval_on_selector("#field-upload", "input => input.files.length") == 1
    page.click(SUBMIT)
    page.wait_for_url("**/dataset/edit/**")


def test_file_chosen_by_keyboard(agent: Visitor) -> None:
    """The field of the file is reached by Tab and opens with the space bar."""
    page = agent.page
    page.focus("#field-owner_org")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "field-upload"
    with page.expect_file_chooser():
        page.keyboard.press("Space")


def test_without_javascript(portal: Portal, browser: Browser, tmp_path: Path) -> None:
    """The form is posted as usual."""
    context = browser.new_context(locale="fr-FR", java_script_enabled=False)
    agent = Visitor(portal, context.new_page())
    agent.sign_in("agent")
    agent.go("/dataset/new")
    page = agent.page
    page.set_input_files("#field-upload", _table(tmp_path))
    page.click(SUBMIT)
    page.wait_for_url("**/dataset/edit/**")
    context.close()
