"""Outlines of communes, from GeoJSON to paths."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import Polygon

from ckanext.opendata_territoire.portal.domain.outlines import (
    CODE_PROPERTIES,
    MAX_HEIGHT,
    WIDTH,
    Drawing,
    OutlineError,
    completed,
    draw,
    of_present_communes,
    read_outlines,
)

BOARD: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data/contours/fictives.geojson").read_text()
)
"""Six fictional communes, three by two, whose borders wave."""

_REFERENCE = Path(__file__).parents[4] / "shared/reference-34"
FILES = [BOARD, *(json.loads(path.read_text()) for path in _REFERENCE.glob("*.geojson"))]
"""Real outlines are tried too where the project's reference is at hand; they are not shipped."""

CODES = [f"9900{number}" for number in range(1, 7)]


def points(path: str) -> list[list[tuple[float, float]]]:
    """Corners of each ring of a path, in absolute coordinates rounded to a tenth."""
    rings = []
    for ring in re.findall(r"M[^z]+z", path):
        numbers = [float(n) for n in re.findall(r"-?\d*\.?\d+", ring)]
        x, y = numbers[:2]
        corners = [(x, y)]
        for dx, dy in zip(numbers[2::2], numbers[3::2], strict=True):
            x, y = round(x + dx, 1), round(y + dy, 1)
            corners.append((x, y))
        rings.append(corners)
    return rings


def signed(ring: list[tuple[float, float]]) -> float:
    """Area of a ring, negative when it turns clockwise."""
    polygon = Polygon(ring)
    return polygon.area if polygon.exterior.is_ccw else -polygon.area


def area(path: str) -> float:
    """Surface of a path."""
    # A hole turns the other way round than a surface: signed, their areas add up.
    return abs(sum(signed(ring) for ring in points(path)))


@pytest.mark.parametrize("geojson", FILES)
def test_neighbours_still_meet(geojson: dict[str, Any]) -> None:
    """Simplified, the communes fill the territory: no gap, no overlap."""
    drawing = draw(read_outlines(geojson), {})
    assert set(drawing.communes) == {f["properties"]["code"] for f in geojson["features"]}
    before = sum(len(f["geometry"]["coordinates"][0]) for f in geojson["features"])
    after = sum(len(ring) for c in drawing.communes.values() for ring in points(c.path))
    assert after < before
    surfaces = [area(commune.path) for commune in drawing.communes.values()]
    assert sum(surfaces) == pytest.approx(area(drawing.border), rel=0.0005)
    assert drawing.width <= WIDTH
    assert drawing.height <= MAX_HEIGHT
    assert drawing.width == WIDTH or drawing.height == MAX_HEIGHT


def test_labels_are_inside_their_commune() -> None:
    """The point of a label is in the commune, whatever its form."""
    for outline in draw(read_outlines(BOARD), {}).communes.values():
        corners = points(outline.path)[0]
        assert min(x for x, _ in corners) < outline.x < max(x for x, _ in corners)
        assert min(y for _, y in corners) < outline.y < max(y for _, y in corners)


def test_merged_communes_join_their_successor() -> None:
    """An older vintage gives the present communes; those of elsewhere are left out."""
    former = {"99003": "99002", "99006": "99002", "99009": "99001"}
    present = of_present_communes(read_outlines(BOARD), ["99001", "99002", "99004"], former)
    assert list(present) == ["99001", "99002", "99004"]
    assert present["99002"].area == pytest.approx(0.03, rel=0.05)
    assert present["99001"].area == pytest.approx(0.01, rel=0.05)


def test_borders_of_groups() -> None:
    """A group has one border, drawn once; a commune without group has none."""
    groups = dict.fromkeys(CODES[:3], "south") | dict.fromkeys(CODES[3:5], "north")
    drawing = draw(read_outlines(BOARD), groups)
    whole = area(drawing.border)
    assert sorted(area(path) / whole for path in drawing.groups) == pytest.approx(
        [2 / 6, 3 / 6], abs=0.02
    )


