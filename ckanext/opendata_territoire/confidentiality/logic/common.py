"""What the closed actions share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.confidentiality import service

if TYPE_CHECKING:
    from ckan.types import Context, DataDict


def window(context: Context, data_dict: DataDict) -> tuple[int, int | None]:
    """Take `offset` and `limit` out of a request: what is hidden goes before a page is cut.

    Raises:
        ValidationError: they are no natural numbers.
    """
    schema: Any = {
        key: [tk.get_validator("ignore_empty"), tk.get_validator("natural_number_validator")]
        for key in ("offset", "limit")
    }
    asked = {key: data_dict.pop(key, None) for key in schema}
    found, errors = tk.navl_validate(asked, schema, tk.fresh_context(context))
    if errors:
        raise tk.ValidationError(errors)
    return found.get("offset") or 0, found.get("limit")


def refuse_hidden(context: Context, *references: object) -> None:
    """Answer on datasets that the caller may not read as on those that do not exist.

    Raises:
        ObjectNotFound: one of them is hidden or missing.
    """
    for reference in references:
        if isinstance(reference, str) and not service.is_readable(context, reference):
            raise tk.ObjectNotFound
