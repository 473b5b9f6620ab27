"""Still pictures of a plan for a report: the city and one district, with legend, scale and north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import shapely
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.path import Path

from gisplan_catalogue import SHIPPED
from gisplan_numbers import Figure as Number
from gisplan_words import message
from layers.districts.polygons import SOURCES
from maps.data.signs import MARKERS, signs
from maps.frame.surroundings import sea, surroundings
from maps.pictures.charts import chart_style
from maps.pictures.fonts import saved
from maps.words.catalogue import term, word
from maps.words.credit import boundary_credit, osm_credit
from maps.words.text import tidy, told_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import geopandas as gpd
    import pandas as pd
    from numpy.typing import NDArray

    from gisplan_words import Message
    from layers.results import PlanLayers

SEA: Final = "#cfe1ec"
LAND: Final = "#eceff0"


def plan_picture(
    layers: PlanLayers,
    language: str = SHIPPED[0],
    *,
    adcode: str | None = None,
    provenance: pd.DataFrame | None = None,
    dpi: int = 200,
) -> bytes:
    """Draw the plan as a PNG file.

    Parameters
    ----------
    layers
        Result layers.
    language
        Of legend and names.
    adcode
        Only this district, with its own sites; None draws the whole plan.
    provenance
        Of the plan's layers, to credit who drew the districts; None credits what the layers say themselves.
    dpi
        Dots per inch of a picture 7.2 inches wide.

    Returns
    -------
    bytes
        The file.

    Raises
    ------
    KeyError
        No district has this adcode.
    """
    frames = layers.frames()
    ground = frames["districts"]
    if adcode is not None:
        ground = ground[ground["adcode"].astype(str) == adcode]
        if ground.empty:
            raise KeyError(adcode)
        for name in ("sites", "stations"):
            frames[name] = frames[name][frames[name]["adcode"].astype(str) == adcode]
    west, south, east, north = ground.total_bounds
    stretch = 1 / np.cos(np.radians((south + north) / 2))
    height = float(np.clip(7.2 * (north - south) * stretch / (east - west) * 0.72, 4.0, 8.6))

    whole = tuple(round(float(value), 3) for value in frames["districts"].total_bounds)
    around = surroundings(whole, 0.004)
    (left, right), (low, high) = _wider(west, east), _wider(south, north)
    sources = _sources(frames, shapely.box(left, low, right, high), around, provenance)

    def build() -> Figure:
        figure = Figure(figsize=(7.2, height), layout="constrained")
        axes = figure.add_subplot()
        axes.set(xlim=(left, right), ylim=(low, high), aspect=stretch, facecolor=LAND)
        axes.tick_params(left=False, bottom=False, labelleft=False, labelbottom=False)
        _polygons(axes, sea(whole, 0.004), SEA, "none", 0)
        _polygons(axes, around, LAND, "#c3cbd2", 0.5)
        _polygons(axes, frames["districts"], "#fbfcfd", "#7c8fa1", 0.7)
        if adcode is not None:
            _polygons(axes, ground, "none", "#0f2a43", 1.6)
        handles = _corridors(axes, frames["corridors"], language)
        handles = [
            *_sites(axes, frames["sites"], language),
            *_stations(axes, frames["stations"], language),
            *handles,
        ]
        _names(axes, frames["districts"], language)
        _scale(axes, (south + north) / 2, language)
        figure.legend(handles=handles, loc="outside right upper", fontsize=8, handletextpad=0.6)
        source = " · ".join(one.said(language) for one in sources)
        figure.text(0.995, 0.005, source, ha="right", va="bottom", fontsize=6, color="#4a5968")
        return figure

    return saved(build, chart_style(), format="png", dpi=dpi, metadata={"Software": None})


def _sources(
    frames: Mapping[str, gpd.GeoDataFrame],
    view: shapely.Polygon,
    around: gpd.GeoDataFrame,
    provenance: pd.DataFrame | None,
) -> list[Message]:
    """Credit what lies in the picture and nothing else: land around, boundary, rows of OpenStreetMap."""
    drawn = [frames[name][frames[name].intersects(view)] for name in ("corridors", "sites", "stations")]
    said = None
    if provenance is not None:
        drawn.append(provenance[provenance["layer"] == "districts"])
        said = boundary_credit(provenance, SOURCES["tianditu"])
    found = (message("source-ground") if len(around) else None, said, osm_credit(*drawn))
    return [one for one in found if one is not None]


def _wider(low: float, high: float) -> tuple[float, float]:
    margin = (high - low) * 0.04
    return low - margin, high + margin


def _polygons(axes: Any, frame: gpd.GeoDataFrame, face: str, edge: str, width: float) -> None:  # noqa: ANN401
    paths = []
    for shape in frame.geometry:
        rings = [shapely.get_coordinates(ring) for ring in shapely.get_rings(shapely.get_parts(shape))]
        codes = [_ring_codes(len(ring)) for ring in rings]
        paths.append(Path(np.vstack(rings), np.concatenate(codes)))
    axes.add_collection(PathCollection(paths, facecolor=face, edgecolor=edge, linewidth=width))


def _ring_codes(points: int) -> NDArray[np.uint8]:
    codes = np.full(points, Path.LINETO, dtype=np.uint8)
    codes[0], codes[-1] = Path.MOVETO, Path.CLOSEPOLY
    return codes


def _corridors(axes: Any, corridors: gpd.GeoDataFrame, language: str) -> list[Line2D]:  # noqa: ANN401
    handles = []
    for verdict, sign in signs()["verdict"].items():
        colour, dash = sign["colour"], _dash(sign["dash"])
        rows = corridors[corridors["verdict"] == verdict]
        if rows.empty:
            continue
        lines = [shapely.get_coordinates(line) for line in shapely.get_parts(rows.geometry.to_numpy())]
        axes.add_collection(LineCollection(lines, colors=colour, linewidths=1.0, linestyles=dash))
        said = message("picture-corridor", road=word("layer_corridors"), verdict=term("verdict", verdict))
        handles.append(Line2D([], [], color=colour, linestyle=dash, label=said.said(language)))
    return handles


def _dash(dash: Sequence[float]) -> Any:  # noqa: ANN401
    """Give a dash of the page's pixels as a line style, thinner lines having shorter dashes."""
    return (0, [length / 2 for length in dash]) if dash else "-"


