"""What the person before the screen may reach, for the pages of datasets."""

from __future__ import annotations

from typing import Any, NoReturn

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.sign_in import signed_in


def refuse() -> NoReturn:
    """Answer 403; the login page to somebody who is not signed in."""
    signed_in()
    tk.abort(403, tk._("You may not do this here."))
    raise AssertionError  # tk.abort has raised


def organizations() -> list[dict[str, Any]]:
    """Organisations for which the person may deposit a dataset, by title."""
    signed_in()
    found = tk.get_action("organization_list_for_user")({}, {"permission": "create_dataset"})
    return sorted(found, key=lambda organization: organization["title"] or organization["name"])


def editable_dataset(id: str) -> dict[str, Any]:
    """Dataset that the person may edit.

    Raises:
        HTTPException: 404 when it is not there or is hidden from the person; 403 when the person
            may read it but not edit it; the login page to somebody who is not signed in.
    """
    try:
        dataset = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        signed_in()
        tk.abort(404, tk._("This dataset is not there, or you may not see it."))
        raise
    try:
        tk.check_access("package_update", {}, {"id": dataset["id"]})
    except tk.NotAuthorized:
        refuse()
    return dataset


def resource(dataset: dict[str, Any], id: str) -> dict[str, Any]:
    """Resource of this dataset; an empty one when no id is given.

    Raises:
        HTTPException: 404 when the dataset has no such resource.
    """
    if not id:
        return {}
    for found in dataset["resources"]:
        if found["id"] == id:
            return found
    tk.abort(404, tk._("This file is not there."))
    raise AssertionError  # tk.abort has raised
