"""Errors of an action, as a page shows them: beside each field, and in one list on top."""

from __future__ import annotations

from typing import Any

Errors = dict[str, list[str]]


def by_field(error_dict: dict[str, Any]) -> Errors:
    """Flatten CKAN's nested errors; subfields are named as in the form, `contact-0-email`.

    Faults of keywords come under `tag_string`, the field where they are typed.
    """
    found: Errors = {}
    for field, value in error_dict.items():
        if field == "tags":
            found["tag_string"] = list(dict.fromkeys(_messages(value)))
        elif _records(value):
            found.update(_of_records(field, value))
        elif messages := _messages(value):
            found[field] = messages
    return found


def _records(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)


def _of_records(field: str, records: list[Any]) -> Errors:
    return {
        f"{field}-{index}-{name}": _messages(value)
        for index, record in enumerate(records)
        if isinstance(record, dict)
        for name, value in record.items()
    }


def _messages(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [message for item in value.values() for message in _messages(item)]
    if isinstance(value, (list, tuple)):
        return [message for item in value for message in _messages(item)]
    return [str(value)] if value else []
