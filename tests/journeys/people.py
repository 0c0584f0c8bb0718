"""The portal that the journeys walk through, and the people who do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import requests
from checklist_answers import with_answers

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    Visit = Callable[..., "Visitor"]


@dataclass(frozen=True)
class Portal:
    """The running portal: its address and its demonstration accounts by name."""

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
