"""Pages of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.views import datasets
from ckanext.opendata_territoire.portal.look.views import places

__all__ = ["datasets", "places"]
