"""Template helpers of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.helpers import (
    vocabulary_choices,
    vocabulary_label,
)
from ckanext.opendata_territoire.portal.look.helpers import (
    ot_icon,
    ot_number,
    public_data_of,
    work_link,
)
from ckanext.opendata_territoire.portal.look.home import home_page
from ckanext.opendata_territoire.portal.look.places import (
    place_kind,
    place_page,
    places_index,
    siren,
)

__all__ = [
    "home_page",
    "ot_icon",
    "ot_number",
    "place_kind",
    "place_page",
    "places_index",
    "public_data_of",
    "siren",
    "vocabulary_choices",
    "vocabulary_label",
    "work_link",
]
