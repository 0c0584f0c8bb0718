"""Validators of the dataset and organisation schemas."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal.datasets.defaults import dataset_defaults
from ckanext.opendata_territoire.portal.datasets.validators import (
    keywords_to_tags,
    list_of_texts,
    period_date,
    period_end,
    tag_length_validator,
    tag_name_validator,
    text_max,
    title_given,
)
from ckanext.opendata_territoire.portal.domain import addresses, formats
from ckanext.opendata_territoire.portal.territory.validators import (
    territory_insee_code,
    territory_logo,
    territory_reserved,
    territory_siren,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

__all__ = [
    "dataset_defaults",
    "guess_format",
    "keywords_to_tags",
    "known_license",
    "lines_to_list",
    "link_media_type",
    "list_of_texts",
    "period_date",
    "period_end",
    "resource_web_address",
    "tag_length_validator",
    "tag_name_validator",
    "territory_insee_code",
    "territory_logo",
    "territory_reserved",
    "territory_siren",
    "text_max",
    "title_given",
    "web_address",
    "web_addresses",
]


def web_address(value: Any) -> Any:
    """Accept an empty value or an absolute http(s) address that anybody may follow."""
    if not value or value is tk.missing:
        return value
    text = str(value)
    if why := addresses.fault(text):
        raise tk.Invalid(_ADDRESS_FAULTS[why]())
    return text


_ADDRESS_FAULTS: dict[addresses.Fault, Callable[[], str]] = {
    "scheme": lambda: tk._("This address must start with https:// or http://"),
    "blank": lambda: tk._("This address holds a space or an invisible character: remove it"),
    "host": lambda: tk._("This address names no site after https:// or http://"),
    "port": lambda: tk._(
        "In this address, what follows the colon is a number of port, from 1 to 65535"
    ),
    "password": lambda: tk._(
        "Remove the account and the password before the @: everybody would read them"
    ),
}


def web_addresses(value: Any) -> Any:
    """Check each address of the JSON list made by `scheming_multiple_text`."""
    for address in json.loads(value) if value and value is not tk.missing else ():
        web_address(address)
    return value


def resource_web_address(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Check the address of a link; an uploaded file's is its name, which CKAN makes safe itself."""
    if data.get((*key[:-1], "url_type")) == "upload":
        return
    data[key] = web_address(data.get(key))


def link_media_type(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Check the media type of a link; that of an uploaded file was read in it."""
    value = data.get(key)
    if data.get((*key[:-1], "url_type")) == "upload" or not value:
        return
    if not formats.is_media_type(value):
        raise tk.Invalid(tk._("A media type is written like this: text/csv"))


def guess_format(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """CKAN's guess from the address of a link, malformed or not; a deposited file has been read."""
    if data.get((*key[:-1], "url_type")) == "upload":
        return
    with suppress(ValueError):
        guess: Any = tk.get_validator("if_empty_guess_format")
        guess(key, data, errors, context)


def lines_to_list(value: Any) -> Any:
    """Split the text of a form, one value a line; leave lists and missing values alone."""
    if not isinstance(value, str):
        return value
    return [line.strip() for line in value.splitlines() if line.strip()]


def known_license(value: Any) -> Any:
    """Accept an empty value or a licence of the portal's list."""
    if value and model.Package.get_license_register().get(value) is None:
        raise tk.Invalid(tk._("Choose a license of the list"))
    return value
