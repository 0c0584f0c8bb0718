"""Actions on the journal: read it, verify it, and prove what was reviewed."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import anchors
from ckanext.opendata_territoire.governance.domain.journal import AnchorError, Entry, moment
from ckanext.opendata_territoire.governance.store import contents, people, reviews
from ckanext.opendata_territoire.governance.store import journal as rows

from . import messages, schema
from .common import acting_user, only, readable_package, seen_by

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = ["governance_content", "governance_journal", "governance_journal_verify"]


@tk.side_effect_free
@tk.validate_action_data(schema.journal)
def governance_journal(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return the journal of the caller's organisations, last row first.

    Agents and controllers read that of their organisations, a DPO that of the organisations
    served, a sysadmin all.

    :param dataset: id or name of one dataset (optional)
    :type dataset: string
    :param organization: id or name of one organisation (optional)
    :type organization: string
    :param person: id or name of somebody who acted, or was designated (optional)
    :type person: string
    :param action: code of what was done, such as ``publish`` (optional)
    :type action: string
    :param from: first day, in the portal's time zone (optional)
    :type from: iso date string
    :param to: last day (optional)
    :type to: iso date string
    :param before: number of the oldest row already read, to go on from there (optional)
    :type before: int
    :param limit: rows in a page, 20 by default, 1000 at most
    :type limit: int
    :param offset: rows before it
    :type offset: int
    :returns: ``count``, and ``results``: all that is hashed in a row (``number``, ``at``,
        ``action``, ``actor``, ``role``, ``dataset``, ``organization``, ``from_state``,
        ``to_state``, ``content``, ``files``, ``detail``, ``previous``), its ``hash``, and
        ``names``: what the ids in it were called, where that is still known and the caller may
        know it
    """
    tk.check_access("governance_journal", context, data_dict)
    seen = seen_by(people.standing(acting_user(context)))
    count, found = rows.page(
        _wanted(data_dict, only(seen, data_dict.get("organization"))),
        limit=data_dict["limit"],
        offset=data_dict["offset"],
    )
    return {"count": count, "results": _results(found, seen)}


def _wanted(data_dict: DataDict, organizations: set[str] | None) -> rows.Wanted:
    """Return what is asked for, by ids: those of what is gone have no name any more."""
    dataset, person = data_dict.get("dataset"), data_dict.get("person")
    package = model.Package.get(dataset) if dataset else None
    user = model.User.get(person) if person else None
    first, last = data_dict.get("from"), data_dict.get("to")
    # Zones of pytz, which CKAN gives, are wrong by minutes when put into a moment.
    zone = ZoneInfo(str(tk.h.get_display_timezone()))
    return rows.Wanted(
        organizations=organizations,
        dataset=package.id if package else dataset,
        person=user.id if user else person,
        action=data_dict.get("action"),
        since=datetime.combine(first, time.min, zone) if first else None,
        until=datetime.combine(last, time.max, zone) if last else None,
        before=data_dict.get("before"),
    )


def _results(entries: list[Entry], seen: set[str] | None) -> list[dict[str, Any]]:
    persons = rows.names(entries)
    datasets = contents.datasets({entry.dataset for entry in entries if entry.dataset})
    places = contents.organizations({entry.organization for entry in entries if entry.organization})
    # A dataset may have left for an organisation that the reader does not see.
    titles = {
        package.id: package.title or package.name
        for package in datasets.values()
        if package.state != "deleted"
        and (seen is None or package.owner_org in seen or reviews.is_published(package.id))
    }
    titles |= {place.id: place.display_name for place in places.values()}
    return [
        {
            **entry._asdict(),
            "at": moment(entry.at),
            "names": {
                **{key: name for (key, number), name in persons.items() if number == entry.number},
                **{k: titles[k] for k in (entry.dataset, entry.organization) if k in titles},
            },
        }
        for entry in entries
    ]


@tk.side_effect_free
def governance_journal_verify(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Verify the whole journal, beside its anchors outside the database.

    :returns: ``count``, the number of rows; ``head``, the hash of the last one; ``valid``; and
        ``first_bad``, ``None`` or the ``number`` of the first bad row, the ``reason``
        (``missing``, ``link``, ``content``, ``cut`` or ``rewritten``) and a ``message``
    """
    tk.check_access("governance_journal_verify", context, data_dict)
    try:
        verdict = anchors.verify()
    except AnchorError as error:
        raise tk.ValidationError({"anchors": [messages.damaged(error)]}) from error
    return {
        "count": verdict.count,
        "head": verdict.head,
        "valid": verdict.bad is None,
        "first_bad": verdict.fault
        and {
            "number": verdict.bad,
            "reason": verdict.fault.value,
            "message": messages.fault(verdict),
        },
    }


@tk.side_effect_free
@tk.validate_action_data(schema.show)
def governance_content(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return what anybody needs to check that a dataset is exactly what received its opinion.

    :param id: id or name of the dataset
    :type id: string
    :returns: ``canonical``, the text of the metadata and of the hashes of the files; ``content``,
        its SHA-256 now; ``said``, the same without the ids and the name, which a revision shares
        with the dataset that took its content; ``files``, the SHA-256 of each file by id of
        resource; ``reviewed``, the SHA-256 that has the opinion in force, or ``None``; ``same``,
        whether it is that of now
    """
    package = readable_package(context, data_dict)
    tk.check_access("governance_content", tk.fresh_context(context), {"id": package.id})
    content, review = contents.fingerprint(package), reviews.review(package.id)
    reviewed = review.reference if review.opinion else None
    return {
        "id": package.id,
        "canonical": contents.canonical(package).decode(),
        "content": content,
        "files": contents.file_hashes(package),
        "said": contents.fingerprint(package, identity=False),
        "reviewed": reviewed,
        "same": reviewed == content,
    }
