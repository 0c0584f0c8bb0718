"""Actions on the DPOs that organisations designate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.governance import designations
from ckanext.opendata_territoire.governance.designations import Chosen, Term
from ckanext.opendata_territoire.governance.store import designations as store
from ckanext.opendata_territoire.governance.store import people

from . import dictize_dpo, schema_dpo
from .common import acting_user, organization_of

if TYPE_CHECKING:
    from ckan.types import Context, DataDict

__all__ = [
    "governance_dpo_accept",
    "governance_dpo_ask",
    "governance_dpo_assign",
    "governance_dpo_confirm",
    "governance_dpo_list",
    "governance_dpo_revoke",
]


@tk.validate_action_data(schema_dpo.assign)
def governance_dpo_assign(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Record the designation of a DPO. By a controller of the organisation it holds at once.

    Somebody designated by their address is told by mail, and invited if they have no account:
    the answer is the same. Only the address is shown before they accept.

    :param organization: id or name of the organisation
    :type organization: string
    :param user: e-mail address of the person, or id or name of an account
    :type user: string
    :param service: id or name of a service of DPO, instead of a person
    :type service: string
    :param starts: first day, today by default
    :type starts: iso date string
    :param ends: last day (optional)
    :type ends: iso date string
    :param reference: reference of the act of designation (optional)
    :type reference: string
    :returns: the designation, and for an address ``mailed``, whether a mail left
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_dpo_assign", context, {"organization": organization.id})
    user = acting_user(context)
    chosen = _chosen(context, data_dict)
    found = designations.designate(organization.id, chosen, user, term(data_dict))
    answer = dictize_dpo.designation(found, chosen.service)
    if chosen.address:
        page = tk.url_for("governance_dpo.index", organization=organization.name, qualified=True)
        title = organization.title or organization.name
        answer["mailed"] = tell(found.user_id, role="dpo", title=title, page=page)
    return answer


def _chosen(context: Context, data_dict: DataDict) -> Chosen:
    reference, named = data_dict.get("user"), data_dict.get("service")
    if named and not reference:
        service = store.service(named)
        if service is None:
            raise tk.ValidationError({"service": [tk._("This service does not exist")]})
        return Chosen(service=service)
    if named or not reference:
        message = tk._("Give the e-mail address of a person, or choose a service: one of both")
        raise tk.ValidationError({"user": [message]})
    return chosen_person(context, reference)


def chosen_person(context: Context, reference: str) -> Chosen:
    """Return the person of an address, whose account is opened if there is none, or of an account.

    The account is part of the caller's transaction.

    Raises:
        ValidationError: it is no address, and no account.
    """
    if "@" in reference:
        address = reference.strip()
        trusted: Context = {"ignore_auth": True, "defer_commit": True}
        trusted["user"] = context.get("user", "")
        try:
            opened = tk.get_action("account_open")(trusted, {"email": address})
        except tk.ValidationError as error:
            model.Session.rollback()
            raise tk.ValidationError({"user": error.error_dict.get("email", [])}) from error
        return Chosen(model.User.get(opened["id"]), address)
    person = model.User.get(reference)
    if person is None or person.state != model.State.ACTIVE:
        message = tk._("No account has this name: give the e-mail address of the person")
        raise tk.ValidationError({"user": [message]})
    return Chosen(person)


def tell(user_id: str | None, **words: str) -> bool:
    """Write to a person that somebody relies on them; say whether the mail left."""
    told = tk.get_action("account_tell")({"ignore_auth": True}, {"id": user_id, **words})
    return told["mailed"]


def term(data_dict: DataDict) -> Term:
    """Return the days and the act that came with a request."""
    return Term(
        data_dict.get("starts") or people.today(),
        data_dict.get("ends"),
        data_dict["reference"].strip(),
    )


@tk.validate_action_data(schema_dpo.one)
def governance_dpo_confirm(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Confirm, as a controller of the organisation, a designation that others prepared.

    :param id: id of the designation
    :type id: string
    :returns: the designation
    """
    tk.check_access("governance_dpo_confirm", context, data_dict)
    found = designations.confirm(data_dict["id"], acting_user(context))
    return dictize_dpo.designation(found, store.service(found.service_id))


@tk.validate_action_data(schema_dpo.one)
def governance_dpo_revoke(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """End a designation now. Opinions given under it stand.

    :param id: id of the designation
    :type id: string
    :returns: the designation
    """
    tk.check_access("governance_dpo_revoke", context, data_dict)
    found = designations.revoke(data_dict["id"], acting_user(context))
    return dictize_dpo.designation(found, store.service(found.service_id))


@tk.validate_action_data(schema_dpo.one)
def governance_dpo_accept(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Accept, as the person designated, and show one's name to the organisation from now on.

    :param id: id of the designation, or of the place in a service
    :type id: string
    :returns: ``accepted``
    """
    tk.check_access("governance_dpo_accept", context, data_dict)
    place = store.get(data_dict["id"], lock=True) or store.officer(data_dict["id"], lock=True)
    if place is None:
        raise tk.ObjectNotFound(tk._("This designation does not exist"))
    designations.accept(place, acting_user(context))
    return {"accepted": True}


@tk.side_effect_free
@tk.validate_action_data(schema_dpo.of_organization)
def governance_dpo_list(context: Context, data_dict: DataDict) -> list[dict[str, Any]]:
    """Return the DPOs of an organisation, confirmed or to be confirmed.

    :param organization: id or name of the organisation
    :type organization: string
    :returns: the designations that are not ended, each of a ``user`` or of a ``service``
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_dpo_list", context, {"organization": organization.id})
    return [
        dictize_dpo.designation(found, service)
        for found, _user, service in store.of_organization(organization.id)
    ]


@tk.validate_action_data(schema_dpo.of_organization)
def governance_dpo_ask(context: Context, data_dict: DataDict) -> dict[str, Any]:
    """Ask the controllers of one's organisation, by mail, to designate or confirm its DPO.

    Each receives one such mail a day at most, whoever asks.

    :param organization: id or name of the organisation
    :type organization: string
    :returns: ``asked``, how many controllers there are to ask
    """
    organization = organization_of(data_dict)
    tk.check_access("governance_dpo_ask", context, {"organization": organization.id})
    page = tk.url_for("governance_dpo.index", organization=organization.name, qualified=True)
    return {"asked": designations.ask_for_one(organization, acting_user(context), page)}
