"""Outlines of communes, from a GeoJSON file to the paths of a map. Pure: no CKAN, no I/O.

Borders are simplified together, once (shapely's coverage), so that neighbours still meet. Messages
are French because the operator of the command reads them as they are.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import asdict, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, cast

import shapely
from shapely.geometry import MultiPolygon, Polygon, shape
from shapely.geometry.base import BaseGeometry

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ckanext.opendata_territoire.portal.domain.boxes import Box

CODE_PROPERTIES = ("code", "insee", "INSEE_COM", "code_insee", "codgeo", "com_code", "INSEE")
"""Names under which usual files hold the INSEE code of a commune."""

WIDTH, MAX_HEIGHT = 720, 640
"""Size of the map, in units of its `viewBox`."""

_TOLERANCE = 1.6
_EMBLEM_TOLERANCE = 5.0

Outlines = dict[str, BaseGeometry]


class OutlineError(ValueError):
    """The file cannot be used; the message says in French what is wrong and where."""


@dataclass(frozen=True)
class Outline:
    """One commune on the map: the `d` of its path, and a point inside it for a label."""

    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Drawing:
    """A map: communes by INSEE code, borders of their groups, border and emblem of the whole."""

    width: int
    height: int
    communes: dict[str, Outline]
    groups: list[str]
    border: str
    emblem: str

    def as_dict(self) -> dict[str, Any]:
        """Give the drawing as JSON can hold it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Drawing:
        """Give back the drawing of which `as_dict` is stored."""
        communes = {code: Outline(**outline) for code, outline in stored["communes"].items()}
        return cls(**{**stored, "communes": communes})


def read_outlines(geojson: Any) -> Outlines:
    """Read the outlines of communes in a decoded GeoJSON file (RFC 7946).

    Args:
        geojson: a FeatureCollection whose features have an INSEE code in one of `CODE_PROPERTIES`
            and a Polygon or MultiPolygon in degrees (WGS 84).

    Returns:
        Outlines by code; the parts of a commune that has several features are joined.

    Raises:
        OutlineError: not such a file.
    """
    if not isinstance(geojson, dict) or geojson.get("type") != "FeatureCollection":
        raise OutlineError("ce fichier n’est pas une « FeatureCollection » GeoJSON.")
    features = geojson.get("features")
    if not isinstance(features, list) or not features:
        raise OutlineError("ce fichier GeoJSON ne contient aucun objet.")
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for number, feature in enumerate(features, 1):
        parts[_code(feature, number)].append(_surface(feature, number))
    return {code: shapely.union_all(surfaces) for code, surfaces in parts.items()}


def of_present_communes(
    outlines: Outlines, present: Iterable[str], former: Mapping[str, str]
) -> Outlines:
    """Keep the communes of the portal, those merged since the vintage joined to their successor.

    Args:
        outlines: outlines by INSEE code of their vintage.
        present: INSEE codes of the communes to draw.
        former: code of the present commune, by code of a former one.

    Returns:
        Outlines by present code. Other communes of the file are left out.
    """
    present = set(present)
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for code, outline in outlines.items():
        current = code if code in present else former.get(code)
        if current in present:
            parts[current].append(outline)
    return {code: shapely.union_all(surfaces) for code, surfaces in sorted(parts.items())}


def completed(outlines: Outlines, lacking: Iterable[str]) -> Outlines:
    """Give the holes of a territory to the communes that lack a part.

    Args:
        outlines: outlines by INSEE code, whose borders meet.
        lacking: codes of communes of which only a part is drawn.

    Returns:
        The outlines; a hole goes to the only such commune at its border, and stays when there are
        several or none.
    """
    found = dict(outlines)
    lacking = [code for code in lacking if code in found]
    for part in shapely.get_parts(shapely.union_all(list(outlines.values()))):
        for hole in (Polygon(ring) for ring in part.interiors):
            beside = [code for code in lacking if _meet(outlines[code], hole)]
            if len(beside) == 1:
                found[beside[0]] = found[beside[0]].union(hole)
    return found


def _meet(outline: BaseGeometry, hole: BaseGeometry) -> bool:
    return outline.boundary.intersection(hole.boundary).length > 0


def boxes(outlines: Outlines) -> dict[str, Box]:
    """Give the rectangle of each outline, to the ten-thousandth of a degree (10 m)."""
    return {
        code: cast("Box", tuple(round(side, 4) for side in outline.bounds))
        for code, outline in outlines.items()
    }


