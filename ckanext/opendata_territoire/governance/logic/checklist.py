"""The checklist: what is asked, what is answered already, what an action brings."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import checklists
from ckanext.opendata_territoire.governance.domain import checklist as rules
from ckanext.opendata_territoire.governance.domain.checklist import Answer, Fault, Given, Owner
from ckanext.opendata_territoire.governance.domain.workflow import Action
from ckanext.opendata_territoire.governance.store import answers

from . import dictize, schema
from .common import readable_package

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model import Answers

__all__ = ["governance_checklist"]


@tk.side_effect_free
@tk.validate_action_data(schema.checklist)
def governance_checklist(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what is checked in a review: what `governance_submit` and `governance_opinion` ask.

    :param id: id or name of a dataset, to know also what is answered for it (optional)
    :type id: string
    :returns: ``version``; ``items``, each with ``id``, ``owner`` (``agent`` or ``dpo``),
        ``question``, where yes means that nothing stands in the way, ``explanation``, ``source``
        and ``url``; ``declared``, the agent's last answers (as ``answers`` of `governance_show`,
        or null); and ``proposed``, by id of the item, the ``answer``, ``comment`` and
        ``from_facts`` that the agent's next sending starts from: those of the last one, and what
        the portal reads in the files
    """
    package = readable_package(context, data_dict) if "id" in data_dict else None
    tk.check_access("governance_checklist", context, {"id": package.id} if package else {})
    current = checklists.current()
    found = {"version": current.version, "items": [_item(item) for item in current.items]}
    if package is None:
        return {**found, "declared": None, "proposed": {}}
    last = answers.last(package.id, Owner.AGENT)
    return {
        **found,
        "declared": last and dictize.answers(last, model.User.get(last.author)),
        "proposed": _proposed(context, package, last),
    }


def brought(
    action: Action, context: Context, package: model.Package, data_dict: DataDict
) -> dict[str, Given]:
    """Return the answers that come with an action, those that files give by themselves included."""
    if action not in checklists.OWNERS:
        return {}
    known = _from_facts(context, package) if action is Action.SUBMIT else {}
    given = {
        item: Given(Answer(answer["answer"]), answer["comment"])
        for item, answer in data_dict.get("answers", {}).items()
    }
    unchanged = {
        item: fact
        for item, fact in known.items()
        if item not in given or given[item] == Given(fact.answer)
    }
    return {**given, **unchanged}


def in_words(faults: Mapping[str, Fault]) -> dict[str, list[str]]:
    """Return the errors of a form or of an API call, one field for each item."""
    words = {
        Fault.UNANSWERED: tk._("Answer this item: yes, no or not applicable"),
        Fault.UNKNOWN: tk._("The checklist has no such item for you to answer"),
        Fault.TOO_LONG: tk._("At most {number} characters").format(number=rules.MAX_COMMENT),
        Fault.OBSTACLE: tk._(
            "A favourable opinion says that nothing stands in the way: "
            "change this answer, or the opinion"
        ),
        Fault.DECLARED: tk._(
            "The agent answered no to this: return the dataset, "
            "or give a reserved or unfavourable opinion"
        ),
    }
    return {f"answer-{item}": [words[fault]] for item, fault in faults.items()}


def _item(item: rules.Item) -> dict[str, str]:
    return {
        "id": item.id,
        "owner": item.owner.value,
        "question": item.question,
        "explanation": item.explanation,
        "source": item.source,
        "url": item.url,
    }


def _proposed(
    context: Context, package: model.Package, last: Answers | None
) -> dict[str, dict[str, Any]]:
    before = {
        entry["item"]: {key: entry[key] for key in ("answer", "comment", "from_facts")}
        for entry in (last.entries if last else ())
        if not entry["from_facts"]
    }
    read = {
        item: {"answer": given.answer.value, "comment": "", "from_facts": True}
        for item, given in _from_facts(context, package).items()
    }
    return {**read, **before}


def _from_facts(context: Context, package: model.Package) -> dict[str, Given]:
    """Return what the files of a dataset answer by themselves, by id of the item."""
    asked = [item for item in checklists.current().of(Owner.AGENT) if item.fact]
    if not asked:
        return {}
    given = rules.from_files([_hides(context, file) for file in package.resources])
    return {item.id: given for item in asked} if given else {}


def _hides(context: Context, file: model.Resource) -> bool | None:
    """Say whether a file publishes more than one sees; `None` when the portal cannot say."""
    try:
        read = tk.get_action("resource_file_facts")(tk.fresh_context(context), {"id": file.id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return None
    if any(finding["personal"] for finding in read["findings"]):
        return True
    return None if any(finding["unseen"] for finding in read["findings"]) else False
