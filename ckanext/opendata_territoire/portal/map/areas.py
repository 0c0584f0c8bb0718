"""Where the datasets of an organisation are, as the outlines of the communes say."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from ckanext.opendata_territoire.portal import config
from ckanext.opendata_territoire.portal import store as places
from ckanext.opendata_territoire.portal.domain import boxes
from ckanext.opendata_territoire.portal.domain.coverage import communes_covered

from . import store

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ckan import model

    from ckanext.opendata_territoire.portal.domain.boxes import Box


def known() -> bool:
    """Say whether outlines were imported: without them no organisation is anywhere."""
    return bool(_boxes())


def box_of(organization: model.Group, coverages: list[dict[str, Any]]) -> Box | None:
    """Give the rectangle of what a dataset covers.

    Args:
        organization: whose dataset it is.
        coverages: values of `spatial_coverage`, none of which has a geometry.

    Returns:
        Nothing when it is unknown: no outlines, or a place that is on none.
    """
    found = _boxes()
    if not found:
        return None
    extras = places.extras_below(organization.id)
    own = [code for one in extras if (code := _commune(one))] + outside(extras[0] if extras else {})
    codes = communes_covered(coverages, organization.title or "", _code(extras), own)
    return boxes.around(found[code] for code in codes if code in found)


def outside(extras: Mapping[str, str]) -> list[str]:
    """Give the INSEE codes of the members of an EPCI that lie in another département."""
    members = json.loads(extras.get("members_outside") or "[]")
    return [member["code"] for member in members]


def _commune(extras: Mapping[str, str]) -> str | None:
    return extras.get("insee_code") if extras.get("kind") == "commune" else None


def _code(extras: list[dict[str, str]]) -> str | None:
    return extras[0].get("insee_code") if extras else None


def _boxes() -> dict[str, Box]:
    outlined = store.load(config.department())
    return outlined.boxes if outlined else {}
