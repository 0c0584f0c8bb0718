"""Actions on services of DPO, and on their officers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance import designations
from ckanext.opendata_territoire.governance.store import designations as store

from . import dictize_dpo, schema_dpo
from .common import acting_user
from .designation import chosen_person, tell, term

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

    from ckanext.opendata_territoire.governance.model_dpo import DpoService

__all__ = [
    "governance_dpo_service_create",
    "governance_dpo_service_list",
    "governance_dpo_service_officer_add",
    "governance_dpo_service_officer_remove",
    "governance_dpo_service_show",
    "governance_dpo_service_update",
]


def _service(data_dict: DataDict) -> DpoService:
    found = store.service(data_dict["service"])
    if found is None:
        raise tk.ObjectNotFound(tk._("This service does not exist"))
    return found


@tk.validate_action_data(schema_dpo.service_create)
def governance_dpo_service_create(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Create a service of DPO that organisations may designate.

    :param name: its name, that no other service has
    :type name: string
    :param email: address of its own mailbox
    :type email: string
    :returns: ``id``, ``name``, ``email``
    """
    tk.check_access("governance_dpo_service_create", context, {})
    found = designations.keep_service(
        None, acting_user(context), name=data_dict["name"], email=data_dict["email"]
    )
    return dictize_dpo.service(found)


@tk.validate_action_data(schema_dpo.service_update)
def governance_dpo_service_update(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Change the name and the mailbox of a service of DPO.

    :param service: its id or name
    :type service: string
    :param name: its name
    :type name: string
    :param email: address of its own mailbox
    :type email: string
    :returns: ``id``, ``name``, ``email``
    """
    tk.check_access("governance_dpo_service_update", context, {"service": data_dict["service"]})
    found = designations.keep_service(
        _service(data_dict),
        acting_user(context),
        name=data_dict["name"],
        email=data_dict["email"],
    )
    return dictize_dpo.service(found)


@tk.side_effect_free
@tk.validate_action_data(schema_dpo.of_service)
def governance_dpo_service_show(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Return a service of DPO.

    :param service: its id or name
    :type service: string
    :returns: ``id``, ``name``, ``email``, ``officers``, and to those who keep it or are in it
        ``organizations``, which designate it, confirmed or not
    """
    tk.check_access("governance_dpo_service_show", context, {"service": data_dict["service"]})
    found = _service(data_dict)
    officers = [dictize_dpo.officer(officer) for officer, _user in store.officers(found.id)]
    shown = {**dictize_dpo.service(found), "officers": officers}
    if not _is_inside(context, found.id):
        return shown
    places = [dictize_dpo.designating(*row) for row in store.designating(found.id)]
    return {**shown, "organizations": places}


def _is_inside(context: Context, service_id: str) -> bool:
    try:
        tk.check_access(
            "governance_dpo_service_update", tk.fresh_context(context), {"service": service_id}
        )
    except tk.NotAuthorized:
        return service_id in store.places_of(acting_user(context).id)
    return True


@tk.side_effect_free
def governance_dpo_service_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the services of DPO that organisations may designate.

    :returns: by name, each with ``id``, ``name`` and ``email``
    """
    tk.check_access("governance_dpo_service_list", context, data_dict)
    return [dictize_dpo.service(found) for found in store.services()]


@tk.validate_action_data(schema_dpo.officer_add)
def governance_dpo_service_officer_add(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Add somebody to a service: they are DPO of all the organisations that designate it.

    Where they are agent or controller themselves they give no opinion.

    :param service: id or name of the service
    :type service: string
    :param user: e-mail address of the person, or id or name of an account
    :type user: string
    :param lead: manages the service (optional)
    :type lead: bool
    :param stand_in: is told of what is sent only when nobody else is there (optional)
    :type stand_in: bool
    :param starts: first day, today by default
    :type starts: iso date string
    :param ends: last day (optional)
    :type ends: iso date string
    :param reference: reference of the act of appointment (optional)
    :type reference: string
    :returns: the officer, and for an address ``mailed``, whether a mail left
    """
    tk.check_access(
        "governance_dpo_service_officer_add", context, {"service": data_dict["service"]}
    )
    service, user = _service(data_dict), acting_user(context)
    title, page = service.name, _page(service)
    chosen = chosen_person(context, data_dict["user"])
    found = designations.add_officer(
        service,
        chosen,
        user,
        term(data_dict),
        lead=data_dict["lead"],
        stand_in=data_dict["stand_in"],
    )
    answer = dictize_dpo.officer(found)
    if chosen.address:
        answer["mailed"] = tell(found.user_id, role="officer", title=title, page=page)
    return answer


def _page(service: DpoService) -> str:
    return tk.url_for("governance_dpo.service", id=service.id, qualified=True)


@tk.validate_action_data(schema_dpo.one)
def governance_dpo_service_officer_remove(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Take somebody out of a service now. Opinions that they gave stand.

    :param id: id of the officer, as ``governance_dpo_service_show`` gives it
    :type id: string
    :returns: the officer
    """
    tk.check_access("governance_dpo_service_officer_remove", context, data_dict)
    return dictize_dpo.officer(designations.remove_officer(data_dict["id"], acting_user(context)))
