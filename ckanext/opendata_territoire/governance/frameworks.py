"""Framework opinions at work: what they cover, who signs, how they are recorded and revoked."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from . import checklists, data_checks
from .domain import checklist, framework, judgement, standing
from .domain.checklist import Answer, Given, Owner
from .domain.framework import Column, Deposit, Fault, File, Reason
from .domain.workflow import Action, Actor, OpinionKind, Request, State
from .errors import invalid
from .model_frameworks import Framework
from .store import answers, contents, deciders, designations, journal, people, reviews, revisions
from .store import frameworks as rows

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ckan.types import Context

    from .domain.framework import Terms


@dataclass(frozen=True)
class Coverage:
    """A framework opinion whose family a dataset is of; without `faults`, it covers the dataset."""

    framework: Framework
    faults: Sequence[Fault]


@dataclass(frozen=True)
class Signed:
    """The opinion that a framework opinion gives: who signs it, and what comes with it."""

    author: str
    actor: Actor
    request: Request


def coverage(package: model.Package, given: Mapping[str, Given] | None) -> list[Coverage]:
    """Return what the framework opinions in force say of a dataset, if it were sent now.

    Args:
        package: the dataset.
        given: the answers that the agent sends it with; `None` while they are not known.
    """
    data = deciders.data_of(package)
    found = [
        each
        for each in rows.in_force(package.owner_org, people.today())
        if standing.covers(rows.terms(each).family, data)
    ]
    if not found:
        return []
    names = {name for each in found for name in each.conditions}
    deposit = Deposit(
        licence=package.license_id or "",
        files=[_file(resource) for resource in package.resources],
        answers={item: answer.answer for item, answer in given.items()} if given else None,
        others=data_checks.faults(names, package.id),
    )
    return [Coverage(each, _faults(each, package, deposit)) for each in found]


def _faults(found: Framework, package: model.Package, deposit: Deposit) -> list[Fault]:
    signing = [Fault(reason) for reason in _why_unsigned(found, package)]
    return signing + framework.faults(rows.terms(found), deposit)


def _why_unsigned(found: Framework, package: model.Package) -> list[Reason]:
    author = model.User.get(found.author)
    ids = _ids(package)
    actors = [people.actor(author, each, package.owner_org) for each in ids]
    current = checklists.current()
    unanswered = checklist.faults(current, Owner.DPO, rows.given(found), OpinionKind.FAVOURABLE)
    reasons = {
        Reason.DPO_LEFT: judgement.role_allows(Action.OPINION, actors[0]),
        Reason.OWN_WORK: any(actor.worked_on_it for actor in actors),
        Reason.CHECKLIST: unanswered,
        Reason.ASKED_TO_SEE: rows.heard(ids).asked_to_see,
    }
    return [reason for reason, applies in reasons.items() if applies]


def _ids(package: model.Package) -> list[str]:
    """Return the ids under which a dataset, or what it revises, was reviewed; its own first."""
    revision = revisions.opened_as(package.id)
    return [package.id, *revisions.lineage(revision.dataset_id if revision else package.id)]


def _file(resource: model.Resource) -> File:
    """Return what the portal reads in a file; another address may change after the opinion."""
    context: Context = {"ignore_auth": True}
    try:
        read = tk.get_action("resource_file_facts")(context, {"id": resource.id, "whole": True})
    except tk.ObjectNotFound:
        return File(resource.id, read=False)
    return File(
        resource.id,
        columns=tuple(
            Column(*pair)
            for pair in zip_longest(read["columns"], read["types"], fillvalue=framework.ANY)
            if pair != (framework.ANY, framework.EMPTY)
        ),
        findings=frozenset(finding["kind"] for finding in read["findings"])
        | ({"too_large"} if (read["column_count"] or 0) > len(read["columns"]) else set()),
        hides=frozenset(finding["kind"] for finding in read["findings"] if finding["personal"]),
    )


def columns_of(package: model.Package) -> list[Column]:
    """Return the columns of the first table of a dataset, what they hold included."""
    files = (_file(resource) for resource in package.resources)
    return next((list(file.columns) for file in files if file.columns), [])


def sign(package: model.Package, given: Mapping[str, Given]) -> Signed | None:
    """Return the opinion that a sending gets at once, in the caller's transaction.

    Args:
        package: the dataset, locked, that was just sent.
        given: the answers that it was sent with.

    Returns:
        `None` when no framework opinion covers it, or it is of the sample that the DPO reads.
    """
    covered = next((each for each in coverage(package, given) if not each.faults), None)
    if covered is None:
        return None
    # A revocation comes wholly before, or after and then finds this opinion in its list.
    found = rows.hold(covered.framework)
    if not rows.is_in_force(found):
        return None
    review = reviews.review(package.id)
    content = review.submitted_content or ""
    if framework.is_drawn(found.seed, found.sampling, package.id, content):
        number = reviews.row(package.id).round
        rows.draw(package.id, number, found.id)
        journal.write_journal(
            "framework_sample", Actor(), package, detail={"framework": found.id, "round": number}
        )
        return None
    author = model.User.get(found.author)
    actor = people.actor(author, package.id, package.owner_org)
    opinion = Request(
        kind=OpinionKind.FAVOURABLE,
        text=found.text,
        answers=rows.given(found),
        framework=found.id,
    )
    refused = judgement.may(Action.OPINION, review, actor)
    return None if refused else Signed(found.author, actor, opinion)


def shown(package: model.Package) -> list[Coverage]:
    """Return what the framework opinions in force say of a dataset, with the answers last given."""
    sent = reviews.state_of(package.id) is State.IN_REVIEW
    last = answers.last(package.id, Owner.AGENT) if sent else None
    given = last and {entry["item"]: Given(Answer(entry["answer"])) for entry in last.entries}
    return coverage(package, given)


def record(
    user: Any,
    *,
    title: str,
    text: str,
    organizations: Sequence[str],
    terms: Terms,
    given: Mapping[str, Given],
) -> Framework:
    """Record a framework opinion in the name of a DPO.

    Args:
        user: the DPO, who signs it.
        title: what it is called.
        text: of the opinion.
        organizations: ids of those that it is for.
        terms: what it covers, with an end.
        given: the DPO's answers to the checklist.

    Raises:
        ValidationError: the DPO does not serve one of them, or an answer stands in the way.
    """
    _refuse_others(user, organizations)
    current = checklists.current()
    declared = checklist.declare(current, Owner.DPO, given)
    services = [*designations.places_of(user.id)]
    today, family = people.today(), terms.family
    found = Framework(
        holder=services[0] if len(services) == 1 else user.id,
        year=today.year,
        author=user.id,
        title=title,
        text=text,
        organizations=sorted(organizations),
        themes=sorted(family.themes),
        schemas=sorted(family.schemas),
        conditions=list(terms.conditions),
        columns=[[column.title, column.content] for column in terms.columns],
        licences=sorted(terms.licences),
        checklist=current.version,
        answers=[dict(entry) for entry in declared.entries],
        sampling=terms.sampling,
        seed=secrets.token_hex(32),
        starts=family.adopted,
        ends=family.ends,
        created_at=reviews.now(),
    )
    rows.add(found)
    _journal("framework_create", found, user)
    model.Session.commit()
    return found


def revoke(framework_id: str, user: Any, reason: str) -> Framework:
    """End a framework opinion now. Opinions given by it stand.

    Raises:
        ObjectNotFound: no such one.
        ValidationError: it is revoked already.
    """
    found = rows.get(framework_id, lock=True)
    if found is None:
        model.Session.rollback()
        raise tk.ObjectNotFound(tk._("This framework opinion does not exist"))
    if found.revoked_at:
        invalid("id", tk._("This framework opinion is revoked already"))
    found.revoked_by, found.revoked_at, found.reason = user.id, reviews.now(), reason
    _journal("framework_revoke", found, user)
    model.Session.commit()
    return found


def _refuse_others(user: Any, organizations: Sequence[str]) -> None:
    """Refuse what somebody is not the DPO of today."""
    people.forget_standings()
    who = people.standing(user)
    others = [
        place
        for place in organizations
        if judgement.role_allows(Action.OPINION, Actor(user.id, who.roles(place)))
    ]
    if others:
        names = [each.display_name for each in contents.organizations(others).values()]
        message = tk._("You are not the DPO of: {names}").format(names=", ".join(sorted(names)))
        invalid("organizations", message)


def _journal(action: str, found: Framework, user: Any) -> None:
    """Note an act in the journal of each organisation: each reads its own."""
    who = people.standing(user)
    for place in found.organizations:
        actor = Actor(user.id, who.roles(place))
        journal.write_journal(action, actor, organization_id=place, detail={"framework": found.id})
