"""Actions: requests to take data down and objections."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from flask import has_request_context

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import objections as use_cases
from ckanext.opendata_territoire.governance.domain import objection as rules
from ckanext.opendata_territoire.governance.domain.objection import Answer, Status
from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.errors import ObjectionError, RefusedError
from ckanext.opendata_territoire.governance.store import objections, people, reviews

from . import schema_objection as schema
from .common import acting_user, objection_places, only, readable_package
from .messages import errors

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model_objections import Objection

__all__ = [
    "governance_objection_advise",
    "governance_objection_answer",
    "governance_objection_create",
    "governance_objection_list",
    "governance_objection_show",
]


@tk.validate_action_data(schema.create)
def governance_objection_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Object to what a public dataset holds, or ask to take it down. No account is needed.

    The controllers of the organisation and its DPO are told; nobody else sees who asked. An
    acknowledgement is mailed, then the answer, within one month.

    :param id: id or name of the public dataset
    :type id: string
    :param subject: ``personal`` (data about the person who asks, or about somebody whom they
        represent), ``secret`` (a secret or a right that the law protects) or ``other``
    :type subject: string
    :param text: what is asked, and why; at most 5000 characters
    :type text: string
    :param email: where to answer
    :type email: string
    :param name: who asks (optional)
    :type name: string
    :param resource: id of the file concerned (optional)
    :type resource: string
    :param place: where in it: row, column, page (optional)
    :type place: string
    :returns: ``reference`` of the request, and ``due``, the last day of the answer
    """
    tk.check_access("governance_objection_create", context, data_dict)
    package = readable_package(context, data_dict)
    if not reviews.is_published(package.id):
        raise tk.ObjectNotFound
    if data_dict["website"]:
        return _as_if_filed()
    given = {name: data_dict[name] for name in ("subject", "text", "email", "name", "place")}
    resource_id = data_dict["resource"] or None
    if resource_id not in {None, *(resource.id for resource in package.resources)}:
        raise tk.ValidationError({"resource": [tk._("This file is not one of this dataset")]})
    try:
        row = use_cases.file(package, {**given, "resource_id": resource_id}, _network())
    except ObjectionError as refused:
        raise tk.ValidationError({"form": [_reason(refused)]}) from refused
    return {"reference": row.reference, "due": row.due.isoformat()}


def _as_if_filed() -> dict[str, Any]:
    today = people.today()
    reference = rules.reference(today, secrets.randbits(30))
    return {"reference": reference, "due": rules.due(today).isoformat()}


def _network() -> str:
    if not has_request_context():
        return ""
    forwarded = tk.request.headers.get("X-Forwarded-For", "")
    return rules.network(tk.request.remote_addr or "", forwarded)


def _reason(refused: ObjectionError) -> str:
    return {
        "too_many": tk._(
            "Many requests have just come: nothing is recorded. Keep your text, and send it again "
            "in an hour, or write to the data protection officer of the organization."
        ),
        "advised": tk._("Somebody has already given the advice of the DPO on this request"),
        "answered": tk._("Somebody has already answered this request: read the answer"),
        "impossible": tk._("This answer is not possible for the dataset as it stands today"),
    }[refused.reason]


