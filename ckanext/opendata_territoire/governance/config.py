"""This slice's settings, and those of CKAN without which nothing is safe."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .domain import settings


def journal_anchors() -> Path | None:
    """File of the journal's anchors, in CKAN's storage unless set; nothing without storage."""
    if path := tk.config["ckanext.opendata_governance.journal_anchors"]:
        return Path(path)
    storage = tk.config["ckan.storage_path"]
    return Path(storage) / "journal" / "anchors.txt" if storage else None


def problems() -> list[str]:
    """Return, in words for an administrator, what makes this configuration unsafe.

    Each line names the setting and the value to give it. Empty: the portal may answer.
    """
    first = next(iter(p.PluginImplementations(p.IPermissionLabels)), None)
    decides = getattr(first, "name", None)
    plugins = tk.aslist(tk.config["ckan.plugins"])
    found = list(settings.problems(tk.config, plugins, decides))
    # Every request asks: the words are translated when there is something to say.
    reasons = _reasons(decides) if found else {}
    return [
        f"{problem.setting} = {problem.value}\n    {reasons[problem.reason]}" for problem in found
    ]


def _reasons(decides: str | None) -> dict[str, str]:
    return {
        "labels": tk._(
            "{plugin} decides who sees what: opendata_governance must be the first of all."
        ).format(plugin=decides or "CKAN"),
        "confidentiality": tk._(
            "Without opendata_confidentiality, CKAN shows names, keywords and members of what is "
            "not published."
        ),
        "sqlsearch": tk._("SQL queries of anybody would read tables of unpublished files."),
        "table_metadata": tk._("The list of tables names the files that are not published."),
        "collaborators": tk._(
            "Collaborators bypass roles, and CKAN's featured lists then show private titles."
        ),
        "activity": tk._("The detail of activities shows unpublished versions."),
        "reveal": tk._("CKAN would say of a hidden dataset that it exists."),
        "anonymous": tk._("Anybody could deposit datasets without an account."),
        "unowned": tk._("A dataset without an organization has neither controller nor DPO."),
        "include_private": tk._("Searches would return what is not published by default."),
        "cascade": tk._(
            "Roles would cascade: an EPCI would see the drafts of its communes, each its own "
            "controller."
        ),
        "secret": tk._(
            "This secret is missing, short or a placeholder: sessions and tokens could be forged. "
            "Put {number} random characters or more."
        ).format(number=settings.SECRET_LENGTH),
        "debug": tk._("Debug mode shows code and secrets to visitors."),
    }
