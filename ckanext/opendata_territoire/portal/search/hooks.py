"""Where CKAN's search calls ours."""

from __future__ import annotations

from typing import Any

from ckanext.opendata_territoire.portal.domain.query import is_fielded, words_of
from ckanext.opendata_territoire.portal.search import facets, indexing
from ckanext.opendata_territoire.portal.solr import STOP_WORDS

QUERY_FIELDS = "title^8 notes^2 text"
"""Read in the same way: with CKAN's own list, which has strings, a stop word makes a query fail."""


class SearchHooks:
    """Methods of `IPackageController` and `IFacets` for the portal's plugin."""

    def before_dataset_search(self, search_params: dict[str, Any]) -> dict[str, Any]:
        """Read the words of a person as words; leave what a program wrote as it is."""
        query = search_params.get("q") or ""
        if not search_params.get("defType") and not is_fielded(query):
            search_params["q"] = words_of(query, STOP_WORDS)
            search_params.setdefault("qf", QUERY_FIELDS)
        return facets.search_parameters(search_params)

    def after_dataset_search(
        self, search_results: dict[str, Any], search_params: dict[str, Any]
    ) -> dict[str, Any]:
        """Name the values of facets."""
        facets.name_values(search_results["search_facets"])
        return search_results

    def before_dataset_index(self, pkg_dict: dict[str, Any]) -> dict[str, Any]:
        """Add territory, kind of organisation, themes and day of change to what Solr holds."""
        return indexing.document(pkg_dict)

    def dataset_facets(self, facets_dict: dict[str, str], package_type: str) -> dict[str, str]:
        """Replace CKAN's facets of datasets by the portal's."""
        return facets.titles() if package_type == "dataset" else facets_dict

    def group_facets(
        self, facets_dict: dict[str, str], group_type: str, package_type: str | None
    ) -> dict[str, str]:
        """Replace CKAN's facets on the page of a group by the portal's."""
        return facets.titles()

    def organization_facets(
        self, facets_dict: dict[str, str], organization_type: str, package_type: str | None
    ) -> dict[str, str]:
        """On the page of one organisation, leave out what tells organisations apart."""
        return facets.titles(organizations=False)
