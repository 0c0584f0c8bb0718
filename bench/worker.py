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
from content import dataset
from sqlalchemy import event
from werkzeug.test import Client

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli import load_config
from ckan.config.middleware import make_app
from ckan.lib.search import commit, rebuild

ORGANIZATIONS = 20


class Side:
    """The commands: each public method is one, its result the answer."""

    def __init__(self, ini: str, name: str) -> None:
        self._ours = name == "ours"
        self._client = Client(make_app(load_config(ini)), use_cookies=False)
        self._token = ""
        self._queries = 0
        event.listen(model.meta.engine, "before_cursor_execute", self._count)

    def _count(self, *_: object) -> None:
        self._queries += 1

    def _timed(self, path: str, **request: Any) -> dict[str, Any]:
        self._queries = 0
        start = time.perf_counter()
        response = self._client.open(path, **request)
        body = response.get_data()
        seconds = time.perf_counter() - start
        if response.status_code != 200:
            return {"error": f"{path}: {response.status_code} {body[:500]!r}"}
        return {"seconds": seconds, "queries": self._queries, "bytes": len(body)}

    def prepare(self) -> dict[str, Any]:
        """Create an editor and the organisations; refuse a database that is not empty."""
        if model.Session.query(model.Package).first():
            return {"error": "the database already holds datasets: the bench wants an empty one"}
        fields = {"name": "bench", "email": "bench@example.org", "password": uuid4().hex}
        tk.get_action("user_create")(self._site(), fields)
        for number in range(ORGANIZATIONS):
            organization = {
                "name": f"commune-{number}",
                "title": f"Commune {number}",
                "users": [{"name": "bench", "capacity": "editor"}],
            }
            if self._ours:
                organization |= {"kind": "commune", "insee_code": f"340{number:02}"}
            tk.get_action("organization_create")(self._site(), organization)
        token = tk.get_action("api_token_create")(self._site(), {"user": "bench", "name": "bench"})
        self._token = token["token"]
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
        """Create the dataset of that number by the API, as the editor."""
        fields = dataset(number, f"commune-{number % ORGANIZATIONS}", ours=self._ours)
        headers = {"Authorization": self._token}
        return self._timed(
            "/api/3/action/package_create", method="POST", json=fields, headers=headers
        )

    def fill(self, total: int) -> dict[str, Any]:
        """Copy the datasets in the database until there are `total`, publish all, index all.

        The workflow is not measured here: rows are written as a finished review leaves them.
        """
        ids = [row.id for row in model.Session.query(model.Package.id)]
        for number in range(len(ids), total):
            _copy(ids[number % len(ids)], number)
        if self._ours:
            _publish_all()
        model.Session.commit()
        rebuild(quiet=True, defer_commit=True)
        commit()
        return {"datasets": model.Session.query(model.Package).count()}

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

    def get(self, path: str) -> dict[str, Any]:
        """Ask for one page or one side-effect-free action, without signing in."""
        return self._timed(path)


def _copy(source: str, number: int) -> None:
    """Copy a dataset's rows under new ids, its name and title numbered anew."""
    new_id = str(uuid4())
    columns = {
        "package": "id",
        "package_tag": "package_id",
        "resource": "package_id",
        "member": "table_id",
    }
    for table_name, column in columns.items():
        table = model.meta.metadata.tables[table_name]
        rows = model.Session.execute(sa.select(table).where(table.c[column] == source))
        for row in rows.mappings():
            values = {**row, "id": str(uuid4()), column: new_id}
            if column == "id":
                values |= {"name": f"copie-{number}", "title": f"{values['title']} ({number})"}
            model.Session.execute(table.insert().values(values))


def _publish_all() -> None:
    model.Session.execute(sa.update(model.Package).values(state="active", private=False))
    model.Session.execute(
        sa.text(
            "INSERT INTO opendata_governance_review"
            " (dataset_id, state, version, round, published_at, first_published_at, changed_at)"
            " SELECT id, 'published', 3, 1, now(), now(), now() FROM package"
            " ON CONFLICT (dataset_id) DO UPDATE SET state = 'published', version = 3, round = 1,"
            " published_at = now(), first_published_at = now()"
        )
    )


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