@tk.side_effect_free
@tk.validate_action_data(schema.listing)
def governance_objection_list(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the requests made to the organisations of which the caller is controller or DPO.

    :param status: ``open`` (not answered), ``late`` (not answered in time) or ``answered``; all
        when it is left out
    :type status: string
    :param organization: id or name of one organisation (optional)
    :type organization: string
    :param dataset: id of one dataset (optional)
    :type dataset: string
    :param q: part of the reference or of the title of the dataset (optional)
    :type q: string
    :param limit: rows in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count``; ``results``, what waits first, by the day it is due, each as
        `governance_objection_show` without texts nor who asked; ``counts`` by status, over all;
        ``organizations``, those of the caller
    """
    tk.check_access("governance_objection_list", context, data_dict)
    mine = objection_places(acting_user(context))
    status = Status(data_dict["status"]) if data_dict["status"] else None
    wanted = objections.Wanted(
        only(mine, data_dict.get("organization")) or set(),
        status,
        data_dict["dataset"],
        data_dict["q"].strip(),
    )
    count, rows = objections.page(wanted, limit=data_dict["limit"], offset=data_dict["offset"])
    places = [model.Session.get_one(model.Group, place) for place in mine]
    return {
        "count": count,
        "results": [_summary(row) for row in rows],
        "counts": objections.counts(mine),
        "organizations": sorted(map(_place, places), key=lambda place: place["title"]),
    }


@tk.side_effect_free
@tk.validate_action_data(schema.one)
def governance_objection_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return one request, for the controllers of the organisation and its DPO.

    :param id: reference of the request
    :type id: string
    :returns: ``reference``, ``dataset`` and ``organization`` (``id``, ``name``, ``title``, or
        null), ``resource`` (``id`` and ``name``, or null), ``subject``, ``filed_at``, ``due``,
        ``status``, ``answer``, ``answered_at``, ``advised_at``, ``erased_at``; ``email``, ``name``,
        ``place``, ``text``, ``advice``, ``answer_text``, null once erased; ``advised_by`` and
        ``answered_by``, names; ``answers``, those possible today; ``allowed``, the names of the
        actions that the caller may take now
    """
    tk.check_access("governance_objection_show", context, data_dict)
    row = objections.get(data_dict["id"])
    if row is None:
        raise tk.ObjectNotFound
    roles = people.standing(acting_user(context)).roles(row.organization_id)
    state = reviews.state_of(row.dataset_id)
    may = {
        "governance_objection_advise": rules.advises(roles) and not row.advised_at,
        "governance_objection_answer": rules.answers(roles),
    }
    names = ("email", "name", "place", "text", "advice", "answer_text")
    return {
        **_summary(row),
        **{name: getattr(row, name) for name in names},
        "advised_by": _called(row.advised_by),
        "answered_by": _called(row.answered_by),
        "answers": [answer.value for answer in Answer if rules.possible(answer, state)],
        "allowed": [name for name, yes in may.items() if yes and not row.answered_at],
    }


def _summary(row: Objection) -> dict[str, Any]:
    package = model.Session.get(model.Package, row.dataset_id)
    resource = model.Session.get(model.Resource, row.resource_id) if row.resource_id else None
    organization = model.Session.get(model.Group, row.organization_id)
    answered = row.answered_at is not None
    return {
        "reference": row.reference,
        "dataset": package and {"state": reviews.state_of(package.id).value, **_place(package)},
        "organization": organization and _place(organization),
        "resource": resource and {"id": resource.id, "name": resource.name},
        "subject": row.subject,
        "due": row.due.isoformat(),
        "status": rules.status(row.due, people.today(), answered=answered).value,
        "answer": row.answer,
        **{
            name: (moment := getattr(row, name)) and moment.isoformat()
            for name in ("filed_at", "advised_at", "answered_at", "erased_at")
        },
    }


def _place(found: model.Group | model.Package) -> dict[str, Any]:
    return {"id": found.id, "name": found.name, "title": found.title or found.name}


def _called(person: str | None) -> str:
    return next(iter(people.names([person])), "") if person else ""


@tk.validate_action_data(schema.advise)
def governance_objection_advise(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Advise the controller on a request, as the DPO of the organisation. It answers nothing.

    :param id: reference of the request
    :type id: string
    :param text: the advice; at most 5000 characters
    :type text: string
    :returns: as `governance_objection_show`
    """
    tk.check_access("governance_objection_advise", context, data_dict)
    return _act(
        context,
        data_dict,
        lambda user: use_cases.advise(data_dict["id"], user, data_dict["text"]),
    )


@tk.validate_action_data(schema.answer)
def governance_objection_answer(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Answer a request for the organisation: it is done to the dataset and mailed to who asked.

    :param id: reference of the request
    :type id: string
    :param answer: ``keep`` (nothing changes), ``suspend`` (the dataset is hidden at once),
        ``correct`` (a revision is opened, or goes on) or ``withdraw`` (the dataset is withdrawn)
    :type answer: string
    :param text: what is answered, and why; at most 5000 characters. It is mailed to who asked
    :type text: string
    :returns: as `governance_objection_show`
    """
    tk.check_access("governance_objection_answer", context, data_dict)
    chosen = Answer(data_dict["answer"])
    return _act(
        context,
        data_dict,
        lambda user: use_cases.answer(data_dict["id"], user, chosen, data_dict["text"]),
    )


def _act(context: Context, data_dict: DataDict, done: Any) -> dict[str, Any]:
    try:
        done(acting_user(context))
    except ObjectionError as refused:
        raise tk.ValidationError({"form": [_reason(refused)]}) from refused
    except RefusedError as refused:
        raise tk.ValidationError(
            errors(Action.WITHDRAW, refused.refusal, refused.review)
        ) from refused
    return tk.get_action("governance_objection_show")(
        tk.fresh_context(context), {"id": data_dict["id"]}
    )
