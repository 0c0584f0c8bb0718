"""What governance does when it hears of what happens elsewhere."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

RECORD_SAVED = tk.signals.ckanext.signal("opendata_territoire:record_saved")
"""The portal's: its sender is the button that the author of a record pressed."""


def submit_saved(then: str, dataset: dict[str, Any]) -> str:
    """Send a record to the DPO as soon as it is saved, and lead to the page of the dataset.

    Raises:
        ValidationError: it lacks something, or the rules refuse.
        NotAuthorized: its author may edit it, and not send it.
    """
    tk.get_action("governance_submit")({}, {"id": dataset["id"]})
    tk.h.flash_success(tk._("Sent to the DPO."))
    return tk.url_for("dataset.read", id=dataset["name"])


SUBSCRIPTIONS: dict[Any, list[Any]] = {
    RECORD_SAVED: [{"sender": "submit", "receiver": submit_saved}]
}
