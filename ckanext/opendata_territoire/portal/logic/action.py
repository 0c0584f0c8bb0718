"""Actions of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.actions import dataset_publication_check

__all__ = [
    "dataset_publication_check",
]
