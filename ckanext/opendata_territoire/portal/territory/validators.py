"""What only the import and system administrators may change, and the form of official codes."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from stdnum.fr import siren

import ckan.plugins.toolkit as tk
from ckan import authz, model

if TYPE_CHECKING:
    from ckan.types import Context, FlattenDataDict, FlattenErrorDict, FlattenKey

# Communes and départements, Corsica and overseas included (Code officiel géographique, INSEE).
INSEE_CODE = re.compile(r"(?:[013-9]\d|2[AB1-9])(?:\d{3})?|9[78]\d")

UPLOADED_NAME = re.compile(r"[\w.-]*", re.ASCII)


def may_administer(context: Context) -> bool:
    """Tell whether the caller is a system administrator, or trusted code."""
    return bool(context.get("ignore_auth")) or authz.is_sysadmin(context.get("user"))


def territory_reserved(
    key: FlattenKey, data: FlattenDataDict, errors: FlattenErrorDict, context: Context
) -> None:
    """Keep a field for the import and for system administrators.

    Absent from the request, the field keeps its stored value; different from it, the request is
    refused. Lists and numbers become text, the only thing CKAN stores beside its own columns.

    Raises:
        Invalid: when somebody else tries to change the field.
    """
    submitted = data.get(key, tk.missing)
    group = context.get("group")
    stored = _stored(group, key[-1]) if group else None
    if submitted is tk.missing:
        data[key] = tk.missing if stored is None else stored
        return
    value = _text(submitted)
    if value != _text(stored) and not may_administer(context):
        raise tk.Invalid(tk._("Only the administrators of the portal can change this"))
    data[key] = value


def territory_logo(value: Any) -> Any:
    """Accept the name of an uploaded picture, as CKAN writes it: no address, no program."""
    if not UPLOADED_NAME.fullmatch(str(value)):
        raise tk.Invalid(tk._("Upload the picture: the portal shows none from another site"))
    return value


def territory_insee_code(value: Any) -> Any:
    """Accept the INSEE code of a commune or of a département."""
    if not INSEE_CODE.fullmatch(str(value)):
        raise tk.Invalid(tk._("This is not an INSEE code"))
    return value


def territory_siren(value: Any) -> Any:
    """Accept a SIREN: nine digits, the last of which checks the others."""
    if not siren.is_valid(str(value)):
        raise tk.Invalid(
            tk._("This is not a SIREN: nine digits, the last of which checks the others")
        )
    return siren.compact(str(value))


def _stored(group: model.Group, name: str) -> str | None:
    if name in ("name", "title", "state"):
        return getattr(group, name)
    extras: dict[str, str] = getattr(group, "extras", None) or {}
    return extras.get(name)


def _text(value: Any) -> str:
    """Write a value as the import stores it: JSON for lists, plain text for the rest."""
    if value is None or value is tk.missing:
        return ""
    if isinstance(value, list | dict):
        return json.dumps(value, ensure_ascii=False)
    return str(value).strip()
