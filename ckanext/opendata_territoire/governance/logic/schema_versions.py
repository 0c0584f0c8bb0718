"""What the actions on versions accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from .schema import page, required_id, validators

if TYPE_CHECKING:
    from ckan.types import Schema

_MOST = 2**31 - 1
"""PostgreSQL's largest number of a version."""


def _number(value: Any) -> int:
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError) as error:
        raise tk.Invalid(tk._("Invalid integer")) from error
    if not 1 <= number <= _MOST:
        raise tk.Invalid(tk._("Versions are numbered from 1"))
    return number


def listing() -> Schema:
    """A page of the versions of a dataset."""
    cut = page()
    return {"id": required_id(), "limit": cut["limit"], "offset": cut["offset"]}


def one() -> Schema:
    """One version."""
    return {"id": required_id(), "number": [*validators("not_missing", "not_empty"), _number]}


def two() -> Schema:
    """Two versions."""
    return {**one(), "since": one()["number"]}
