"""What Solr holds of a dataset, besides what CKAN and its plugins put there."""

from __future__ import annotations

import json
import logging
from typing import Any

import shapely
import shapely.geometry

from ckan import model

from ckanext.opendata_territoire.portal.datasets.helpers import dataset_updated
from ckanext.opendata_territoire.portal.domain.boxes import polygon
from ckanext.opendata_territoire.portal.map import areas

log = logging.getLogger(__name__)

GEOMETRIES = ("geom", "bbox", "centroid")
"""Subfields of `spatial_coverage` that hold GeoJSON, the most precise first."""


WHOLE = frozenset({"data_dict", "validated_data_dict", "extras_spatial", "spatial"})
"""What is stored, or read by a program, and never a term of the index."""

TERM_BYTES = 32_766
"""The longest term that Lucene keeps; one more byte, and the whole dataset is refused."""


def document(pkg_dict: dict[str, Any]) -> dict[str, Any]:
    """Complete the document of a dataset.

    Args:
        pkg_dict: the document as CKAN makes it, with `validated_data_dict` (JSON).

    Returns:
        What Solr takes, with `territory`, `organization_kind`, `theme`, `updated`, and
        `extras_spatial` for ckanext-spatial. Lists and addresses are taken out of the fields that
        CKAN searches as text: "publications", in the address of a theme, would find everything.
        A text longer than a term may be is cut: its dataset keeps it whole.
    """
    dataset = json.loads(pkg_dict["validated_data_dict"])
    owner = pkg_dict.get("owner_org")
    organization = model.Group.get(owner) if owner else None
    pkg_dict |= _of_organization(organization)
    pkg_dict["updated"] = dataset_updated(dataset)[:10]
    pkg_dict["theme"] = _listed(dataset.get("theme"))
    for key in [key for key in pkg_dict if key.startswith("extras_")]:
        if key != "extras_spatial" and str(pkg_dict[key]).startswith(("[", "{", "http")):
            del pkg_dict[key]
    _place(pkg_dict, _listed(dataset.get("spatial_coverage")), organization)
    return {key: value if key in WHOLE else _cut(value) for key, value in pkg_dict.items()}


def _cut(value: Any) -> Any:
    """Cut the texts of a field, alone or in a list, to what fits in a term."""
    if isinstance(value, list):
        return [_cut(item) for item in value]
    if not isinstance(value, str) or len(value) * 4 <= TERM_BYTES:
        return value
    return value.encode()[:TERM_BYTES].decode(errors="ignore")


def _of_organization(organization: model.Group | None) -> dict[str, Any]:
    """Names of the organisation and of all that it belongs to; its kind."""
    if not organization:
        return {"territory": []}
    above = organization.get_parent_group_hierarchy(type=organization.type)
    return {
        "territory": [group.name for group in [*above, organization]],
        "organization_kind": organization.extras.get("kind", "other"),  # type: ignore[attr-defined]
    }


def _place(
    pkg_dict: dict[str, Any], coverages: list[dict[str, Any]], organization: model.Group | None
) -> None:
    """Hand a geometry to ckanext-spatial, which runs before ckanext-dcat could do it.

    The dataset's own, else the rectangle of the communes that it covers. Only the names of places
    stay in `spatial_coverage`, which ckanext-dcat makes searchable: neither coordinates nor the
    word "commune" in an address of INSEE are what people look for.
    """
    found = (_geometry(place.get(name)) for place in coverages for name in GEOMETRIES)
    geometry = pkg_dict.get("extras_spatial") or next((g for g in found if g), None)
    if not geometry and organization and (box := areas.box_of(organization, coverages)):
        geometry = json.dumps(polygon(box))
    if geometry:
        pkg_dict["extras_spatial"] = pkg_dict["spatial"] = geometry
    if coverages:
        names = [{"text": place["text"]} for place in coverages if place.get("text")]
        pkg_dict["spatial_coverage"] = json.dumps(names)


def _geometry(value: Any) -> str | None:
    """GeoJSON as text, or nothing if it draws nothing: a bad outline must not prevent indexing."""
    if not value:
        return None
    try:
        geometry = json.loads(value) if isinstance(value, str) else value
        drawn = not shapely.geometry.shape(geometry).is_empty
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        log.warning("a geometry is not indexed: %s", error)
        return None
    return json.dumps(geometry) if drawn else None


def _listed(value: Any) -> list[Any]:
    """A field of several values, whether the schema of the dataset decoded it or not."""
    if isinstance(value, str):
        try:
            value = json.loads(value)
        except ValueError:
            return [value]
    return value if isinstance(value, list) else [value] if value else []