def test_a_drawing_survives_storage() -> None:
    """What the database gives back is what was drawn."""
    drawing = draw(read_outlines(BOARD), {"99001": "south"})
    assert Drawing.from_dict(json.loads(json.dumps(drawing.as_dict()))) == drawing


@pytest.mark.parametrize("name", CODE_PROPERTIES)
def test_usual_names_of_the_code(name: str) -> None:
    """Files of INSEE, IGN and data.gouv.fr name the code differently; a lost zero is put back."""
    feature = copy.deepcopy(BOARD["features"][0])
    feature["properties"] = {name: 1001}
    assert list(read_outlines({"type": "FeatureCollection", "features": [feature]})) == ["01001"]


def _square(**changes: Any) -> Any:
    feature = {**copy.deepcopy(BOARD["features"][0]), **changes}
    return {"type": "FeatureCollection", "features": [feature]}


@pytest.mark.parametrize(
    ("geojson", "reason"),
    [
        ([], "FeatureCollection"),
        ({"type": "Feature"}, "FeatureCollection"),
        ({"type": "FeatureCollection", "features": []}, "aucun objet"),
        ({"type": "FeatureCollection", "features": [None]}, "objet 1 : pas de code INSEE"),
        (_square(properties={"nom": "x"}), "objet 1 : pas de code INSEE"),
        (_square(properties=None), "objet 1 : pas de code INSEE"),
        (_square(geometry=None), "objet 1 : tracé illisible"),
        (_square(geometry={"type": "Polygon", "coordinates": "x"}), "objet 1 : tracé illisible"),
        (_square(geometry={"type": "Point", "coordinates": [3, 43]}), "n’est pas une surface"),
        (_square(geometry={"type": "Polygon", "coordinates": []}), "n’est pas une surface"),
        (
            _square(
                geometry={
                    "type": "Polygon",
                    "coordinates": [[[7e5, 6e6], [8e5, 6e6], [8e5, 7e6], [7e5, 6e6]]],
                }
            ),
            "degrés",
        ),
    ],
)
def test_bad_files_are_refused(geojson: Any, reason: str) -> None:
    """The message says which object is wrong and why."""
    with pytest.raises(OutlineError, match=reason):
        read_outlines(geojson)


def test_a_border_that_crosses_itself_is_repaired() -> None:
    """A figure of eight becomes its two surfaces rather than an error."""
    ring = [[3, 43], [4, 44], [4, 43], [3, 44], [3, 43]]
    eight = _square(geometry={"type": "Polygon", "coordinates": [ring]})
    (surface,) = read_outlines(eight).values()
    assert surface.is_valid
    assert surface.area == pytest.approx(0.5)


def test_nothing_to_draw() -> None:
    """A file of another département is refused."""
    with pytest.raises(OutlineError, match="aucun contour"):
        draw(of_present_communes(read_outlines(BOARD), ["34172"], {}), {})


def test_islands_and_enclaves_are_drawn() -> None:
    """A commune in several parts is one path of several rings; a hole stays a hole."""
    outer = [[3, 43], [4, 43], [4, 44], [3, 44], [3, 43]]
    hole = [[3.4, 43.4], [3.6, 43.4], [3.6, 43.6], [3.4, 43.6], [3.4, 43.4]]
    island = [[4.2, 43], [4.4, 43], [4.4, 43.2], [4.2, 43]]
    shape = {"type": "MultiPolygon", "coordinates": [[outer, hole], [island]]}
    drawing = draw(read_outlines(_square(geometry=shape)), {})
    assert len(points(drawing.communes["99001"].path)) == 3


def test_a_hole_is_of_the_only_commune_that_lacks_a_part() -> None:
    """A merged commune of which one part is drawn gets the hole beside it; two of them, neither."""
    around = shapely.box(0, 0, 3, 3).difference(shapely.box(1, 1, 2, 2))
    west = around.intersection(shapely.box(0, 0, 1, 3))
    outlines = {"1": west, "2": around.difference(west), "3": shapely.box(3, 0, 4, 3)}
    assert completed(outlines, ["1", "3", "9"])["1"].area == pytest.approx(west.area + 1)
    assert completed(outlines, ["3"]) == outlines
    assert completed(outlines, ["1", "2"]) == outlines
