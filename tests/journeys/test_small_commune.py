"""A commune of 520 inhabitants: one account, and a mayor who never signs in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import pytest
from people import CSV, TITLE, Caller, Portal, windows

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from mail_kit import Letterbox
    from people import Visit, Visitor
    from playwright.sync_api import Browser

INHABITANTS = 520
DPO = "dpo@demonstration.example.org"
PASSWORD = "Mairie de 520 habitants"


@dataclass(frozen=True)
class Commune:
    """A commune, its only account in a window of its own, and the mailbox of its mayor."""

    name: str
    secretary: Visitor
    mayor: str


def _without_account(portal: Portal) -> str:
    """Name the commune nearest to 520 inhabitants where nobody has an account."""
    sysadmin = Caller(portal, "sysadmin")
    places = [place for place in sysadmin("territory_list") if place["kind"] == "commune"]
    counted = [place for place in places if place["population"]]
    counted.sort(key=lambda place: abs(place["population"] - INHABITANTS))
    return next(
        place["name"]
        for place in counted
        if not sysadmin("organization_account_list", id=place["name"])
    )


def _open_account(sysadmin: Visitor, newcomer: Visitor, letters: Letterbox, commune: str) -> None:
    """Invite the secretary, who chooses a password by the link mailed, then signs in."""
    address = f"secretariat@{commune}.example.org"
    sysadmin.go(f"/organization/{commune}/accounts")
    sysadmin.page.fill("#field-email", address)
    sysadmin.page.check("[name=role][value=controller]")
    sysadmin.page.click("form:has(#field-email) [type=submit]")
    _subject, text = letters.next_to(address)
    newcomer.page.goto(re.findall(r"\S+/user/reset/\S+", text)[0])
    newcomer.page.fill("#field-password", PASSWORD)
    newcomer.page.fill("#field-confirm-password", PASSWORD)
    newcomer.page.click("[name=save]")
    newcomer.page.wait_for_url(lambda url: "/user/reset/" not in url)
    newcomer.portal.accounts[address] = {"password": PASSWORD}
    newcomer.sign_in(address)


@pytest.fixture(scope="module")
def commune(portal: Portal, browser: Browser, letters: Letterbox) -> Iterator[Commune]:
    """The account is opened and the DPO designated on the pages, and by mail."""
    name = _without_account(portal)
    with windows(portal, browser) as visit:
        secretary = visit()
        _open_account(visit("sysadmin"), secretary, letters, name)
        secretary.go(f"/governance/dpo/{name}")
        secretary.page.fill("#field-user", DPO)
        secretary.page.click("[data-form=dpo] [type=submit]")
        secretary.page.wait_for_selector("[data-designation]")
        mayor = f"maire@{name}.example.org"
        secretary.go(f"/governance/deciders/{name}")
        secretary.page.fill("#field-mayor_name", "Camille Fictif")
        secretary.page.fill("#field-mayor_email", mayor)
        secretary.page.check("#field-sends")
        secretary.page.click("[data-form=mayor] [type=submit]")
        secretary.page.wait_for_selector(".alert-success")
        yield Commune(name, secretary, mayor)


def _under_review(commune: Commune, folder: Path) -> str:
    """Deposit a file and send it, as the only account of the commune."""
    dataset = commune.secretary.deposit(folder)
    commune.secretary.send_to_dpo()
    return dataset


def _open_link(mayor: Visitor, commune: Commune, letters: Letterbox) -> None:
    """Follow the link of the mail that announces a decision to take."""
    subject, text = letters.next_to(commune.mayor)
    assert TITLE in subject
    mayor.page.goto(re.findall(r"\S+/governance/decision/\S+", text)[0])


def _code(mayor: Visitor, commune: Commune, letters: Letterbox) -> str:
    """Ask for the code, which comes in a mail of its own."""
    mayor.page.click("[name=decision][value=code]")
    mayor.page.wait_for_selector("[data-code-sent]")
    return re.findall(r"\d{6}", letters.next_to(commune.mayor)[0])[0]


def test_the_mayor_decides_by_the_mailed_link(
    commune: Commune, visit: Visit, letters: Letterbox, tmp_path: Path
) -> None:
    """Two mails, one page, a code that goes to the mailbox: nobody of the commune decides else."""
    dataset = _under_review(commune, tmp_path)
    assert not letters.unread(commune.mayor)
    visit("dpo").give_opinion(dataset, "favourable")

    mayor, reader = visit(), visit()
    _open_link(mayor, commune, letters)
    link = mayor.page.url
    assert "Parking de la mairie" in mayor.page.inner_text("[data-decide]")
    assert not reader.sees(dataset)
    mayor.page.fill("#field-code", _code(mayor, commune, letters))
    mayor.page.click("[name=decision][value=publish]")
    mayor.page.wait_for_selector("[data-decided=publish]")

    assert reader.sees(dataset)
    with reader.page.expect_download() as download:
        reader.page.click("main a[href*='/download/'] >> nth=0")
    assert download.value.path().read_bytes() == CSV
    mayor.page.goto(link)
    mayor.page.wait_for_selector("[data-link-ended]")


def test_a_standing_act_decides(
    commune: Commune, visit: Visit, letters: Letterbox, tmp_path: Path
) -> None:
    """Recorded once, it publishes at once on a favourable opinion; nobody is written to."""
    secretary, number = commune.secretary, f"2026-{date.today():%j}"  # noqa: DTZ011 - a local day
    secretary.go(f"/governance/deciders/{commune.name}")
    secretary.page.fill("#field-number", number)
    secretary.page.fill("#field-adopted", date.today().isoformat())  # noqa: DTZ011
    secretary.page.fill("#field-holder", "Camille Fictif, maire, par délégation du conseil")
    secretary.page.check("#act-everything")
    secretary.page.click("[data-form=act] [type=submit]")
    secretary.page.wait_for_selector(f"[data-act]:has-text('{number}')")
    dataset, reader = _under_review(commune, tmp_path), visit()
    assert not reader.sees(dataset)
    visit("dpo").give_opinion(dataset, "favourable")
    assert reader.sees(dataset)
    assert not letters.unread(commune.mayor)
    secretary.go(f"/governance/review/{dataset}")
    assert number in secretary.page.inner_text("main")
    secretary.go(f"/governance/deciders/{commune.name}")
    secretary.page.click(f"[data-act]:has-text('{number}') [type=submit]")
    secretary.page.wait_for_selector(".alert-success")


def test_against_the_opinion_the_mayor_alone_decides_with_a_reason(
    commune: Commune, visit: Visit, letters: Letterbox, tmp_path: Path
) -> None:
    """Whoever sent it may not publish against the DPO; the mayor may, and says why."""
    dataset, reason = _under_review(commune, tmp_path), "L’adresse du gymnase est déjà publique."
    visit("dpo").give_opinion(dataset, "unfavourable", "L’adresse du gymnase est celle du gardien.")
    page = commune.secretary.page
    commune.secretary.go(f"/governance/review/{dataset}")
    assert "celle du gardien" in page.inner_text("[data-said]")
    page.fill("[data-form=publish] textarea[name=text]", reason)
    page.click("[data-form=publish] [type=submit]")
    page.wait_for_selector("[data-errors]")
    assert reason in page.content()
    mayor, reader = visit(), visit()
    assert not reader.sees(dataset)
    _open_link(mayor, commune, letters)
    code = _code(mayor, commune, letters)
    mayor.page.fill("#field-code", code)
    mayor.page.click("[name=decision][value=publish]")
    mayor.page.wait_for_selector("#field-text-error")
    assert not reader.sees(dataset)
    mayor.page.fill("#field-text", reason)
    mayor.page.fill("#field-code", code)
    mayor.page.click("[name=decision][value=publish]")
    mayor.page.wait_for_selector("[data-decided=publish]")
    assert reader.sees(dataset)
    assert reason not in reader.page.content()
    assert "défavorable" not in reader.page.inner_text("main").lower()