def _sites(axes: Any, sites: gpd.GeoDataFrame, language: str) -> list[Line2D]:  # noqa: ANN401
    handles = []
    for category, sign in signs()["category"].items():  # homes first: they lie below the rest
        colour, marker = sign["colour"], MARKERS[sign["shape"]]
        rows = sites[sites["category"] == category]
        if rows.empty:
            continue
        size = 1.5 + rows["chargers"].to_numpy(dtype=float) * 0.12
        axes.scatter(
            rows.geometry.x,
            rows.geometry.y,
            s=size,
            marker=marker,
            color=colour,
            alpha=0.75,
            linewidths=0,
            zorder=3,
        )
        said = message("picture-count", name=term("category", category), count=len(rows))
        handles.append(_dot(colour, said.said(language), marker))
    return handles


def _stations(axes: Any, stations: gpd.GeoDataFrame, language: str) -> list[Line2D]:  # noqa: ANN401
    handles = []
    for kind, sign in signs()["ownership"].items():
        colour, marker = sign["colour"], MARKERS[sign["shape"]]
        rows = stations[stations["ownership"] == kind]
        if rows.empty:
            continue
        axes.scatter(
            rows.geometry.x, rows.geometry.y, s=60, marker=marker, color=colour, edgecolors="white", zorder=5
        )
        said = message("picture-count", name=word(f"{kind}_station"), count=len(rows))
        handles.append(_dot(colour, said.said(language), marker))
    return handles


def _dot(colour: str, label: str, marker: str) -> Line2D:
    return Line2D([], [], linestyle="none", marker=marker, markersize=6, color=colour, label=label)


def _names(axes: Any, districts: gpd.GeoDataFrame, language: str) -> None:  # noqa: ANN401
    room = float(np.ptp(axes.get_xlim()))
    for row in districts.to_dict("records"):
        shape = row["geometry"]
        if shape.bounds[2] - shape.bounds[0] < room / 14:
            continue
        point = shape.representative_point()
        name = tidy(told_of(row).said(language), 20)
        text = axes.text(point.x, point.y, name, ha="center", va="center", fontsize=8, clip_on=True)
        text.set(zorder=6, bbox={"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0.8})


def _scale(axes: Any, lat: float, language: str) -> None:  # noqa: ANN401
    """Draw a scale of a round number of kilometres, and an arrow to the north."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    km_per_degree = 111.32 * np.cos(np.radians(lat))
    wanted = (right - left) * km_per_degree / 5
    step = max(value for value in (1, 2, 5, 10, 20, 50, 100) if value <= max(wanted, 1))
    x, y = right - step / km_per_degree - (right - left) * 0.04, bottom + (top - bottom) * 0.04
    axes.plot([x, x + step / km_per_degree], [y, y], color="#14202b", linewidth=2, zorder=7)
    length = Number(step, "km", decimals=0).said(language)
    axes.text(x + step / km_per_degree / 2, y, f"{length}\n", ha="center", va="center", fontsize=8, zorder=7)
    axes.annotate(
        word("north").said(language),
        xy=(right - (right - left) * 0.05, bottom + (top - bottom) * 0.2),
        xytext=(right - (right - left) * 0.05, bottom + (top - bottom) * 0.11),
        ha="center",
        arrowprops={"arrowstyle": "-|>", "color": "#14202b"},
        zorder=7,
    )
