"""Authorisation functions of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.auth import dataset_publication_check

__all__ = [
    "dataset_publication_check",
]
