"""Template helpers of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.helpers import (
    vocabulary_choices,
    vocabulary_label,
)

__all__ = [
    "vocabulary_choices",
    "vocabulary_label",
]
