"""Actions on framework opinions: a DPO judges once a family of data, deposits follow."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import checklists, frameworks
from ckanext.opendata_territoire.governance.domain import checklist, standing
from ckanext.opendata_territoire.governance.domain import framework as rules
from ckanext.opendata_territoire.governance.domain.checklist import Answer, Given, Owner
from ckanext.opendata_territoire.governance.domain.framework import Check, Terms
from ckanext.opendata_territoire.governance.domain.workflow import OpinionKind, State
from ckanext.opendata_territoire.governance.store import contents, designations, people
from ckanext.opendata_territoire.governance.store import frameworks as rows

from . import framework_words as words
from . import schema_framework as schema
from .checklist import in_words
from .common import acting_user, only, readable_package
from .schema import show as one

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model_frameworks import Framework

__all__ = [
    "governance_framework_coverage",
    "governance_framework_create",
    "governance_framework_list",
    "governance_framework_revoke",
    "governance_framework_show",
]


@tk.validate_action_data(schema.create)
def governance_framework_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Give a framework opinion, as the DPO of some organisations.

    From then on, what they send that is of its family and meets its conditions gets a favourable
    opinion at once, signed by you. It is never changed: revoke it and give another.

    :param title: what the family is called
    :type title: string
    :param text: of the opinion
    :type text: string
    :param organizations: ids or names of organisations that you serve today, apart by spaces
    :type organizations: string
    :param themes: addresses of European themes, apart by spaces: all those of a dataset must be
        among them
    :type themes: string
    :param schemas: addresses of schemas, with or without version, apart by spaces: all those of a
        dataset must be among them. At least one theme or one schema
    :type schemas: string
    :param checks: apart by spaces, ``readable`` (each file is one table that the portal reads
        whole), ``nothing_found`` (nothing hidden is found in the files), and names of the checks of
        other plugins. That the agent answers all items, none with no, always counts
    :type checks: string
    :param columns: the columns of each file, no other: one title on each line, perhaps ``|`` and
        what it holds (``text``, ``number``, ``date`` or ``yes_no``)
    :type columns: string
    :param reference: id or name of a dataset whose first table gives the columns, instead
    :type reference: string
    :param licences: ids of the licences that are accepted, apart by spaces; any when empty
    :type licences: string
    :param starts: first day
    :type starts: iso date string
    :param ends: last day
    :type ends: iso date string
    :param sampling: share that you read all the same, in per cent, from 0 to 100
    :type sampling: int
    :param answers: to the DPO's items of `governance_checklist`, none of them no
    :type answers: dictionary
    :returns: as `governance_framework_show`
    """
    tk.check_access("governance_framework_create", context, {})
    user = acting_user(context)
    organizations = _organizations(data_dict["organizations"])
    terms = _terms(context, data_dict)
    given = {
        item: Given(Answer(answer["answer"]), answer["comment"])
        for item, answer in data_dict["answers"].items()
    }
    _refuse_answers(given)
    found = frameworks.record(
        user,
        title=data_dict["title"],
        text=data_dict["text"],
        organizations=organizations,
        terms=terms,
        given=given,
    )
    return _shown(context, found.id)


def _organizations(references: list[str]) -> list[str]:
    found = {reference: model.Group.get(reference) for reference in references}
    unknown = [
        reference
        for reference, place in found.items()
        if place is None or not place.is_organization or place.state != model.State.ACTIVE
    ]
    if unknown or not found:
        message = tk._("Choose organizations that you serve: unknown here: {names}")
        raise tk.ValidationError(
            {"organizations": [message.format(names=", ".join(unknown) or "–")]}
        )
    return sorted({place.id for place in found.values() if place})


