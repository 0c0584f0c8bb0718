"""What the actions return."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ckan import model

from ckanext.opendata_territoire.governance.domain import deadlines, judgement, reminders
from ckanext.opendata_territoire.governance.domain.workflow import Actor, Role, State
from ckanext.opendata_territoire.governance.store import answers as given_answers
from ckanext.opendata_territoire.governance.store import (
    conditions,
    contents,
    deciders,
    frameworks,
    history,
    people,
    remarks,
    reviews,
    revisions,
)

from .common import iso

if TYPE_CHECKING:
    from datetime import date, datetime

    from ckanext.opendata_territoire.governance.model import Answers, Condition, Review
    from ckanext.opendata_territoire.governance.model_frameworks import Framework
    from ckanext.opendata_territoire.governance.model_rounds import Reply

INSIDERS = frozenset({Role.AGENT, Role.CONTROLLER, Role.DPO, Role.SYSADMIN})


def review(package: model.Package, actor: Actor, *, inside: bool = False) -> dict[str, Any]:
    """Return where a dataset stands; its people also see opinions, remarks and next steps.

    Everybody else learns that it is published and since when, never what the opinion was.
    """
    row, rules = reviews.row(package.id), reviews.review(package.id)
    public = {
        "id": package.id,
        "state": row.state,
        "published_at": iso(row.published_at if row.state == "published" else None),
    }
    if not inside and not actor.roles & INSIDERS:
        return public
    lineage = revisions.lineage(package.id)
    replies = remarks.replies(lineage)
    conditioned, given = conditions.by_opinion(lineage), reviews.opinions(lineage)
    by_framework = frameworks.by_id([opinion.framework_id for opinion, _author in given])
    opened, revises = revisions.opened_on(package.id), revisions.opened_as(package.id)
    return {
        **public,
        "deleted": rules.deleted,
        "revision": _dataset(opened.revision_id if opened else None),
        "revises": _dataset(revises.dataset_id if revises else None),
        "version": row.version,
        "round": row.round,
        "submitted_at": iso(row.submitted_at),
        "submitted_by": _name(model.User.get(row.submitted_by) if row.submitted_by else None),
        "decided_by": _author(row.published_by if row.state == "published" else None),
        "due": iso(due(row.state, row.submitted_at)),
        "decide_by": iso(decide_by(row.state, row.changed_at)),
        "unanswered": _unanswered(row, actor),
        "sample": _framework(frameworks.samples([package.id]).get(package.id)),
        "changed_at": iso(row.changed_at),
        "lifting_asked_at": iso(row.lifting_asked_at),
        "opinions": [
            {
                "id": opinion.id,
                "kind": opinion.kind,
                "text": opinion.text,
                "round": opinion.round,
                "author": _name(author),
                "given_at": iso(opinion.given_at),
                "current": opinion.id == row.opinion_id,
                "framework": _framework(by_framework.get(opinion.framework_id or "")),
                "conditions": [
                    _condition(condition, person)
                    for condition, person in conditioned.get(opinion.id, [])
                ],
            }
            for opinion, author in given
        ],
        "remarks": [
            {
                "id": remark.id,
                "action": remark.action,
                "text": remark.text,
                "round": remark.round,
                "author": _name(author) or _author(remark.author),
                "written_at": iso(remark.written_at),
                "field": remark.field,
                "resource": remark.resource_id,
                "column": remark.column_name,
                "file_name": remark.file_name,
                "reply": _reply(replies.get(remark.id)),
            }
            for remark, author in reviews.remarks(lineage)
        ],
        "answers": [answers(given, author) for given, author in given_answers.of(lineage)],
        "awaits_answer": rules.state is State.RETURNED
        and judgement.awaits_answer(rules, contents.fingerprint(package)),
        "moves": [
            {
                "action": move.action,
                "author": _name(author) or _author(move.actor),
                "at": iso(move.at),
            }
            for move, author in history.moves(package.id, row.version)
        ],
        "contributors": [
            {"name": _name(user), "last_at": iso(contributor.last_at)}
            for contributor, user in history.contributors(package.id)
        ],
        "has_dpo": people.has_dpo(package.owner_org),
        "editable": judgement.editable(rules),
        "erasable": judgement.erasable(rules),
        "allowed": [f"governance_{action.value}" for action in judgement.allowed(rules, actor)],
    }


def answers(given: Answers, author: model.User | None) -> dict[str, Any]:
    """Return what somebody answered to the checklist in one round."""
    return {
        "id": given.id,
        "round": given.round,
        "owner": given.owner,
        "checklist": given.checklist,
        "author": _name(author),
        "given_at": iso(given.given_at),
        "entries": given.entries,
    }


def _condition(found: Condition, person: model.User | None) -> dict[str, Any]:
    return {
        "number": found.number,
        "text": found.text,
        "lifted_by": found.lifter,
        "field": found.field,
        "resource": found.resource_id,
        "column": found.column_name,
        "file_name": found.file_name,
        "lifted": found.lifted_at is not None,
        "lifted_at": iso(found.lifted_at),
        "person": _name(person),
        "content": found.lifted_content,
        "difference": found.lifted_difference,
    }


def _framework(found: Framework | None) -> dict[str, str] | None:
    return found and {"id": found.id, "number": frameworks.called(found)}


def decide_by(state: str, changed_at: datetime | None) -> date | None:
    """Return the day when a decision is awaited on what is suspended, if it is."""
    if state != State.SUSPENDED.value or changed_at is None:
        return None
    return deadlines.due(people.day_of(changed_at), deadlines.DECISION_DAYS)


def due(state: str, submitted_at: datetime | None) -> date | None:
    """Return the day when an opinion is awaited, if one is."""
    if state != State.IN_REVIEW.value or submitted_at is None:
        return None
    return deadlines.due(people.day_of(submitted_at))


def _unanswered(row: Review, actor: Actor) -> str | None:
    """Return when the DPO was asked, once the organisation is told that nobody answered."""
    if row.submitted_at is None or not actor.roles & {Role.AGENT, Role.CONTROLLER}:
        return None
    told = reminders.of_opinion(people.day_of(row.submitted_at), people.today())
    waits = row.state == State.IN_REVIEW.value and "unanswered" in told
    return iso(row.submitted_at) if waits else None


def _reply(found: tuple[Reply, Any] | None) -> dict[str, Any] | None:
    if found is None:
        return None
    answer, author = found
    return {
        "text": answer.text,
        "author": _name(author),
        "written_at": iso(answer.written_at),
    }


def _dataset(id: str | None) -> dict[str, Any] | None:
    package = model.Package.get(id) if id else None
    return package and {"id": package.id, "name": package.name, "title": package.title}


def _author(id: str | None) -> str | None:
    """Return what somebody is called who acts, with an account or without."""
    return (_name(model.User.get(id)) or deciders.name_of(id)) if id else None


def _name(user: model.User | None) -> str | None:
    return user.display_name if user else None
