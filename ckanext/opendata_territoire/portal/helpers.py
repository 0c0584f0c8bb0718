"""Template helpers of this slice, gathered from its parts."""

from __future__ import annotations

from ckanext.opendata_territoire.portal.datasets.helpers import (
    column_kinds,
    dataset_form_groups,
    dataset_needed_count,
    dataset_state,
    dataset_updated,
    file_facts,
    file_host,
    file_preview,
    file_words,
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
from ckanext.opendata_territoire.portal.search.helpers import (
    active_filters,
    broader_territory,
    facet_items,
    facet_tree,
    facet_url,
    found_excerpt,
    found_words,
    page_address,
    places_named,
    search_api_url,
    search_params,
)

__all__ = [
    "active_filters",
    "broader_territory",
    "column_kinds",
    "dataset_form_groups",
    "dataset_needed_count",
    "dataset_state",
    "dataset_updated",
    "error_words",
    "facet_items",
    "facet_tree",
    "facet_url",
    "file_facts",
    "file_host",
    "file_preview",
    "file_words",
    "first_preview",
    "form_label",
    "found_excerpt",
    "found_words",
    "group_has_errors",
    "home_page",
    "license_options",
    "ot_icon",
    "ot_number",
    "page_address",
    "page_url",
    "page_window",
    "period_text",
    "place_kind",
    "place_page",
    "places_index",
    "places_named",
    "public_data_of",
    "search_api_url",
    "search_params",
    "siren",
    "territory_emblem",
    "territory_map",
    "vocabulary_choices",
    "vocabulary_label",
    "vocabulary_offered",
    "work_link",
]
