"""Pages of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.accounts.views import (
    accounts,
)
from ckanext.opendata_territoire.portal.accounts.views_invitations import invitations
from ckanext.opendata_territoire.portal.datasets.record import record
from ckanext.opendata_territoire.portal.datasets.views import datasets
from ckanext.opendata_territoire.portal.guides.views import guides
from ckanext.opendata_territoire.portal.look.views import places
from ckanext.opendata_territoire.portal.stock.views import stock
from ckanext.opendata_territoire.portal.territory.views import (
    former_addresses,
)

__all__ = [
    "accounts",
    "datasets",
    "former_addresses",
    "guides",
    "invitations",
    "places",
    "record",
    "stock",
]
