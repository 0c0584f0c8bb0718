"""How long what an account says of itself may be: it stands in each row of lists and journals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal.datasets.validators import text_max
from ckanext.opendata_territoire.portal.domain.accounts import LIMITS

if TYPE_CHECKING:
    from ckan.types import Action, Context, DataDict


@tk.chained_action
def user_create(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Create an account whose texts are not too long."""
    return _short_enough(next_, context, data_dict)


@tk.chained_action
def user_update(next_: Action, context: Context, data_dict: DataDict) -> Any:
    """Change an account whose texts are not too long; `user_patch` ends here too."""
    return _short_enough(next_, context, data_dict)


def _short_enough(next_: Action, context: Context, data_dict: DataDict) -> Any:
    given = {field: data_dict.get(field) for field in LIMITS}
    schema: Any = {field: [text_max(limit)] for field, limit in LIMITS.items()}
    _, errors = tk.navl_validate(given, schema, tk.fresh_context(context))
    if errors:
        raise tk.ValidationError(errors)
    return next_(context, data_dict)
