"""What the author of a program, and who reads its file, are told: why it is not public."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.governance.domain.refresh import Ground, Reason

if TYPE_CHECKING:
    from ckanext.opendata_territoire.governance.errors import HeldError


def errors(held: HeldError) -> dict[str, Any]:
    """Return the errors of the call: `state`, what became of the file; `revision`; `refresh`, why.

    All are lists of texts, as CKAN's own errors.
    """
    if held.opened_before:
        state = tk._(
            "Nothing has changed: a revision of this dataset is open. "
            "Send the file again once it is published or given up."
        )
    else:
        state = tk._(
            "The public file has not changed: the one sent waits in a revision. "
            "Read it, then send it to the DPO."
        )
    found: dict[str, Any] = {"state": [state], "revision": [held.revision_id]}
    if held.reasons:
        found["refresh"] = [_sentence(reason) for reason in held.reasons]
    return found


def _sentence(reason: Reason) -> str:
    about = _about(reason)
    return f"{reason.file} : {about}" if reason.file else about


def _about(reason: Reason) -> str:
    if reason.ground in (Ground.FINDINGS, Ground.CONDITION):
        return " ".join(reason.names)
    sentence = {
        Ground.RECORD: tk._("Other things than the file would change: {names}"),
        Ground.FILES: tk._("Files would be added or removed"),
        Ground.FORMAT: tk._("The format is not the same: {before}, then {after}"),
        Ground.NO_TABLE: tk._("The portal reads no table in it: only people can compare it"),
        Ground.TOO_LARGE: tk._("The portal cannot read it whole: only people can compare it"),
        Ground.COLUMNS: tk._("The columns are not the same: {names}"),
        Ground.TYPES: tk._("Columns hold something else than before: {names}"),
        Ground.ROWS: tk._("The number of rows goes from {before} to {after}"),
    }[reason.ground]
    names = map(_field, reason.names) if reason.ground is Ground.RECORD else reason.names
    return sentence.format(
        names=", ".join(names) or tk._("another order"),
        before=_number(reason.before),
        after=_number(reason.after),
    )


def _number(value: Any) -> Any:
    return tk.h.localised_number(value) if isinstance(value, int) else value


def _field(name: str) -> str:
    """Return the name of a field in the form."""
    schema = tk.h.scheming_get_dataset_schema("dataset")
    for field in [*schema["dataset_fields"], *schema["resource_fields"]]:
        if field["field_name"] == name and field.get("label"):
            return tk.h.scheming_language_text(field["label"])
    return tk._("Keywords") if name == "tags" else name
