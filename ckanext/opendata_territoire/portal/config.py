"""Typed readers of this slice's options. No other module spells a key."""

from __future__ import annotations

import ckan.plugins.toolkit as tk


def department() -> str:
    """INSEE code of the portal's département, such as ``"34"`` or ``"2A"``."""
    return tk.config["ckanext.opendata_territoire.department"]


def default_license() -> str:
    """Identifier of the licence proposed for new datasets, such as ``"etalab-2.0"``."""
    return tk.config["ckanext.opendata_territoire.default_license"]
