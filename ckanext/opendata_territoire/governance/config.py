"""This slice's settings, and those of CKAN without which nothing is safe."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import yaml

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .domain import checklist as rules
from .domain import settings
from .domain.checklist import Checklist, ChecklistError

_CHECKLIST = Path(__file__).with_name("checklist.yaml")


def journal_anchors() -> Path | None:
    """File of the journal's anchors, in CKAN's storage unless set; nothing without storage."""
    if path := tk.config["ckanext.opendata_governance.journal_anchors"]:
        return Path(path)
    storage = tk.config["ckan.storage_path"]
    return Path(storage) / "journal" / "anchors.txt" if storage else None


def checklist() -> Checklist:
    """Return what is checked in a review: the list that ships, or with the portal's own.

    Raises:
        ChecklistError: the file of the setting cannot be read, with all the reasons in French.
    """
    shipped, _ = _read_checklist(_CHECKLIST, 0)
    path = tk.config["ckanext.opendata_governance.checklist"]
    if not path:
        return shipped
    try:
        own, extends = _read_checklist(Path(path), Path(path).stat().st_mtime_ns)
    except OSError as error:
        raise ChecklistError(f"fichier illisible : {path}") from error
    return rules.extend(shipped, own) if extends else own


@lru_cache(maxsize=4)
def _read_checklist(path: Path, changed: int) -> tuple[Checklist, bool]:
    """Read a list again only when its file has changed."""
    try:
        return rules.read(yaml.safe_load(path.read_text("utf-8")))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ChecklistError(f"{path} n’est pas du YAML en UTF-8 : {error}") from error


def wrong_checklist() -> list[str]:
    """Return why the portal's own checklist cannot be read, in French; nothing when it can."""
    try:
        checklist()
    except ChecklistError as error:
        return [f"ckanext.opendata_governance.checklist : {reason}" for reason in error.args]
    return []


def link_days() -> int:
    """Days during which a link mailed to a mayor is good."""
    return tk.config["ckanext.opendata_governance.link_days"]


def refresh_share() -> int:
    """Percent of its rows by which a file that a program replaces may grow or shrink unread."""
    return tk.config["ckanext.opendata_governance.refresh_share"]


def objection_months() -> int:
    """Months after its answer when a request from outside is forgotten, but that it was made."""
    return tk.config["ckanext.opendata_governance.objection_months"]


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
