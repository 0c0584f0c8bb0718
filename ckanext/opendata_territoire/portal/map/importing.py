"""Import the outlines of the communes: from a file to the map of the portal."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from ckan.lib import search

from ckanext.opendata_territoire.portal import store as places
from ckanext.opendata_territoire.portal.domain import outlines

from . import areas, store


@dataclass(frozen=True)
class Report:
    """What an import did.

    Attributes:
        changed: whether the map is another than before.
        drawn: number of communes on the map.
        joined: former codes whose outline went to the commune that continues them.
        missing: names of the communes of the portal that the file does not draw.
    """

    changed: bool
    drawn: int
    joined: list[str]
    missing: list[str]


def import_outlines(
    found: outlines.Outlines,
    lacking: set[str],
    *,
    department: str,
    vintage: str,
    source: str,
    licence: str,
) -> Report:
    """Draw the map of the portal's communes and store it.

    Args:
        found: outlines by INSEE code, of as many communes as one likes.
        lacking: codes of those whose outline lacks a part.
        department: INSEE code of the département.
        vintage: year of the communes of the file, "2018".
        source: who made the outlines, as the map credits them.
        licence: name of their licence.

    Raises:
        OutlineError: none of the communes of the portal is in it.
    """
    rows = places.organizations(kind="commune")
    communes = {row.extras["insee_code"]: row for row in rows if row.extras.get("insee_code")}
    if not communes:
        raise outlines.OutlineError(
            "le portail n’a pas encore de communes : lancez d’abord « ckan territoire import »."
        )
    former = {
        old: code
        for code, row in communes.items()
        for old in json.loads(row.extras.get("former_codes") or "[]")
    }
    present = outlines.of_present_communes(found, communes, former)
    present = outlines.completed(present, lacking)
    groupings = places.organizations(kind="epci")
    outside = [code for row in groupings for code in areas.outside(row.extras)]
    boxes = outlines.boxes(outlines.of_present_communes(found, {*communes, *outside}, former))
    groups = {code: row.parent for code, row in communes.items() if row.parent}
    drawn = store.Map(outlines.draw(present, groups), vintage, source, licence, boxes)
    return Report(
        changed=store.save(department, _version(drawn), drawn),
        drawn=len(present),
        joined=sorted(code for code in found if code not in communes and code in former),
        missing=sorted(row.title for code, row in communes.items() if code not in present),
    )


def index_pending(department: str) -> int:
    """Index the datasets again where new outlines say they are; return how many there were.

    Raises:
        SearchIndexError: when Solr does not answer; the next import tries again.
    """
    datasets = store.datasets_to_place(department)
    if datasets:
        search.rebuild(package_ids=datasets)
        search.commit()
    store.placed(department)
    return len(datasets)


def _version(drawn: store.Map) -> str:
    content = [drawn.drawing.as_dict(), drawn.vintage, drawn.source, drawn.licence, drawn.boxes]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
