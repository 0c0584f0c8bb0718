"""What the templates ask of governance."""

from __future__ import annotations

from datetime import date
from typing import Any

from babel.dates import format_date

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import (
    checklists,
    forms,
    guard,
    next_step,
    service,
    wording,
)
from ckanext.opendata_territoire.governance.domain import turns
from ckanext.opendata_territoire.governance.domain.workflow import State
from ckanext.opendata_territoire.governance.helpers_objection import (
    governance_objection_answers,
    governance_objection_months,
    governance_objection_subjects,
    governance_objections,
    governance_objections_waiting,
)
from ckanext.opendata_territoire.governance.logic import common, messages
from ckanext.opendata_territoire.governance.places import (
    governance_place,
    governance_remarks,
    governance_remarks_at,
    governance_returned,
    governance_targets,
)
from ckanext.opendata_territoire.governance.said import (
    governance_coverage,
    governance_kinds,
    governance_last_word,
    governance_mark,
    governance_meanwhile,
    governance_said,
)
from ckanext.opendata_territoire.governance.store import figures, listings, people, versions

__all__ = [
    "governance_answers",
    "governance_awaiting",
    "governance_checklist",
    "governance_coverage",
    "governance_day",
    "governance_difference",
    "governance_due",
    "governance_journal_url",
    "governance_kinds",
    "governance_last_word",
    "governance_links",
    "governance_mail_choice",
    "governance_mark",
    "governance_meanwhile",
    "governance_missing",
    "governance_next",
    "governance_objection_answers",
    "governance_objection_months",
    "governance_objection_subjects",
    "governance_objections",
    "governance_objections_waiting",
    "governance_place",
    "governance_prepares",
    "governance_question",
    "governance_queue_length",
    "governance_reads_journal",
    "governance_remarks",
    "governance_remarks_at",
    "governance_returned",
    "governance_review",
    "governance_said",
    "governance_serves",
    "governance_states",
    "governance_steps",
    "governance_targets",
    "governance_turns",
    "governance_versions",
    "governance_why_frozen",
    "governance_why_kept",
    "governance_works",
    "governance_written",
]


def governance_review(dataset_id: str) -> dict[str, Any]:
    """Return where a dataset stands, as the reader may know it."""
    return tk.get_action("governance_show")({}, {"id": dataset_id})


def governance_checklist(dataset_id: str) -> dict[str, Any]:
    """Return what is asked about a dataset, and what is answered; `wrong` when it cannot be read.

    Its items are under `agent` and `dpo`, by whose they are.
    """
    try:
        found = tk.get_action("governance_checklist")({}, {"id": dataset_id})
    except tk.ValidationError as error:
        return {"wrong": error.error_summary, "agent": [], "dpo": [], "proposed": {}}
    owned = {
        owner: [item for item in found["items"] if item["owner"] == owner]
        for owner in ("agent", "dpo")
    }
    return {**found, **owned, "wrong": ""}


def governance_answers() -> dict[str, dict[str, str]]:
    """Return how each answer to the checklist is shown: `word`, `icon`, `tint` and `choice`."""
    return {
        "yes": {"word": tk._("Yes"), "icon": "check", "tint": "ot-valid", "choice": "is-yes"},
        "no": {"word": tk._("No"), "icon": "x", "tint": "ot-soon", "choice": "is-no"},
        "not_applicable": {
            "word": tk._("Not applicable"),
            "icon": "circle-minus",
            "tint": "",
            "choice": "is-na",
        },
    }


def governance_difference(dataset_id: str, since: str = "public") -> dict[str, Any] | None:
    """Return what a revision changes, or what changed since a sending, in words; nothing to compare
    with gives nothing.
    """
    try:
        found = tk.get_action("governance_difference")({}, {"id": dataset_id, "since": since})
    except tk.ValidationError:
        return None
    return wording.difference(found)


def governance_versions(dataset_id: str) -> int:
    """Return how many versions of a public dataset are kept."""
    return versions.count(dataset_id)


def governance_missing(dataset_id: str) -> list[dict[str, str]]:
    """Return what a dataset lacks before it can be sent."""
    return tk.get_action("dataset_publication_check")({}, {"id": dataset_id})


def governance_steps(state: str) -> list[dict[str, str]]:
    """Return the three steps of a dataset: `word`, `caption`, and `status`.

    A status is `done`, `current` or `next`. There is no fourth word: a caption says more.
    """
    words = [tk._("Draft"), tk._("DPO review"), tk._("Published")]
    current = {"in_review": 1, "opinion_given": 1, "published": 2, "suspended": 2}.get(state, 0)
    captions = {
        "opinion_given": tk._("opinion given, decision awaited from the organization"),
        "returned": tk._("returned, to be completed"),
        "suspended": tk._("suspended, decision awaited from the organization"),
        "withdrawn": tk._("withdrawn from the public"),
    }
    statuses = ["done"] * current + ["current"] + ["next"] * (2 - current)
    if state == "published":
        statuses[-1] = "done"
    return [
        {
            "word": word,
            "status": status,
            "caption": captions.get(state, "") if number == current else "",
        }
        for number, (word, status) in enumerate(zip(words, statuses, strict=True))
    ]


