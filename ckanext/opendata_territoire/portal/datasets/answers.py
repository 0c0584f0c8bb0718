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


def answer(
    template: str, errors_found: Errors, status_of_errors: int = INVALID, **variables: Any
) -> Answer:
    """Render a page, with the status of the errors that it shows."""
    page = tk.render(template, variables)
    return (page, status_of_errors) if errors_found else page


def schema(dataset: dict[str, Any]) -> dict[str, Any]:
    """Return the scheming schema of a dataset."""
    return tk.h.scheming_get_dataset_schema(dataset["type"])
