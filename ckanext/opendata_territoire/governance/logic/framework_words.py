"""Framework opinions in people's words: conditions, and why one does not apply, at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import checklists, data_checks
from ckanext.opendata_territoire.governance.domain.framework import Check, Reason

if TYPE_CHECKING:
    from ckan import model

    from ckanext.opendata_territoire.governance.domain.framework import Fault


def conditions() -> dict[str, str]:
    """Return what each condition says when it is met, those of other slices included."""
    return {
        Check.ANSWERS.value: tk._("The agent answers all their items, none with no"),
        Check.READABLE.value: tk._("Each file is one table that the portal reads whole"),
        Check.NOTHING_FOUND.value: tk._(
            "Nothing hidden is found in the files: sheets, columns, rows, comments, authors"
        ),
        Check.COLUMNS.value: tk._("Each file has the listed columns and no other"),
        Check.LICENCE.value: tk._("The licence is one of those listed"),
        **{name: str(check["label"]) for name, check in data_checks.known().items()},
    }


def chosen_by_name() -> dict[str, str]:
    """Return the conditions that are chosen by their name: the others come with what they list."""
    listed = (Check.ANSWERS.value, Check.COLUMNS.value, Check.LICENCE.value)
    return {name: word for name, word in conditions().items() if name not in listed}


def faults(found: Fault, package: model.Package) -> dict[str, Any]:
    """Return what is not met in a dataset: `reason`, `message`, and where: `resource`, `field`."""
    file = next((each for each in package.resources if each.id == found.file), None)
    return {
        "reason": found.reason.value,
        "message": _message(found),
        "resource": found.file,
        "file": (file.name or file.url.rsplit("/", 1)[-1]) if file else None,
        "field": "license_id" if found.reason is Reason.LICENCE else None,
        "names": list(found.names),
    }


def _message(found: Fault) -> str:
    if found.reason is Reason.OTHER_CHECK:
        return found.names[0]
    names = ", ".join(_names(found)) or "–"
    return {**_of_the_data(), **_of_the_dpo()}[found.reason].format(names=names)


def _names(found: Fault) -> list[str]:
    if found.reason is Reason.ANSWER_NO:
        asked = {item.id: item.question for item in checklists.current().items}
        return [asked.get(name, name) for name in found.names]
    if found.reason is Reason.FOUND:
        words = _hidden()
        return [words.get(name, name) for name in found.names]
    return [name or tk._("(no title)") for name in found.names]


def _hidden() -> dict[str, str]:
    return {
        "people": tk._("names of persons"),
        "comments": tk._("comments"),
        "tracked": tk._("tracked changes"),
        "hidden_sheets": tk._("hidden sheets"),
        "hidden_columns": tk._("hidden columns"),
        "hidden_rows": tk._("hidden rows"),
    }


def _of_the_data() -> dict[Reason, str]:
    return {
        Reason.ANSWER_NO: tk._("No is answered to: {names}"),
        Reason.NO_FILE: tk._("There is no file"),
        Reason.NOT_A_TABLE: tk._("The portal does not read it whole as one table with titles"),
        Reason.COLUMNS_MISSING: tk._("Columns missing: {names}"),
        Reason.COLUMNS_ADDED: tk._("Columns that the framework opinion does not know: {names}"),
        Reason.COLUMNS_REPEATED: tk._("Columns of the same title: {names}"),
        Reason.COLUMNS_OTHER: tk._("Columns that hold something else: {names}"),
        Reason.FOUND: tk._("It shows unawares: {names}"),
        Reason.NOT_READ: tk._("The portal could not search it whole for hidden parts"),
        Reason.LICENCE: tk._("The licence is none of those listed"),
        Reason.UNKNOWN_CHECK: tk._("A check could not be made ({names})"),
    }


def _of_the_dpo() -> dict[Reason, str]:
    return {
        Reason.DPO_LEFT: tk._("The DPO who signed it is no longer the DPO of the organization"),
        Reason.OWN_WORK: tk._("The DPO who signed it has worked on this dataset"),
        Reason.CHECKLIST: tk._("The DPO’s checklist has changed since it was signed"),
        Reason.ASKED_TO_SEE: tk._(
            "The DPO has asked to read this dataset, and has not given a favourable opinion since"
        ),
    }