def _terms(context: Context, data_dict: DataDict) -> Terms:
    wrong: dict[str, Any] = {}
    if not data_dict["themes"] and not data_dict["schemas"]:
        wrong["themes"] = [tk._("Choose one theme or one schema at least")]
    known = {choice["value"] for choice in tk.h.vocabulary_choices({"vocabulary": "theme"})}
    if unknown := [theme for theme in data_dict["themes"] if theme not in known]:
        wrong["themes"] = [tk._("Unknown themes: {names}").format(names=", ".join(unknown))]
    if strange := set(data_dict["checks"]) - set(words.chosen_by_name()):
        names = ", ".join(sorted(strange))
        wrong["checks"] = [tk._("Unknown conditions: {names}").format(names=names)]
    licences = set(model.Package.get_license_register())
    if others := set(data_dict["licences"]) - licences:
        wrong["licences"] = [
            tk._("Unknown licences: {names}").format(names=", ".join(sorted(others)))
        ]
    if data_dict["ends"] < max(data_dict["starts"], people.today()):
        wrong["ends"] = [tk._("The end comes before the start, or before today")]
    columns = _columns(context, data_dict)
    listed = {Check.COLUMNS.value: columns, Check.LICENCE.value: data_dict["licences"]}
    conditions = [*data_dict["checks"], *(name for name, each in listed.items() if each)]
    if not conditions:
        wrong.setdefault("checks", [tk._("Choose one condition at least")])
    if wrong:
        raise tk.ValidationError(wrong)
    return Terms(
        family=standing.Act(
            adopted=data_dict["starts"],
            ends=data_dict["ends"],
            themes=frozenset(data_dict["themes"]),
            schemas=frozenset(data_dict["schemas"]),
        ),
        conditions=conditions,
        columns=columns,
        licences=frozenset(data_dict["licences"]),
        sampling=data_dict["sampling"],
    )


def _columns(context: Context, data_dict: DataDict) -> list[rules.Column]:
    if not (reference := data_dict.get("reference")):
        return data_dict["columns"]
    if data_dict["columns"]:
        message = tk._("Give a list of columns or a dataset that has them, not both")
        raise tk.ValidationError({"reference": [message]})
    try:
        found = frameworks.columns_of(readable_package(context, {"id": reference}))
    except tk.ObjectNotFound:
        found = []
    titles = [column.title for column in found]
    if not all(titles) or len(titles) != len(set(titles)) or not titles:
        message = tk._(
            "This dataset is not there, or the portal reads in it no table "
            "whose columns have each a title of their own"
        )
        raise tk.ValidationError({"reference": [message]})
    return found


def _refuse_answers(given: dict[str, Given]) -> None:
    current = checklists.current()
    if wrong := checklist.faults(current, Owner.DPO, given, OpinionKind.FAVOURABLE):
        raise tk.ValidationError({**in_words(wrong)})


def _shown(context: Context, framework_id: str) -> dict[str, Any]:
    shown = tk.get_action("governance_framework_show")
    return shown(tk.fresh_context(context), {"id": framework_id})