def draw(outlines: Outlines, groups: Mapping[str, str]) -> Drawing:
    """Draw the communes on one map.

    Args:
        outlines: outlines by INSEE code, in degrees.
        groups: name of the group (its EPCI) of each commune that has one.

    Returns:
        The drawing, `WIDTH` units wide or `MAX_HEIGHT` high.

    Raises:
        OutlineError: there is nothing to draw.
    """
    if not outlines:
        raise OutlineError("aucun contour ne correspond aux communes du portail.")
    codes = list(outlines)
    projected, width, height = _projected([outlines[code] for code in codes])
    shapes = shapely.coverage_simplify(projected, _TOLERANCE)
    drawn = dict(zip(codes, shapes, strict=True))
    members: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for code, group in groups.items():
        if code in drawn:
            members[group].append(drawn[code])
    whole = _without_slivers(shapely.union_all(shapes))
    return Drawing(
        width=width,
        height=height,
        communes={code: _outline(surface) for code, surface in drawn.items()},
        groups=[_path(_without_slivers(shapely.union_all(m))) for _, m in sorted(members.items())],
        border=_path(whole),
        emblem=_path(whole.simplify(_EMBLEM_TOLERANCE), digits=0),
    )


def _code(feature: Any, number: int) -> str:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    for name in CODE_PROPERTIES:
        value = (properties or {}).get(name)
        if value not in (None, ""):
            return str(value).zfill(5)
    names = ", ".join(CODE_PROPERTIES)
    raise OutlineError(f"objet {number} : pas de code INSEE (propriétés attendues : {names}).")


def _surface(feature: dict[str, Any], number: int) -> BaseGeometry:
    try:
        surface = shape(feature["geometry"])
    except (AttributeError, KeyError, TypeError, ValueError, shapely.errors.ShapelyError) as error:
        raise OutlineError(f"objet {number} : tracé illisible.") from error
    if not isinstance(surface, (Polygon, MultiPolygon)) or surface.is_empty:
        raise OutlineError(f"objet {number} : le tracé n’est pas une surface (Polygon).")
    west, south, east, north = surface.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise OutlineError(
            f"objet {number} : coordonnées hors du globe ; le fichier doit être en degrés (WGS 84)."
        )
    return surface if surface.is_valid else _polygons(shapely.make_valid(surface))


def _projected(surfaces: list[BaseGeometry]) -> tuple[list[BaseGeometry], int, int]:
    """Project on the plane: a degree of longitude shrinks as the cosine of latitude."""
    west, south, east, north = shapely.total_bounds(surfaces)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * shrink), MAX_HEIGHT / (north - south))

    def on_map(degrees: Any) -> Any:
        degrees[:, 0] = (degrees[:, 0] - west) * shrink * scale
        degrees[:, 1] = (north - degrees[:, 1]) * scale
        return degrees

    size = math.ceil((east - west) * shrink * scale), math.ceil((north - south) * scale)
    return [shapely.transform(surface, on_map) for surface in surfaces], *size


def _outline(surface: BaseGeometry) -> Outline:
    inside = _inside(surface)
    return Outline(_path(surface), round(inside[0], 1), round(inside[1], 1))


def _inside(surface: BaseGeometry) -> tuple[float, float]:
    """Centre of the largest circle in the surface, where a label fits best."""
    circle_in: Any = shapely.maximum_inscribed_circle  # shapely's own types refuse its geometries
    return circle_in(surface).coords[0]


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Keep the surfaces of a repaired geometry; lines and points left by the repair are nothing."""
    parts = [p for p in shapely.get_parts(geometry) if isinstance(p, (Polygon, MultiPolygon))]
    return shapely.union_all(parts)


def _without_slivers(surface: BaseGeometry) -> BaseGeometry:
    """Fill the holes of less than one unit: gaps between borders that did not quite meet."""
    polygons = [part for part in shapely.get_parts(surface) if isinstance(part, Polygon)]
    return MultiPolygon(
        [
            Polygon(part.exterior, [hole for hole in part.interiors if Polygon(hole).area >= 1])
            for part in polygons
        ]
    )


def _path(surface: BaseGeometry, digits: int = 1) -> str:
    """Write a surface as the `d` of an SVG path, in relative coordinates.

    Positions are rounded before their differences: shared borders stay the same on both sides.
    """
    return "".join(
        _ring(ring, digits)
        for polygon in shapely.get_parts(surface)
        for ring in (polygon.exterior, *polygon.interiors)
    )


def _ring(ring: Any, digits: int) -> str:
    unit = 10**digits
    points = [(round(x * unit), round(y * unit)) for x, y in ring.coords[:-1]]
    steps = [(x - from_x, y - from_y) for (from_x, from_y), (x, y) in pairwise(points)]
    moves = [step for step in steps if step != (0, 0)]
    if len(moves) < 2:
        return ""
    start = f"M{_pair(points[0], unit)}"
    return f"{start}l{' '.join(_pair(step, unit) for step in moves)}z"


def _pair(position: tuple[int, int], unit: int) -> str:
    x, y = (f"{value / unit:g}" for value in position)
    return f"{x}{y}" if y.startswith("-") else f"{x} {y}"
