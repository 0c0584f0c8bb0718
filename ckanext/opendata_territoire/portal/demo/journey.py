"""Walks each deposit through the real workflow, each step by the account whose role it is."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from werkzeug.datastructures import FileStorage

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal.domain.typography import unbroken

from . import people
from .content import Deposit, File, fictional_deposits, reference_deposits

if TYPE_CHECKING:
    from collections.abc import Callable

STATES = {
    "governance_submit": "in_review",
    "governance_return": "returned",
    "governance_opinion": "opinion_given",
    "governance_publish": "published",
}
"""Where each step leads."""


class NoTerritoryError(Exception):
    """The territory has not been imported yet."""


def department_name() -> str:
    """Return the name of the département's organisation.

    Raises:
        NoTerritoryError: nothing has been imported.
    """
    found = tk.get_action("territory_list")({"user": ""}, {"kind": "department"})
    if not found:
        raise NoTerritoryError
    return found[0]["name"]


def ensure_fictional_communes(context: Callable[[], Any]) -> int:
    """Create the two fictional communes unless they exist; return how many were created."""
    wanted = {
        people.COMMUNE: people.COMMUNE_TITLE,
        people.NEIGHBOUR: people.NEIGHBOUR_TITLE,
    }
    missing = [name for name in wanted if model.Group.get(name) is None]
    for name in missing:
        fields = {
            "name": name,
            "title": wanted[name],
            "kind": "commune",
            "description": unbroken(people.ABOUT_FICTIONAL),
            "contact_email": f"mairie@{name}.example.org",
        }
        tk.get_action("organization_create")(context(), fields)
    return len(missing)


def ensure_designations(department: str) -> int:
    """Let each organisation that deposits designate the DPO; return how many did so now."""
    made = 0
    for controller, organization in (
        ("controller", people.COMMUNE),
        ("department", department),
    ):
        designated = tk.get_action("governance_dpo_list")(
            {"user": controller}, {"organization": organization}
        )
        if any(found["user"]["name"] == "dpo" for found in designated):
            continue
        reference = "Désignation de démonstration (fictive)"
        tk.get_action("governance_dpo_assign")(
            {"user": controller},
            {"organization": organization, "user": "dpo", "reference": reference},
        )
        made += 1
    return made


def deposits() -> list[Deposit]:
    """Describe all that is to be deposited, from the territory as it is now."""
    places = tk.get_action("territory_list")({"user": ""}, {})
    epci = [
        tk.get_action("territory_show")({"user": ""}, {"id": place["name"]})
        for place in places
        if place["kind"] == "epci"
    ]
    address = {
        place["name"]: tk.h.url_for("organization.read", id=place["name"], qualified=True)
        for place in places
    }
    department = next(place for place in places if place["kind"] == "department")
    real = reference_deposits(places, epci, address, _contact(department["title"], "donnees"))
    commune = people.COMMUNE
    return real + fictional_deposits(
        commune, people.COMMUNE_TITLE, _contact(people.COMMUNE_TITLE, "mairie")
    )


def _contact(name: str, mailbox: str) -> dict[str, str]:
    return {"name": name, "email": f"{mailbox}@demonstration.example.org"}


def walk(deposit: Deposit) -> int:
    """Take a deposit as far as it should go; return how many steps were taken.

    A dataset that people have moved since, or deleted, is theirs: it is left alone.
    """
    taken = 0
    package = model.Package.get(deposit.name)
    if package is None:
        said = {key: _printed(value) for key, value in deposit.fields.items()}
        fields = {"name": deposit.name, "owner_org": deposit.organization, **said}
        tk.get_action("package_create")({"user": deposit.author}, fields)
        taken += 1
    elif package.state == "deleted":
        return 0
    if _version(deposit) == 0:
        taken += _add_missing_files(deposit)
    for number, (account, action, says) in enumerate(deposit.steps):
        if _version(deposit) == number and _state(deposit) == _state_before(deposit, number):
            answers = _answers(account, action)
            said = {key: _printed(value) for key, value in says.items()}
            tk.get_action(action)({"user": account}, {"id": deposit.name, **answers, **said})
            taken += 1
    return taken


def _printed(value: Any) -> Any:
    return unbroken(value) if isinstance(value, str) else value


def _answers(account: str, action: str) -> dict[str, dict[str, str]]:
    """Answer yes to what the checklist asks with an action: these data are open, or invented."""
    owner = {"governance_submit": "agent", "governance_opinion": "dpo"}.get(action)
    if owner is None:
        return {}
    asked = tk.get_action("governance_checklist")({"user": account}, {})["items"]
    return {"answers": {item["id"]: "yes" for item in asked if item["owner"] == owner}}


def _add_missing_files(deposit: Deposit) -> int:
    shown = tk.get_action("package_show")({"user": deposit.author}, {"id": deposit.name})
    present = {resource["name"] for resource in shown["resources"]}
    missing = [file for file in deposit.files if file.name not in present]
    for file in missing:
        _add_file(deposit, file)
    return len(missing)


def _add_file(deposit: Deposit, file: File) -> None:
    upload = FileStorage(io.BytesIO(file.content), filename=file.filename)
    tk.get_action("resource_create")(
        {"user": deposit.author},
        {
            "package_id": deposit.name,
            "name": file.name,
            "description": unbroken(file.description),
            "format": file.filename.rpartition(".")[2].upper(),
            "upload": upload,
            "url": file.filename,
        },
    )


def _review(deposit: Deposit) -> dict[str, Any]:
    return tk.get_action("governance_show")({"user": deposit.author}, {"id": deposit.name})


def _version(deposit: Deposit) -> int:
    return _review(deposit)["version"]


def _state(deposit: Deposit) -> str:
    return _review(deposit)["state"]


def _state_before(deposit: Deposit, number: int) -> str:
    return STATES[deposit.steps[number - 1][1]] if number else "draft"