def governance_states(packages: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return, by id, the `state` of the datasets of a list and whether each is a `revision`.

    Nothing when CKAN hides none of them.
    """
    if all(package.get("state") == "active" for package in packages):
        return {}
    shown = [package for package in packages if package.get("state") != "deleted"]
    ids = [package["id"] for package in shown if "id" in package]  # an address may ask for less
    return listings.states_of(ids)


def governance_day(day: str) -> str:
    """Write a day in full, with its year unless it is this one.

    Args:
        day: a date of ISO 8601.
    """
    found = date.fromisoformat(day)
    pattern = "EEEE d MMMM" if found.year == people.today().year else "EEEE d MMMM y"
    language = tk.h.lang() or tk.config["ckan.locale_default"]  # a worker has no page to tell it
    day = format_date(found, pattern, locale=language)
    return tk.h.ot_text(day.replace(" 1 ", tk._(" 1 ")))


def governance_due(day: str) -> dict[str, str]:
    """Say how far a deadline is: `word`, `tint` (a class, when it is near), and `day` in full."""
    left = (date.fromisoformat(day) - people.today()).days
    word, tint = {0: (tk._("Today"), "ot-soon"), 1: (tk._("Tomorrow"), "ot-soon")}.get(
        left, (tk.ungettext("In {number} day", "In {number} days", left).format(number=left), "")
    )
    if left < 0:
        word, tint = tk._("Date past"), "ot-late"
    return {"word": word, "tint": tint, "day": governance_day(day)}


def governance_reads_journal(organization_id: str) -> bool:
    """Say whether the reader sees what is done in an organisation."""
    return common.reads_journal(tk.current_user, organization_id)


def governance_journal_url(kept: dict[str, str], **changed: str) -> str:
    """Return the address of the journal with the filters kept, some of them changed."""
    filters = {key: value for key, value in {**kept, **changed}.items() if value}
    return tk.url_for("governance_journal.page", **filters)


def governance_links(dataset_id: str) -> dict[str, Any] | None:
    """Return what the reader sees of a decision by mail; nothing for who sees nothing of it.

    `sent`, the links with a `word` for their status; `may_send`; `mayor`, whoever they go to.
    """
    try:
        sent = tk.get_action("governance_decision_link_list")({}, {"id": dataset_id})
    except tk.NotAuthorized:
        return None
    organization = tk.get_action("package_show")({}, {"id": dataset_id})["owner_org"]
    shown = tk.get_action("governance_deciders_show")({}, {"organization": organization})
    words = messages.link_statuses()
    return {
        "sent": [{**link, "word": words[link["status"]]} for link in sent],
        "may_send": governance_works("decision_link_create", id=dataset_id),
        "mayor": shown["mayor"],
    }


def governance_why_frozen(state: str) -> str:
    """Say why a dataset cannot be edited in this state and what to do instead."""
    return guard.frozen_message(State(state))


def governance_why_kept(dataset_id: str) -> str:
    """Say why a dataset may not be deleted and what to do instead; nothing when it may."""
    return service.why_kept(dataset_id)


def governance_works(action: str, **data: str) -> bool:
    """Say whether the reader may call one of the actions of governance."""
    try:
        tk.check_access(f"governance_{action}", {}, data)
    except tk.NotAuthorized:
        return False
    return True


def governance_serves() -> bool:
    """Say whether the reader is the DPO of somebody."""
    return bool(people.standing(tk.current_user).served)


def governance_queue_length() -> int:
    """Return how many datasets wait for the reader as DPO, conditions to be lifted included."""
    served = people.standing(tk.current_user).served
    return figures.counts(served)["in_review"] + listings.number(listings.lifting(served))


def governance_mail_choice() -> list[dict[str, Any]]:
    """Return the mails among which the reader chooses: `value`, `word`, `checked`."""
    chosen = tk.get_action("governance_mail_choice")({}, {})["choice"]
    words = {
        "each": tk._("Each mail at once"),
        "daily": tk._("One mail a day, in the morning"),
        "duty": tk._("Only what I have to do, at once"),
    }
    return [
        {"value": value, "word": word, "checked": value == chosen} for value, word in words.items()
    ]


def governance_next(review: dict[str, Any]) -> str:
    """Return who acts next on a dataset and by when, in words for the reader."""
    return tk.h.ot_text(next_step.sentence(review, governance_day))


def governance_prepares() -> bool:
    """Say whether the reader prepares data somewhere, or administers the portal."""
    who = people.standing(tk.current_user)
    return bool(who.edited()) or who.sysadmin


def governance_awaiting() -> int:
    """Return how many datasets wait for the reader to decide or to complete them."""
    who = people.standing(tk.current_user)
    states = [state for turn in turns.AWAITED for state in turns.STATES[turn]]
    counted = common.turns_of(who, listings.Wanted(who.edited(), states))
    return sum(counted[turn] for turn in turns.AWAITED)


def governance_turns() -> dict[str, str]:
    """Return the heading of each part of the list of what is not public, in order."""
    return {
        "decide": tk._("To decide"),
        "correct": tk._("To complete"),
        "prepare": tk._("In preparation"),
        "wait": tk._("Waiting for somebody else"),
    }


def governance_question(field: str) -> str:
    """Return the question of the checklist that a field answers; nothing for any other field."""
    if not field.startswith("answer-"):
        return ""
    questions = {f"answer-{item.id}": item.question for item in checklists.current().items}
    return questions.get(field, "")


def governance_written(typed: dict[str, Any]) -> bool:
    """Say whether somebody would lose something that they typed in a form of the review."""
    return forms.written(typed)
