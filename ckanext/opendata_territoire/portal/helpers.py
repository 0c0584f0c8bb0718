"""Template helpers of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.helpers import (
    dataset_form_groups,
    dataset_needed_count,
    dataset_state,
    dataset_updated,
    file_facts,
    file_host,
    file_preview,
    file_read_as,
    first_preview,
    form_label,
    group_has_errors,
    license_options,
    period_text,
    vocabulary_choices,
    vocabulary_label,
    vocabulary_offered,
)
from ckanext.opendata_territoire.portal.domain.pagination import page_window
from ckanext.opendata_territoire.portal.look.errors import error_words
from ckanext.opendata_territoire.portal.look.helpers import (
    ot_icon,
    ot_number,
    page_url,
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
from ckanext.opendata_territoire.portal.map.helpers import territory_emblem, territory_map

__all__ = [
    "dataset_form_groups",
    "dataset_needed_count",
    "dataset_state",
    "dataset_updated",
    "error_words",
    "file_facts",
    "file_host",
    "file_preview",
    "file_read_as",
    "first_preview",
    "form_label",
    "group_has_errors",
    "home_page",
    "license_options",
    "ot_icon",
    "ot_number",
    "page_url",
    "page_window",
    "period_text",
    "place_kind",
    "place_page",
    "places_index",
    "public_data_of",
    "siren",
    "territory_emblem",
    "territory_map",
    "vocabulary_choices",
    "vocabulary_label",
    "vocabulary_offered",
    "work_link",
]
