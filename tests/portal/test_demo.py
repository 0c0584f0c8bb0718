"""`ckan territoire demo`: real accounts walk real content through the real workflow."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING, Any

import pytest

import ckan.plugins.toolkit as tk
from ckan import model
from ckan.cli.cli import ckan
from ckan.lib.helpers import url_for
from ckan.tests import factories, helpers

from ckanext.opendata_territoire.portal.demo import accounts, journey

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REAL = {
    "communes-du-departement",
    "intercommunalites-et-leur-composition",
    "annuaire-des-organisations",
}
ROLES = {
    "sysadmin": "sysadmin",
    "department": "controller",
    "department_agent": "agent",
    "controller": "controller",
    "agent": "agent",
    "member": "member",
    "dpo": "dpo",
    "neighbour": "agent",
    "reader": "reader",
}


@pytest.fixture
def territory(with_plugins: None, clean_db: None, clean_index: None) -> None:
    """A département, an EPCI and two communes; names are fictional, codes are well formed."""
    context = {"user": factories.Sysadmin()["name"], "ignore_auth": True}
    places = [
        ("departement", "department", {"insee_code": "01", "vintage": "2026"}, None),
        ("epci", "epci", {"siren": "200000172", "epci_type": "CC"}, "departement"),
        ("un", "commune", {"insee_code": "01004", "population": 10}, "epci"),
        ("deux", "commune", {"insee_code": "01002", "population": 20}, "epci"),
    ]
    for name, kind, fields, parent in places:
        helpers.call_action(
            "organization_create",
            dict(context),
            name=name,
            title=name.title(),
            kind=kind,
            groups=[{"name": parent}] if parent else [],
            **fields,
        )


@pytest.fixture
def demo(territory: None, cli: Any, tmp_path: Path) -> Callable[..., str]:
    """Run the command and return the last line that it printed."""

    def run(*options: str) -> str:
        result = cli.invoke(
            ckan, ["territoire", "demo", "--accounts", str(tmp_path / "accounts.json"), *options]
        )
        assert result.exit_code == 0, result.output
        model.Session.remove()
        return result.output.splitlines()[-1]

    return run


def known(tmp_path: Path) -> dict[str, dict[str, Any]]:
    """Return what the accounts file holds."""
    return json.loads((tmp_path / "accounts.json").read_text())


def state(name: str) -> str:
    """Return where a dataset stands, as a system administrator sees it."""
    return tk.get_action("governance_show")({"user": "sysadmin"}, {"id": name})["state"]


def test_content_travels_and_a_second_run_changes_nothing(
    demo: Callable[..., str], app: Any, tmp_path: Path
) -> None:
    """Real datasets become public with their bytes, fictional ones do not; then all is still."""
    demo()
    found = app.get(url_for("api.action", ver=3, logic_function="package_search")).json["result"]
    assert {dataset["name"] for dataset in found["results"]} == REAL
    states = {name: state(f"villexemple-{name}") for name in ("animations", "subventions")}
    assert states == {"animations": "draft", "subventions": "returned"}
    assert state("villexemple-equipements-sportifs") == "in_review"
    dataset = next(d for d in found["results"] if d["name"] == "communes-du-departement")
    resource = next(r for r in dataset["resources"] if r["format"] == "CSV")
    lines = app.get(resource["url"]).body.splitlines()
    assert [line.split(",")[0] for line in lines] == ["code_insee", "01002", "01004"]

    before = (tmp_path / "accounts.json").stat()
    assert demo() == "0 changement"
    after = (tmp_path / "accounts.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def site_user_joins(organization: str) -> str:
    """Put the site's own account in charge, as CKAN and earlier versions did; return its name."""
    name = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]
    join = {"id": organization, "username": name, "role": "admin"}
    tk.get_action("organization_member_create")({"user": name, "ignore_auth": True}, join)
    return name


def in_charge(organization: str) -> set[str]:
    """Return the names of those in charge of an organisation."""
    found = tk.get_action("member_list")(
        {"ignore_auth": True}, {"id": organization, "object_type": "user", "capacity": "admin"}
    )
    return {model.User.get(key).name for key, _, _ in found}  # type: ignore[union-attr]


