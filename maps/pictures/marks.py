"""What pictures and sheets of a plan draw on axes, in degrees or metres: roads, sites, stations, names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.lines import Line2D
from matplotlib.path import Path

from gisplan_words import message
from maps.data.signs import MARKERS, signs
from maps.words.catalogue import term, word
from maps.words.text import tidy, told_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

SEA: Final = "#cfe1ec"
LAND: Final = "#eceff0"
GROUND: Final = "#fbfcfd"
INK: Final = "#14202b"
QUIET: Final = "#4a5968"


def draw_polygons(
    axes: Any,  # noqa: ANN401
    shapes: Iterable[shapely.Geometry],
    face: str | Sequence[str],
    edge: str,
    width: float,
    **more: Any,  # noqa: ANN401
) -> None:
    """Fill polygons, their holes left open; ``face`` is one colour, or one a shape."""
    paths = []
    for shape in shapes:
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]
        codes = [_ring_codes(len(ring)) for ring in rings]
        paths.append(Path(np.vstack(rings), np.concatenate(codes)))
    axes.add_collection(PathCollection(paths, facecolor=face, edgecolor=edge, linewidth=width, **more))


def _ring_codes(points: int) -> NDArray[np.uint8]:
    codes = np.full(points, Path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return codes


def draw_lines(
    axes: Any,  # noqa: ANN401
    shapes: NDArray[Any],
    colour: str,
    width: float,
    dash: Sequence[float],
    **more: Any,  # noqa: ANN401
) -> None:
    """Draw lines; a dash of the page's pixels becomes one of thinner lines."""
    lines = [shapely.get_coordinates(line) for line in shapely.get_parts(shapes)]
    axes.add_collection(
        LineCollection(lines, colors=colour, linewidths=width, linestyles=line_style(dash), **more)
    )


def line_style(dash: Sequence[float]) -> Any:  # noqa: ANN401
    """Give a dash of the page's pixels as a line style, thinner lines having shorter dashes."""
    return (0, [length / 2 for length in dash]) if dash else "-"


def draw_corridors(axes: Any, corridors: gpd.GeoDataFrame, language: str, width: float = 1.0) -> list[Line2D]:  # noqa: ANN401
    """Draw corridors by verdict, and give their entries of the legend."""
    handles = []
    for verdict, sign in signs()["verdict"].items():
        rows = corridors[corridors["verdict"] == verdict]
        if rows.empty:
            continue
        draw_lines(axes, rows.geometry.to_numpy(), sign["colour"], width, sign["dash"])
        said = message("picture-corridor", road=word("layer_corridors"), verdict=term("verdict", verdict))
        handles.append(line_entry(sign["colour"], said.said(language), sign["dash"]))
    return handles


def draw_sites(axes: Any, sites: gpd.GeoDataFrame, language: str, grow: float = 1.0) -> list[Line2D]:  # noqa: ANN401
    """Draw charging sites by category, the larger the more chargers, and give their entries of the legend."""
    handles = []
    for category, sign in signs()["category"].items():  # homes first: they lie below the rest
        colour, marker = sign["colour"], MARKERS[sign["shape"]]
        rows = sites[sites["category"] == category]
        if rows.empty:
            continue
        size = grow * (1.5 + rows["chargers"].to_numpy(dtype=float) * 0.12)
        x, y = rows.geometry.x, rows.geometry.y
        axes.scatter(x, y, s=size, marker=marker, color=colour, alpha=0.75, linewidths=0, zorder=3)
        said = message("picture-count", name=term("category", category), count=len(rows))
        handles.append(dot_entry(colour, said.said(language), marker))
    return handles


def draw_stations(axes: Any, stations: gpd.GeoDataFrame, language: str) -> list[Line2D]:  # noqa: ANN401
    """Draw hydrogen stations by ownership, and give their entries of the legend."""
    handles = []
    for kind, sign in signs()["ownership"].items():
        colour, marker = sign["colour"], MARKERS[sign["shape"]]
        rows = stations[stations["ownership"] == kind]
        if rows.empty:
            continue
        x, y = rows.geometry.x, rows.geometry.y
        axes.scatter(x, y, s=60, marker=marker, color=colour, edgecolors="white", zorder=5)
        said = message("picture-count", name=word(f"{kind}_station"), count=len(rows))
        handles.append(dot_entry(colour, said.said(language), marker))
    return handles


def dot_entry(colour: str, label: str, marker: str, **more: Any) -> Line2D:  # noqa: ANN401
    """Give a sign as an entry of a legend."""
    return Line2D([], [], linestyle="none", marker=marker, markersize=6, color=colour, label=label, **more)


def line_entry(colour: str, label: str, dash: Sequence[float] = ()) -> Line2D:
    """Give a line as an entry of a legend."""
    return Line2D([], [], color=colour, linestyle=line_style(dash), label=label)


def write_names(axes: Any, districts: gpd.GeoDataFrame, language: str) -> None:  # noqa: ANN401
    """Write the names of districts that are wide enough on the axes for theirs."""
    room = float(np.ptp(axes.get_xlim()))
    for row in districts.to_dict("records"):
        shape = row["geometry"]
        if shape.bounds[2] - shape.bounds[0] < room / 14:
            continue
        point = shape.representative_point()
        name = tidy(told_of(row).said(language), 20)
        text = axes.text(point.x, point.y, name, ha="center", va="center", fontsize=8, clip_on=True)
        text.set(zorder=6, bbox={"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0.8})
        free(axes, point.x, point.y, name, 8, centred=True)


def write_beside(axes: Any, names: Iterable[tuple[float, float, str]], size: float, gap: float = 3.0) -> None:  # noqa: ANN401
    """Write names beside the signs of their points (x, y); one that would lie on another is left out.

    Parameters
    ----------
    axes
        In a projected CRS, its limits set.
    names
        The most important ones first.
    size
        Of the letters, points.
    gap
        From the point to the name, points: half the width of its sign and a little.
    """
    beside = {"textcoords": "offset points", "va": "center", "color": "#22303c", "zorder": 6}
    for x, y, name in names:
        if free(axes, x, y, name, size, gap):
            text = axes.annotate(name, (x, y), (gap, 0), fontsize=size, clip_on=True, **beside)
            text.set_bbox({"facecolor": "white", "alpha": 0.5, "edgecolor": "none", "pad": 0.2})


def free(  # the place of one name
    axes: Any,  # noqa: ANN401
    x: float,
    y: float,
    name: str,
    size: float,
    gap: float = 0.0,
    *,
    centred: bool = False,
) -> bool:
    """Tell whether a name lies on none that stands on the axes, and if so keep its place."""
    taken: list[shapely.Geometry] = axes.__dict__.setdefault("gisplan_taken", [])
    inches = axes.get_position().width * axes.figure.get_figwidth()
    point = float(np.ptp(axes.get_xlim())) / (inches * 72.0)
    wide = size * point * sum(1.0 if ord(mark) > 0x2E7F else 0.55 for mark in name)
    start, high = (x - wide / 2 if centred else x + gap * point), size * point * 0.65
    box = shapely.box(start, y - high, start + wide, y + high)
    if any(box.intersects(other) for other in taken):
        return False
    taken.append(box)
    return True
