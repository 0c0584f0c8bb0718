"""The columns of a file, as the portal reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan.types import Context


def of(context: Context, resource: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the titles of the columns that the portal reads in a file; none of most documents."""
    if resource.get("url_type") != "upload":
        return ()
    try:
        found = tk.get_action("resource_file_facts")(
            tk.fresh_context(context), {"id": resource["id"]}
        )
    except (tk.ObjectNotFound, tk.NotAuthorized):
        return ()
    return tuple(column for column in found["columns"] if column)
