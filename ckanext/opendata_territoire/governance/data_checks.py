"""The interface by which other slices judge data: « valid for its schema », « nothing found ».

A slice subscribes to `asked` (`ISignal`) and returns its checks by name, a code of its own::

    {"scdl_valid": {"label": tk._("Valid for its schema"), "faults": faults}}

`label` says the check as a condition that is met. `faults` is called with a dataset as
`package_show` gives it, read without permission check from the transaction of the caller, and
returns what is wrong: a list of dictionaries with `message`, a sentence for an agent, and
`resource`, the id of the file concerned or `None`. It changes nothing, and is called under a lock:
it reads what is known (a report stored for the hash of a file) rather than work for long. One that
fails finds a fault: no opinion comes from an error.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from .domain.framework import Fault, Reason

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from ckan.types import Context

log = logging.getLogger(__name__)

asked = tk.signals.ckanext.signal("opendata_governance:data_checks")


def known() -> dict[str, Mapping[str, Any]]:
    """Return the checks of all slices, by name."""
    return {
        name: check
        for _receiver, checks in asked.send("data_checks")
        for name, check in (checks or {}).items()
    }


def faults(names: Collection[str], dataset_id: str) -> dict[str, list[Fault]]:
    """Return what some checks find in a dataset, by name; a check that nobody has is left out."""
    checks = {name: check for name, check in known().items() if name in names}
    if not checks:
        return {}
    context: Context = {"ignore_auth": True, "use_cache": False}
    dataset = tk.get_action("package_show")(context, {"id": dataset_id})
    return {name: _faults(name, check, dataset) for name, check in checks.items()}


def _faults(name: str, check: Mapping[str, Any], dataset: dict[str, Any]) -> list[Fault]:
    try:
        found = [(each.get("resource"), str(each["message"])) for each in check["faults"](dataset)]
    except Exception:  # whatever breaks in another slice, no opinion is given
        log.exception("The check %s failed on %s", name, dataset["id"])
        return [Fault(Reason.UNKNOWN_CHECK, names=(name,))]
    return [Fault(Reason.OTHER_CHECK, file, (message,)) for file, message in found]
