"""Typed readers of this slice's options. No other module spells a key."""

from __future__ import annotations

from pathlib import Path

import ckan.plugins.toolkit as tk

REFERENCE = "ckanext.opendata_territoire.reference"


def department() -> str:
    """INSEE code of the portal's département, such as ``"34"`` or ``"2A"``."""
    return tk.config["ckanext.opendata_territoire.department"]


def default_license() -> str:
    """Identifier of the licence proposed for new datasets, such as ``"etalab-2.0"``."""
    return tk.config["ckanext.opendata_territoire.default_license"]


def reference_folder() -> Path | None:
    """Folder of the npm package `@etalab/decoupage-administratif`, or nothing when not set."""
    folder = tk.config[REFERENCE]
    return Path(folder) if folder else None


def department_siren() -> str | None:
    """SIREN of the département, which the reference does not give, or nothing when not set."""
    return tk.config["ckanext.opendata_territoire.department_siren"] or None


def contact_email() -> str:
    """Address to write to about the portal, shown to everybody; empty when not set."""
    return tk.config["ckanext.opendata_territoire.contact_email"] or ""


def legal_notice() -> dict[str, str]:
    """What the law asks a site to say of itself, by key of the configuration; empty when not set.

    Loi n° 2004-575 du 21 juin 2004 pour la confiance dans l’économie numérique: the editor, the
    director of publication, the host.
    """
    names = ("legal_editor", "legal_director", "legal_host")
    keys = [f"ckanext.opendata_territoire.{name}" for name in names]
    return {key: (tk.config[key] or "").strip() for key in keys}
