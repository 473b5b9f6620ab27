"""Sites and stations held against areas of land use that a planner gives: inside or outside, by site."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.importing.files import import_file

if TYPE_CHECKING:
    from pathlib import Path

    from layers.results import PlanLayers


@dataclass(frozen=True, eq=False)
class Land:
    """Areas of one kind, such as an ecological red line or the parcels of a detailed plan.

    Parameters
    ----------
    name
        What they are called: the name of their file.
    areas
        Polygons in the CRS of the region, with ``kind``: what each is.
    """

    name: str
    areas: gpd.GeoDataFrame


def read_land(path: Path, crs: str, kind: str | None = None) -> Land:
    """Read areas of land use.

    Parameters
    ----------
    path
        A file of polygons that names its CRS.
    crs
        Projected CRS of the region.
    kind
        Column that says what an area is; None takes the first with texts, if there is one.

    Raises
    ------
    LayerError, CrsError
        The file cannot be read, has rows that are no polygons, or lacks the column; it has no CRS.
    """
    frame = import_file(path)
    shapes = frame.geometry
    wrong = (shapes.isna() | ~shapes.geom_type.isin(["Polygon", "MultiPolygon"])).to_numpy()
    if wrong.any() or frame.empty:
        row = int(np.flatnonzero(wrong)[0]) + 1 if wrong.any() else 0
        raise LayerError(message("land-polygons", file=str(path), row=str(row), count=int(wrong.sum())))
    columns = [str(name) for name in frame.columns if name != shapes.name]
    if kind is not None and kind not in columns:
        raise LayerError(message("land-column", file=str(path), column=kind, known=listed(columns)))
    texts = [name for name in columns if not pd.api.types.is_numeric_dtype(frame[name])]
    told = kind or next(iter(texts), None)
    kinds = (
        pd.Series(path.stem, frame.index)
        if told is None
        else frame[told].astype(object).fillna("").astype(str)
    )
    made = gpd.GeoDataFrame({"kind": kinds.to_numpy()}, geometry=shapes.to_numpy(), crs=frame.crs).to_crs(crs)
    return Land(path.stem, made.set_geometry(shapely.make_valid(made.geometry.to_numpy())))


def land_checks(layers: PlanLayers, crs: str, lands: list[Land]) -> gpd.GeoDataFrame:
    """Hold every planned site and station against areas of land use.

    Parameters
    ----------
    layers
        Result layers of the plan, EPSG:4326.
    crs
        Projected CRS of the region.
    lands
        In that CRS.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a site or station and land, EPSG:4326: site_id, names, adcode, project, land, inside, kind
        (of the smallest area that holds it), area_m2 (what the site takes), land_m2 (of that area), away_m
        (to the nearest area; 0 inside).

    Raises
    ------
    LayerError
        No area lies within 10 km of the plan: file and region do not belong together.
    """
    points = _points(layers)
    flat = points.to_crs(crs)
    near = shapely.box(*layers.districts.to_crs(crs).total_bounds).buffer(10_000.0)
    parts = []
    for land in lands:
        areas = land.areas
        if not shapely.intersects(near, areas.geometry.to_numpy()).any():
            raise LayerError(message("land-far", file=land.name))
        parts.append(points.assign(land=land.name, **_held(flat.geometry.to_numpy(), areas)))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)


def _held(points: Any, areas: gpd.GeoDataFrame) -> dict[str, Any]:  # noqa: ANN401 - shapely's points
    shapes, kinds = areas.geometry.to_numpy(), areas["kind"].to_numpy()
    sizes = shapely.area(shapes)
    tree = shapely.STRtree(shapes)
    at, which = tree.query(points, predicate="intersects")
    order = np.lexsort((sizes[which], at))
    first, place = np.unique(at[order], return_index=True)
    smallest = which[order][place]
    inside = np.zeros(len(points), dtype=bool)
    inside[first] = True
    kind, size = np.full(len(points), "", dtype=object), np.full(len(points), np.nan)
    kind[first], size[first] = kinds[smallest], sizes[smallest]
    away = np.zeros(len(points))
    out = np.flatnonzero(~inside)
    if len(out):
        nearest = tree.nearest(points[out])
        away[out] = shapely.distance(points[out], shapes[nearest])
    return {"inside": inside, "kind": kind, "land_m2": size, "away_m": away}


def _points(layers: PlanLayers) -> gpd.GeoDataFrame:
    columns = ["site_id", "name_zh", "name_en", "adcode", "area_m2", "geometry"]
    parts = []
    for project, layer in (("charging", layers.sites), ("hydrogen", layers.stations)):
        area = layer.get("area_m2", np.nan)
        parts.append(layer.assign(area_m2=area)[columns].assign(project=project))
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=4326)
