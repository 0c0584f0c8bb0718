"""Template helpers of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.helpers import (
    vocabulary_choices,
    vocabulary_label,
)
from ckanext.opendata_territoire.portal.look.helpers import ot_icon, work_link

__all__ = [
    "ot_icon",
    "vocabulary_choices",
    "vocabulary_label",
    "work_link",
]
