"""Template helpers of the map."""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import flask
from markupsafe import Markup
from sqlalchemy.exc import SQLAlchemyError

import ckan.plugins.toolkit as tk
from ckan import model

from ckanext.opendata_territoire.portal import config
from ckanext.opendata_territoire.portal.domain import tiles
from ckanext.opendata_territoire.portal.domain.choropleth import Label, main_places, shade
from ckanext.opendata_territoire.portal.domain.figures import is_counted
from ckanext.opendata_territoire.portal.domain.locator import locate

from . import store

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ckanext.opendata_territoire.portal.domain.locator import Bearing
    from ckanext.opendata_territoire.portal.domain.outlines import Drawing

log = logging.getLogger(__name__)

Row = dict[str, Any]


@dataclass(frozen=True)
class Cell:
    """A commune on the map."""

    path: str
    shade: int
    name: str
    title: str


@dataclass(frozen=True)
class Part:
    """One drawing: the whole territory, or the block of an EPCI under its name."""

    title: str
    drawing: Drawing
    cells: list[Cell]
    labels: list[Label]


def territory_map(places: Sequence[Row] | None = None) -> Markup:
    """Draw the real communes, darker when they publish more, with legend and table.

    Args:
        places: what `territory_list` gives, when the caller has it already.

    Returns:
        One `figure`; nothing when the portal has no communes.
    """
    rows = tk.get_action("territory_list")({}, {}) if places is None else places
    communes = [row for row in rows if row["kind"] == "commune" and is_counted(row)]
    if not communes:
        return Markup()
    outlined = _map()
    return tk.h.snippet(
        "snippets/territory_map.html",
        credit=outlined,
        parts=[_outlined(outlined.drawing, communes)] if outlined else _tiled(communes),
        legend=_legend(),
        communes=communes,
        place_url=tk.url_for("organization.read", id="").rstrip("/") + "/",
    )


def territory_locator(place: Row) -> Markup:
    """Show where a place is in its département; without outlines, its communes as squares.

    Args:
        place: what `place_page` gives.

    Returns:
        One `figure` with its caption; nothing for a place that has no commune.
    """
    here = [place] if place["kind"] == "commune" else place["members"]
    around = place["siblings"] or place["members"]
    if place["kind"] not in ("commune", "epci") or not around:
        return Markup()
    outlined = _map()
    codes = [[row["insee_code"] for row in rows] for rows in (here, around)]
    found = locate(outlined.drawing, *codes) if outlined else None
    if outlined and found:
        words = _bearings()[found.bearing].format(place=place["title"])
        return tk.h.snippet(
            "snippets/locator.html", drawing=outlined.drawing, found=found, place=place, words=words
        )
    block = tiles.block([row["name"] for row in around])
    cells = _cells(block, {row["name"]: row for row in around})
    return tk.h.snippet(
        "snippets/locator.html", drawing=block, cells=cells, place=place, words=_among(place)
    )


def _among(place: Row) -> str:
    """Say how many communes are drawn, and whose."""
    if place["kind"] == "commune":
        return tk._("{place}, one of the {number} communes of the intercommunality").format(
            place=place["title"], number=len(place["siblings"])
        )
    number = len(place["members"])
    words = tk.ungettext(
        "{number} commune of this département", "{number} communes of this département", number
    )
    return words.format(number=number)


def _bearings() -> dict[Bearing, str]:
    _ = tk._
    return {
        "centre": _("{place}, at the centre of the département"),
        "north": _("{place}, in the north of the département"),
        "north-east": _("{place}, in the north-east of the département"),
        "east": _("{place}, in the east of the département"),
        "south-east": _("{place}, in the south-east of the département"),
        "south": _("{place}, in the south of the département"),
        "south-west": _("{place}, in the south-west of the département"),
        "west": _("{place}, in the west of the département"),
        "north-west": _("{place}, in the north-west of the département"),
    }


def territory_emblem() -> Markup:
    """Draw the outline of the département, or nine squares when it is not known."""
    outlined = _map()
    if outlined:
        path = outlined.drawing.emblem
        width, height = outlined.drawing.width, outlined.drawing.height
    else:
        path, width, height = tiles.EMBLEM, 360, 360
    return Markup('<svg viewBox="0 0 {} {}" aria-hidden="true"><path d="{}"/></svg>').format(
        width, height, path
    )


def _map() -> store.Map | None:
    """The map, read once for a page that draws it and its emblem twice."""
    if "territory_map" not in flask.g:
        flask.g.territory_map = _read()
    return flask.g.territory_map


def _read() -> store.Map | None:
    """Read the map; nothing when the database fails: pages of errors have the emblem too."""
    try:
        return store.load(config.department())
    except SQLAlchemyError:
        log.exception("The map could not be read")
        model.Session.rollback()
        return None


def _outlined(drawing: Drawing, communes: list[Row]) -> Part:
    by_size = sorted(communes, key=lambda row: -(row["population"] or 0))
    labels = main_places(drawing, [(row["insee_code"], row["title"]) for row in by_size])
    cells = _cells(drawing, {row["insee_code"]: row for row in communes})
    return Part("", drawing, cells, labels)


def _tiled(communes: list[Row]) -> list[Part]:
    """One block for each EPCI in alphabetical order, then the communes that have none."""
    groups: defaultdict[str, dict[str, Row]] = defaultdict(dict)
    for row in sorted(communes, key=lambda row: (not row["parent_title"], row["parent_title"])):
        groups[row["parent_title"] or tk._("Other communes")][row["name"]] = row
    drawings = {title: tiles.block(list(rows)) for title, rows in groups.items()}
    return [Part(title, d, _cells(d, groups[title]), []) for title, d in drawings.items()]


def _cells(drawing: Drawing, rows: dict[str, Row]) -> list[Cell]:
    words: dict[int, str] = {}
    cells = []
    for key, outline in drawing.communes.items():
        if row := rows.get(key):
            count = row["package_count"]
            if count not in words:
                words[count] = _datasets(count)
            title = f"{row['title']}{words[count]}"
            cells.append(Cell(outline.path, shade(count), row["name"], title))
    return cells


def _datasets(count: int) -> str:
    return tk.ungettext(": {number} dataset", ": {number} datasets", count).format(number=count)


def _legend() -> list[str]:
    """Names of the shades, as `choropleth.STEPS` cuts them."""
    _ = tk._
    return [_("none"), _("1 to 2"), _("3 to 5"), _("6 to 9"), _("10 or more")]