@tk.validate_action_data(schema.revoke)
def governance_framework_revoke(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Revoke a framework opinion at once. Opinions given by it stand: the list says on what.

    :param id: id of the framework opinion
    :type id: string
    :param reason: why
    :type reason: string
    :returns: as `governance_framework_show`
    """
    tk.check_access("governance_framework_revoke", context, {"id": data_dict["id"]})
    frameworks.revoke(data_dict["id"], acting_user(context), data_dict["reason"])
    return _shown(context, data_dict["id"])


@tk.side_effect_free
@tk.validate_action_data(schema.show)
def governance_framework_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a framework opinion, and what relied on it in the organisations of the caller.

    :param id: id of the framework opinion
    :type id: string
    :param limit: datasets in a page, 20 by default, 100 at most
    :type limit: int
    :param offset: datasets before it
    :type offset: int
    :returns: as `governance_framework_list`, with ``relied``: what got its opinion by it, last one
        first, each with ``id``, ``name``, ``title``, ``organization``, ``state`` and ``given_at``;
        ``relied_count`` and ``relied_public``, how many there are, and how many are public now
    """
    tk.check_access("governance_framework_show", context, {"id": data_dict["id"]})
    found = rows.get(data_dict["id"])
    if found is None:
        raise tk.ObjectNotFound(tk._("This framework opinion does not exist"))
    seen = _seen(acting_user(context)) & {*found.organizations}
    states = Counter(rows.relied_states(found.id, seen))
    titles = {key: place.display_name for key, place in contents.organizations(seen).items()}
    relied = rows.relied(found.id, seen, limit=data_dict["limit"], offset=data_dict["offset"])
    return {
        **_framework(found, seen),
        "relied": [
            {
                "id": row.id,
                "name": row.name,
                "title": row.title or row.name,
                "organization": titles.get(row.organization),
                "state": row.state,
                "given_at": row.given_at.isoformat(),
            }
            for row in relied
        ],
        "relied_count": states.total(),
        "relied_public": states[State.PUBLISHED.value],
    }


@tk.side_effect_free
@tk.validate_action_data(schema.filters)
def governance_framework_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the framework opinions on the organisations of the caller, the last one first.

    :param organization: id or name of one of them (optional)
    :type organization: string
    :returns: each with ``id``, ``number``, ``holder`` (the service of DPO, if it is one's),
        ``author``, ``title``, ``text``, ``organizations`` (``id``, ``name`` and ``title`` of those
        that the caller sees), ``organizations_count`` of all, ``themes``, ``schemas``,
        ``checks``, ``columns`` (as they are written), ``licences``, ``starts``, ``ends``,
        ``sampling``, ``created_at``, ``in_force``, ``revoked_at``, ``revoked_by`` and ``reason``
    """
    tk.check_access("governance_framework_list", context, data_dict)
    mine = _seen(acting_user(context))
    asked = only(mine, data_dict.get("organization")) or set()
    return [_framework(found, mine) for found in rows.of_organizations(asked)]


def _seen(user: Any) -> set[str]:
    """Return the ids of the organisations of somebody, as DPO, agent or controller."""
    who = people.standing(user)
    return {*who.edited(), *who.served}


def _framework(found: Framework, seen: set[str]) -> dict[str, Any]:
    service = designations.service(found.holder)
    places = contents.organizations(seen & {*found.organizations}).values()
    return {
        "id": found.id,
        "number": rows.called(found),
        "holder": service.name if service else None,
        "author": _name(found.author),
        "title": found.title,
        "text": found.text,
        "organizations": [
            {"id": place.id, "name": place.name, "title": place.display_name}
            for place in sorted(places, key=lambda each: each.display_name)
        ],
        "organizations_count": len(found.organizations),
        "themes": found.themes,
        "schemas": found.schemas,
        "checks": [Check.ANSWERS.value, *found.conditions],
        "columns": rules.written(rows.terms(found).columns),
        "licences": found.licences,
        "starts": found.starts.isoformat(),
        "ends": found.ends.isoformat(),
        "sampling": found.sampling,
        "created_at": found.created_at.isoformat(),
        "in_force": rows.is_in_force(found),
        "revoked_at": found.revoked_at.isoformat() if found.revoked_at else None,
        "revoked_by": _name(found.revoked_by),
        "reason": found.reason,
    }


def _name(id: str | None) -> str | None:
    user = model.User.get(id) if id else None
    return user.display_name if user else None


@tk.side_effect_free
@tk.validate_action_data(one)
def governance_framework_coverage(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Say by which framework opinion a dataset would get its opinion at once, or why by none.

    :param id: id or name of the dataset
    :type id: string
    :returns: for each framework opinion in force whose family it is of: ``id``, ``number``,
        ``title``, ``author``, ``sampling``, ``covered``, and ``faults``, each with ``reason``,
        ``message``, ``names`` and where it is: ``resource`` and ``file``, or ``field``
    """
    package = readable_package(context, data_dict)
    tk.check_access("governance_framework_coverage", context, {"id": package.id})
    return [
        {
            "id": each.framework.id,
            "number": rows.called(each.framework),
            "title": each.framework.title,
            "author": _name(each.framework.author),
            "sampling": each.framework.sampling,
            "covered": not each.faults,
            "faults": [words.faults(fault, package) for fault in each.faults],
        }
        for each in frameworks.shown(package)
    ]
