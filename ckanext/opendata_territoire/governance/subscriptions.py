"""What governance does when it hears of what happens elsewhere."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

RECORD_SAVED = tk.signals.ckanext.signal("opendata_territoire:record_saved")
"""The portal's: its sender is the button that the author of a record pressed."""


def submit_saved(then: str, dataset: dict[str, Any]) -> str:
    """Lead from a record that is saved, and lacks nothing, to what its author declares and sends.

    Raises:
        ValidationError: it lacks something.
        NotAuthorized: its author may edit it, and not send it.
    """
    tk.check_access("governance_submit", {}, {"id": dataset["id"]})
    missing = tk.get_action("dataset_publication_check")({}, {"id": dataset["id"]})
    if missing:
        raise tk.ValidationError({entry["field"]: [entry["message"]] for entry in missing})
    return tk.url_for("governance.review", id=dataset["name"], _anchor="send")


def reply_saved(then: str, dataset: dict[str, Any]) -> str:
    """Lead from a remark beside a field to the list where it is answered."""
    return tk.url_for("dataset.read", id=dataset["name"], _anchor="remarks")


SUBSCRIPTIONS: dict[Any, list[Any]] = {
    RECORD_SAVED: [
        {"sender": "submit", "receiver": submit_saved},
        {"sender": "reply", "receiver": reply_saved},
    ]
}