def test_the_account_of_the_site_is_in_charge_of_nothing(demo: Callable[..., str]) -> None:
    """A person alone decides for a commune; a run mends what an earlier version left."""
    demo("--only-accounts")
    assert in_charge("villexemple") == {"controller"}
    site_user = site_user_joins("villexemple")
    assert in_charge("villexemple") == {"controller", site_user}
    assert demo("--only-accounts") == "1 changement"
    assert in_charge("villexemple") == {"controller"}
    assert demo("--only-accounts") == "0 changement"


def test_accounts_work_and_are_private(demo: Callable[..., str], app: Any, tmp_path: Path) -> None:
    """The file is for its owner only; each token acts as its account, each password opens it."""
    demo("--only-accounts")
    assert stat.S_IMODE((tmp_path / "accounts.json").stat().st_mode) == 0o600
    people = known(tmp_path)
    assert {name: account["role"] for name, account in people.items()} == ROLES
    assert len({account["password"] for account in people.values()}) == len(ROLES)
    for name, account in people.items():
        user = model.User.get(name)
        assert user
        assert user.validate_password(account["password"])
        shown = app.get(
            url_for("api.action", ver=3, logic_function="user_show", id=name),
            headers={"Authorization": account["token"]},
        ).json["result"]
        assert shown["email"].endswith(".example.org")
    assert not model.Session.query(model.Package).count()


def test_a_lost_file_gives_new_secrets(demo: Callable[..., str], tmp_path: Path) -> None:
    """Without the file nobody knows the passwords: they are replaced, the accounts stay."""
    demo("--only-accounts")
    old = known(tmp_path)
    ids = {name: model.User.get(name).id for name in ROLES}  # type: ignore[union-attr]
    (tmp_path / "accounts.json").unlink()
    demo("--only-accounts")
    new = known(tmp_path)
    assert all(new[name]["password"] != old[name]["password"] for name in ROLES)
    assert ids == {name: model.User.get(name).id for name in ROLES}  # type: ignore[union-attr]


def test_what_people_moved_stays_where_they_moved_it(demo: Callable[..., str]) -> None:
    """A dataset taken back, withdrawn or deleted since is not pushed on again."""
    demo()
    act = tk.get_action
    act("governance_take_back")({"user": "agent"}, {"id": "villexemple-equipements-sportifs"})
    act("governance_withdraw")(
        {"user": "department"}, {"id": "communes-du-departement", "text": "Une erreur."}
    )
    act("package_delete")({"user": "agent"}, {"id": "villexemple-animations"})
    assert demo() == "0 changement"
    assert state("villexemple-equipements-sportifs") == "draft"
    assert state("communes-du-departement") == "withdrawn"


def test_an_interrupted_run_is_resumed(
    demo: Callable[..., str], app: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped between two files or between two steps, the next run goes on from there."""
    demo("--only-accounts")
    with app.flask_app.test_request_context():
        journey.ensure_designations("departement")
        first = journey.deposits()[0]
        with monkeypatch.context() as patch:
            patch.setattr(journey, "_add_file", _fail_on_second(journey._add_file))
            with pytest.raises(RuntimeError):
                journey.walk(first)
        assert journey.walk(first) == 4
    assert state(first.name) == "published"


def _fail_on_second(add: Callable[..., None]) -> Callable[..., None]:
    calls: list[object] = []

    def once(*arguments: Any) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise RuntimeError
        add(*arguments)

    return once


@pytest.mark.usefixtures("with_plugins", "clean_db", "clean_index")
def test_without_territory_it_says_what_to_do(cli: Any, tmp_path: Path) -> None:
    """On an empty portal the command names the command to run first and writes nothing."""
    path = tmp_path / "accounts.json"
    result = cli.invoke(ckan, ["territoire", "demo", "--accounts", str(path)])
    assert result.exit_code == 1
    assert "ckan territoire import" in result.output
    assert not path.exists()


@pytest.mark.usefixtures("territory")
def test_fictional_communes_are_recognisable(cli: Any, tmp_path: Path) -> None:
    """A fictional commune says so in its title, has no code and stands below nobody."""
    assert journey.ensure_fictional_communes(accounts.site_context) == 2
    places = tk.get_action("territory_list")({"user": ""}, {"kind": "commune"})
    fictional = [place for place in places if "(fictive)" in place["title"]]
    assert len(fictional) == 2
    assert all(place["insee_code"] is None and place["parent"] is None for place in fictional)
