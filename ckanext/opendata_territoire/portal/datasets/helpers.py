"""Template helpers of the dataset pages."""

from __future__ import annotations

from typing import Any

import ckan.plugins.toolkit as tk

from ckanext.opendata_territoire.portal import vocabularies


def vocabulary_choices(field: dict[str, Any]) -> list[dict[str, Any]]:
    """Choices of a scheming field that names its `vocabulary`."""
    return list(vocabularies.entries(field["vocabulary"]))


def vocabulary_label(vocabulary: str, value: str) -> str:
    """Label of a value in the language of the page."""
    return vocabularies.label(vocabulary, value, tk.h.lang())
