"""Still pictures of a plan for a report: the city and one district, with legend, scale and north arrow."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from matplotlib.figure import Figure

from gisplan_catalogue import SHIPPED
from gisplan_kept import once
from gisplan_numbers import Figure as Number
from gisplan_words import message
from layers.districts.polygons import SOURCES
from maps.data.signs import signs
from maps.data.water import page_water
from maps.frame.surroundings import sea, surroundings
from maps.pictures.charts import chart_style
from maps.pictures.fonts import saved
from maps.pictures.marks import (
    GROUND,
    INK,
    LAND,
    QUIET,
    SEA,
    draw_corridors,
    draw_polygons,
    draw_sites,
    draw_stations,
    write_names,
)
from maps.words.catalogue import word
from maps.words.credit import boundary_credit, osm_credit

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd
    import pandas as pd

    from gisplan_words import Message
    from layers.results import PlanLayers


@once
def plan_picture(
    layers: PlanLayers,
    language: str = SHIPPED[0],
    *,
    adcode: str | None = None,
    provenance: pd.DataFrame | None = None,
    water: Path | None = None,
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
    water
        Outlines of water (`layers.region.water`); None: there are none.
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
    frames = {**layers.frames(), "water": page_water(water)}
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
        draw_polygons(axes, sea(whole, 0.004).geometry, SEA, "none", 0)
        draw_polygons(axes, around.geometry, LAND, "#c3cbd2", 0.5)
        draw_polygons(axes, frames["districts"].geometry, GROUND, "#7c8fa1", 0.7)
        draw_polygons(axes, frames["water"].geometry, signs()["street"]["water"]["colour"], "none", 0)
        if adcode is not None:
            draw_polygons(axes, ground.geometry, "none", "#0f2a43", 1.6)
        handles = draw_corridors(axes, frames["corridors"], language)
        handles = [
            *draw_sites(axes, frames["sites"], language),
            *draw_stations(axes, frames["stations"], language),
            *handles,
        ]
        write_names(axes, frames["districts"], language)
        _scale(axes, (south + north) / 2, language)
        figure.legend(handles=handles, loc="outside right upper", fontsize=8, handletextpad=0.6)
        source = " · ".join(one.said(language) for one in sources)
        figure.text(0.995, 0.005, source, ha="right", va="bottom", fontsize=6, color=QUIET)
        return figure

    return saved(build, chart_style(), format="png", dpi=dpi, metadata={"Software": None})


def _sources(
    frames: Mapping[str, gpd.GeoDataFrame],
    view: shapely.Polygon,
    around: gpd.GeoDataFrame,
    provenance: pd.DataFrame | None,
) -> list[Message]:
    """Credit what lies in the picture and nothing else: land around, boundary, rows of OpenStreetMap."""
    drawn = [
        frames[name][frames[name].intersects(view)] for name in ("corridors", "sites", "stations", "water")
    ]
    said = None
    if provenance is not None:
        drawn.append(provenance[provenance["layer"] == "districts"])
        said = boundary_credit(provenance, SOURCES["tianditu"])
    found = (message("source-ground") if len(around) else None, said, osm_credit(*drawn))
    return [one for one in found if one is not None]


def _wider(low: float, high: float) -> tuple[float, float]:
    margin = (high - low) * 0.04
    return low - margin, high + margin


def _scale(axes: Any, lat: float, language: str) -> None:  # noqa: ANN401
    """Draw a scale of a round number of kilometres, and an arrow to the north."""
    (left, right), (bottom, top) = axes.get_xlim(), axes.get_ylim()
    km_per_degree = 111.32 * np.cos(np.radians(lat))
    wanted = (right - left) * km_per_degree / 5
    step = max(value for value in (1, 2, 5, 10, 20, 50, 100) if value <= max(wanted, 1))
    x, y = right - step / km_per_degree - (right - left) * 0.04, bottom + (top - bottom) * 0.04
    axes.plot([x, x + step / km_per_degree], [y, y], color=INK, linewidth=2, zorder=7)
    length = Number(step, "km", decimals=0).said(language)
    axes.text(x + step / km_per_degree / 2, y, f"{length}\n", ha="center", va="center", fontsize=8, zorder=7)
    axes.annotate(
        word("north").said(language),
        xy=(right - (right - left) * 0.05, bottom + (top - bottom) * 0.2),
        xytext=(right - (right - left) * 0.05, bottom + (top - bottom) * 0.11),
        ha="center",
        arrowprops={"arrowstyle": "-|>", "color": INK},
        zorder=7,
    )
