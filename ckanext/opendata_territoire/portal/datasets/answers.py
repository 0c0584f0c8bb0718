"""What the pages of datasets answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

import ckan.plugins.toolkit as tk

if TYPE_CHECKING:
    from ckanext.opendata_territoire.portal.datasets.errors import Errors

Answer = str | Response | tuple[str, int]
INVALID = 422
"""Status of a page that shows errors."""
STALE = 400
"""Status of a form whose token no longer holds."""


def answer(
    template: str, errors_found: Errors, status_of_errors: int = INVALID, **variables: Any
) -> Answer:
    """Render a page, with the status of the errors that it shows."""
    page = tk.render(template, variables)
    return (page, status_of_errors) if errors_found else page


def schema(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the scheming schema of a dataset."""
    return tk.h.scheming_get_dataset_schema(dataset["type"])


def signed_out(typed: list[tuple[str, str]], *, file: bool = False) -> Answer:
    """Keep what was typed in the page itself, to be sent again once its author has logged in.

    Nothing is stored, here or in the browser: it ends with the page. A file is not in it.

    Args:
        typed: names and values of the form, as posted.
        file: whether the form asks for a file.
    """
    variables = {"typed": typed, "file": file, "pkg_dict": None}
    return tk.render("package/signed_out.html", variables), INVALID
