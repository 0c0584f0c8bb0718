"""Plugin `opendata_confidentiality`: closes what CKAN shows of unpublished data. Wiring only."""

from __future__ import annotations

from typing import Any

import ckan.plugins as p
import ckan.plugins.toolkit as tk

from .logic import activities, datasets, members, people, words


def _actions() -> dict[str, Any]:
    """Return the closed actions; chaining one whose plugin is not loaded would break them all."""
    core = words.ACTIONS | datasets.ACTIONS | members.ACTIONS | people.ACTIONS
    return core | activities.ACTIONS if p.plugin_loaded("activity") else core


@tk.blanket.actions(_actions)
@tk.blanket.blueprints
@tk.blanket.helpers
class ConfidentialityPlugin(p.SingletonPlugin):
    """What a search does not show to somebody, no other surface shows."""
