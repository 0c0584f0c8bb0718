"""One side of the bench: a CKAN application in this process, asked by lines of JSON.

Not to be run by hand: `bench/harness.py` starts it with the path of an ini file and `plain` or
`ours`. Each line of the standard input is a command, each line of the output its answer.
"""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from content import SUBJECTS, dataset, organizations
from filling import Filler
from sqlalchemy import event
from werkzeug.test import Client

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app

ROLES = {"agent": "editor", "controller": "admin"}


class Side:
    """The commands: each public method is one, its result the answer."""

    def __init__(self, ini: str, name: str) -> None:
        self._ours = name == "ours"
        self._client = Client(make_app(load_config(ini)), use_cookies=False)
        self._tokens: dict[str, str] = {}
        self._filler: Filler
        self._queries = 0
        event.listen(model.meta.engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self._queries += 1

    def _timed(self, path: str, who: str | None = None, **request: Any) -> dict[str, Any]:
        headers = {"Authorization": self._tokens[who]} if who else {}
        self._queries = 0
        start = time.perf_counter()
        response = self._client.open(path, headers=headers, **request)
        body = response.get_data()
        seconds = time.perf_counter() - start
        if response.status_code != 200:
            raise RuntimeError(f"{path}: {response.status_code} {body[:500]!r}")
        return {
            "seconds": seconds,
            "queries": self._queries,
            "bytes": len(body),
            "count": _count_of(body) if "/package_search" in path else None,
        }

    def prepare(self, total: int) -> dict[str, Any]:
        """Create people, organisations and the datasets to copy; the database must be empty.

        Args:
            total: number of organisations.
        """
        if model.Session.query(model.Package).first():
            raise RuntimeError("the database already holds datasets: the bench wants an empty one")
        for name in (*ROLES, "dpo"):
            fields = {"name": name, "email": f"{name}@example.org", "password": uuid4().hex}
            tk.get_action("user_create")(self._site(), fields)
            given = {"user": name, "name": "bench"}
            token = tk.get_action("api_token_create")(self._site(), given)
            self._tokens[name] = token["token"]
        for organization in organizations(total, ROLES, ours=self._ours):
            tk.get_action("organization_create")(self._site(), organization)
        ids = [row.id for row in model.Session.query(model.Group.id).order_by(model.Group.name)]
        if self._ours:
            for key in ids:
                designation = {"organization": key, "user": "dpo"}
                tk.get_action("governance_dpo_assign")({"user": "controller"}, designation)
        for number in range(len(SUBJECTS)):
            self.create(number)
        templates = [row.id for row in model.Session.query(model.Package.id).order_by("name")]
        self._filler = Filler(templates, ids)
        return {}

    def organize(self, organizations: list[dict[str, Any]]) -> dict[str, Any]:
        """Create organisations one by one, by CKAN's own action."""
        self._queries = 0
        start = time.perf_counter()
        for organization in organizations:
            tk.get_action("organization_create")(self._site(), organization)
        return {"seconds": time.perf_counter() - start, "queries": self._queries}

    def _site(self) -> Any:
        name = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
        return {"user": name, "ignore_auth": True}

    def create(self, number: int) -> dict[str, Any]:
        """Create the dataset of that number by the API, as an agent of the first commune."""
        fields = dataset(number, "commune-0", ours=self._ours)
        return self._timed("/api/3/action/package_create", "agent", method="POST", json=fields)

    def update(self, number: int, text: str) -> dict[str, Any]:
        """Change the description of the dataset of that number by the API, as its agent."""
        fields = {"id": f"jeu-{number}", "notes": text}
        return self._timed("/api/3/action/package_patch", "agent", method="POST", json=fields)

    def fill(self, total: int) -> dict[str, Any]:
        """Bring the number of copies to `total`: see `filling`."""
        self._filler.fill(total, ours=self._ours)
        return {}

    def journal(self, rows: int, appended: int) -> dict[str, Any]:
        """Bring the journal to a number of rows, append some, verify all."""
        from journal import entries  # noqa: PLC0415 (reads this slice, which plain CKAN has not)

        from ckanext.opendata_territoire.governance import anchors  # noqa: PLC0415
        from ckanext.opendata_territoire.governance.domain.workflow import Actor  # noqa: PLC0415
        from ckanext.opendata_territoire.governance.store import journal  # noqa: PLC0415

        last, head = journal.head()
        chain = entries(rows - appended - last, last, head)
        model.Session.execute(sa.insert(journal.Journal), [journal.values(row) for row in chain])
        model.Session.commit()
        start = time.perf_counter()
        for number in range(appended):
            journal.write_journal("opinion", Actor("bench"), detail={"round": number})
            model.Session.commit()
        append = time.perf_counter() - start
        start = time.perf_counter()
        verdict = anchors.verify()
        if (verdict.count, verdict.bad) != (rows, None):
            return {"error": f"the journal is bad: {verdict}"}
        return {"append": append, "verify": time.perf_counter() - start}

    def get(self, path: str, who: str | None = None) -> dict[str, Any]:
        """Ask for one page or one side-effect-free action, as somebody or without signing in."""
        return self._timed(path, who)


def _count_of(body: bytes) -> int:
    return json.loads(body)["result"]["count"]


def main() -> None:
    """Answer commands until the input ends; what the application prints goes to the errors."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    side = Side(sys.argv[1], sys.argv[2])
    for line in sys.stdin:
        request = json.loads(line)
        command = getattr(side, request.pop("command"))
        try:
            answer = command(**request)
        except Exception as error:  # noqa: BLE001 (the other process reports it)
            answer = {"error": f"{type(error).__name__}: {error}"}
        answers.write(json.dumps(answer) + "\n")
        answers.flush()


if __name__ == "__main__":
    main()
