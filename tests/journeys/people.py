"""The portal that the journeys walk through, and the people who do."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from checklist_answers import with_answers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

    Visit = Callable[..., "Visitor"]

FILE = "bornes_recharge_2026.csv"
CSV = (
    "nom;adresse;puissance_kw\n"
    "Parking de la mairie;1 place de la Mairie;22\n"
    "Gymnase;8 rue des Écoles;50\n"
).encode("cp1252")
TITLE = "Bornes de recharge publiques"


@dataclass(frozen=True)
class Portal:
    """The running portal: its address and its accounts, by what they sign in with."""

    url: str
    accounts: dict[str, dict[str, str]]


@dataclass
class Visitor:
    """Somebody in front of the portal, in a browser window of their own."""

    portal: Portal
    page: Page

    def go(self, path: str) -> None:
        """Open a page of the portal."""
        self.page.goto(self.portal.url + path)

    def deposit(self, folder: Path) -> str:
        """Drop the file, fill in what is asked; return the name of the dataset."""
        (folder / FILE).write_bytes(CSV)
        page = self.page
        self.go("/dataset/new")
        page.set_input_files("#field-upload", folder / FILE)
        page.click("[data-deposit] [type=submit]")
        page.wait_for_url("**/dataset/edit/**")
        assert page.input_value("#field-title"), "the portal proposes a title read from the file"
        page.fill("#field-title", TITLE)
        page.fill("#field-notes", "Emplacement et puissance des bornes de la commune fictive.")
        page.check("[data-field=theme] input >> nth=0")
        page.fill("#field-tag_string", "mobilité, électricité")
        page.select_option("#field-frequency", index=1)
        page.fill("[data-field=contact] input[type=email]", "mairie@example.org")
        page.click("[data-record] [type=submit]")
        page.wait_for_selector(".alert-success")
        return page.url.split("/dataset/edit/")[-1].split("?")[0]

    def send_to_dpo(self) -> None:
        """Send the draft whose page is open, declarations made."""
        self.page.click("[data-action=submit]")
        self.declare_and_send()
        self.page.wait_for_selector("[data-action=take_back]")

    def give_opinion(self, dataset: str, kind: str, text: str = "") -> None:
        """Read a dataset as its DPO, answer the checklist and give an opinion."""
        self.go(f"/governance/review/{dataset}")
        self.answer("[data-checklist]")
        self.page.check(f"[data-form=opinion] input[value={kind}]")
        self.page.fill("[data-form=opinion] textarea[name=text]", text)
        self.page.click("[data-form=opinion] [type=submit]")
        self.page.wait_for_url("**/governance/queue*")

    def sees(self, dataset: str) -> bool:
        """Whether the page of a dataset is there."""
        self.go(f"/dataset/{dataset}")
        return self.page.query_selector("[data-published]") is not None

    def declare_and_send(self) -> None:
        """Answer « Oui » to each item of the agent's, on the page that sends to the DPO."""
        self.page.wait_for_selector("[data-form=submit]")
        self.answer("[data-form=submit]")
        self.page.click("[data-form=submit] [data-action=submit]")

    def answer(self, place: str) -> None:
        """Answer « Oui » to each question of a part of the page."""
        for choice in self.page.query_selector_all(f"{place} .ot-seg input[value=yes]"):
            choice.check()

    def sign_in(self, account: str) -> None:
        """Sign in as one of the demonstration accounts."""
        self.go("/user/login")
        self.page.fill("#field-login", account)
        self.page.fill("#field-password", self.portal.accounts[account]["password"])
        self.page.press("#field-password", "Enter")
        self.page.wait_for_url(lambda url: "/user/login" not in url)


@contextmanager
def windows(portal: Portal, browser: Browser) -> Iterator[Visit]:
    """Open browser windows, each signed in as an account or as nobody; close them at the end."""
    contexts: list[BrowserContext] = []

    def visit(account: str | None = None) -> Visitor:
        context = browser.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
        contexts.append(context)
        visitor = Visitor(portal, context.new_page())
        if account:
            visitor.sign_in(account)
        return visitor

    yield visit
    for context in contexts:
        context.close()


class Caller:
    """Somebody who calls the API with the token of a demonstration account, or with none."""

    def __init__(self, portal: Portal, account: str | None = None) -> None:
        self.url = portal.url
        self.session = requests.Session()
        self.session.trust_env = False
        if account:
            self.session.headers["Authorization"] = portal.accounts[account]["token"]

    def __call__(self, action: str, **data: Any) -> Any:
        """Call an action that must succeed."""
        answer = self.post(action, **data)
        assert answer.status_code == 200, (action, answer.status_code, answer.text[:2000])
        return answer.json()["result"]

    def post(self, action: str, **data: Any) -> requests.Response:
        """Call an action, whatever it answers; the checklist is answered « Oui »."""
        body = with_answers(action, data)
        return self.session.post(f"{self.url}/api/3/action/{action}", json=body, timeout=60)

    def get(self, address: str) -> requests.Response:
        """Read a page or a file, by its path or its whole address."""
        whole = address if address.startswith("http") else self.url + address
        return self.session.get(whole, timeout=60)

    def upload(self, dataset: str, name: str, content: bytes) -> dict[str, Any]:
        """Add a file to a dataset."""
        answer = self.session.post(
            f"{self.url}/api/3/action/resource_create",
            data={"package_id": dataset, "name": name},
            files={"upload": (name, content, "text/csv")},
            timeout=60,
        )
        assert answer.status_code == 200, answer.text[:2000]
        return answer.json()["result"]
