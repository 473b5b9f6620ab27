"""Reach over a region's own roads: find its network, put its cells and sites on it, and pair them.

A region folder with a file ``roads`` (GeoPackage, GeoJSON, GeoParquet or GraphML) has road distances; one
without has circuity (`layers.circuity`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from layers.crs import project
from layers.files.layers import find_layer, read_frame
from layers.roads.graph import RoadGraph, from_lines
from layers.roads.osmnx_graphs import read_graphml
from layers.roads.pairs import nearest_metres, road_pairs
from layers.roads.provenance import road_provenance
from layers.roads.snapping import Snapped, snap

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import ArrayLike, NDArray

    from gisplan_progress import Progress
    from layers.circuity import Pairs
    from layers.roads.graph import Weight

SUFFIXES = (".gpkg", ".geojson", ".parquet", ".graphml")
SERVICE_AREAS = ("expressway_service_area", "trunk_service_area")
# Longest connector: a cell's middle may lie off the roads in open country, a site may not. Metres.
CELL_CONNECTOR_M, SITE_CONNECTOR_M, SERVICE_AREA_CONNECTOR_M = 5_000.0, 1_000.0, 2_000.0
# A cell stands for all who live in it, and few of them on a private road near its middle: it takes an open
# road this near first. Metres. Tag: assumption.
CELL_OPEN_FIRST_M = 1_000.0


@dataclass(frozen=True, eq=False)
class RoadReach:
    """A region's cells and sites on its road network.

    Attributes
    ----------
    graph
        The network.
    cells, sites
        Where each row of demand and of sites touches it.
    """

    graph: RoadGraph
    cells: Snapped
    sites: Snapped

    def pairs(
        self,
        cutoff: ArrayLike,
        *,
        weight: Weight = "metres",
        workers: int = 2,
        progress: Progress | None = None,
    ) -> Pairs:
        """Return cell-site pairs within a cutoff along the roads; see `layers.roads.pairs.road_pairs`."""
        return road_pairs(
            self.graph, self.cells, self.sites, cutoff, weight=weight, workers=workers, progress=progress
        )

    def between(
        self, cells: NDArray[np.int64], sites: NDArray[np.int64], cutoff: ArrayLike, *, workers: int = 2
    ) -> Pairs:
        """Return the pairs of some cells and some sites, by position, within a cutoff in metres."""
        return road_pairs(self.graph, self.cells.take(cells), self.sites.take(sites), cutoff, workers=workers)

    def nearest(self, sites: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the metres from every cell to the nearest of some sites; infinite where none is reached."""
        return nearest_metres(self.graph, self.cells, self.sites.take(sites))

    def unreachable(self) -> pd.DataFrame:
        """Return the cells and sites that touch no road: columns layer, name, reason."""
        parts = [("demand", self.cells), ("sites", self.sites)]
        frames = [snapped.unreachable().assign(layer=layer) for layer, snapped in parts]
        return pd.concat(frames, ignore_index=True)[["layer", "name", "reason"]]


def region_roads(folder: Path, crs: str) -> RoadGraph | None:
    """Return the road network of a region folder, None where it has no file ``roads``.

    Raises
    ------
    LayerError
        The file cannot be read or holds no usable road, or there are two.
    CrsError
        It has no CRS, or one its numbers cannot belong to.
    """
    path = find_layer(folder, "roads", SUFFIXES)
    if path is None:
        return None
    if path.suffix == ".graphml":
        return read_graphml(path, crs=crs)
    return from_lines(project(read_frame(path, "roads"), crs, str(path)))


def on_roads(
    graph: RoadGraph, demand: gpd.GeoDataFrame, sites: gpd.GeoDataFrame, corridors: gpd.GeoDataFrame
) -> RoadReach:
    """Put a region's cells and sites on its roads; service areas on the carriageway they serve.

    Parameters
    ----------
    graph
        The network.
    demand
        Cells with cell_id, x, y (metres in the layer's CRS).
    sites
        Points with site_id, category, road_ref, direction.
    corridors
        Lines drawn in the direction of travel with road_ref, direction: they tell a service area's heading.
    """
    points = gpd.GeoSeries(gpd.points_from_xy(demand["x"], demand["y"]), crs=demand.crs)
    cells = snap(
        graph, points, names=demand["cell_id"], max_m=CELL_CONNECTOR_M, open_first_m=CELL_OPEN_FIRST_M
    )
    beside = sites["category"].isin(SERVICE_AREAS).to_numpy()
    heading = corridor_headings(sites, corridors)
    ordinary = snap(graph, sites.geometry, names=sites["site_id"], max_m=SITE_CONNECTOR_M)
    if not beside.any():
        return RoadReach(graph, cells, ordinary)
    served = snap(
        graph,
        sites.geometry,
        names=sites["site_id"],
        max_m=SERVICE_AREA_CONNECTOR_M,
        carriageway=beside,
        bearing=heading,
    )
    return RoadReach(graph, cells, _chosen(beside, served, ordinary))


def corridor_headings(sites: gpd.GeoDataFrame, corridors: gpd.GeoDataFrame) -> NDArray[np.float64]:
    """Return the direction of travel at each site along its corridor.

    Parameters
    ----------
    sites
        Points with road_ref and direction.
    corridors
        Lines drawn in the direction of travel, with road_ref and direction.

    Returns
    -------
    ndarray
        Degrees clockwise from north, shape ``(sites,)``; NaN for a site that is on no corridor.
    """
    heading = np.full(len(sites), np.nan)
    if corridors.empty or sites.empty:
        return heading
    ways = corridors.to_crs(sites.crs)
    lines = dict(zip(zip(ways["road_ref"], ways["direction"], strict=True), ways.geometry, strict=True))
    for at, (key, spot) in enumerate(
        zip(zip(sites["road_ref"], sites["direction"], strict=True), sites.geometry, strict=True)
    ):
        line = lines.get(key)
        if line is None:
            continue
        along = line.project(spot)
        ends = [max(along - 50.0, 0.0), min(along + 50.0, line.length)]
        (x0, y0), (x1, y1) = shapely.get_coordinates(shapely.line_interpolate_point(line, ends))
        heading[at] = np.degrees(np.arctan2(x1 - x0, y1 - y0)) % 360.0
    return heading


def _chosen(first: NDArray[np.bool_], yes: Snapped, no: Snapped) -> Snapped:
    """Return ``yes`` where ``first`` holds, else ``no``."""
    return Snapped(
        names=yes.names,
        line=np.where(first, yes.line, no.line),
        fraction=np.where(first, yes.fraction, no.fraction),
        connector_m=np.where(first, yes.connector_m, no.connector_m),
        xy=np.where(first[:, None], yes.xy, no.xy),
        reason=np.where(first, yes.reason, no.reason),
    )


def with_roads(provenance: pd.DataFrame, folder: Path, roads: RoadReach | None) -> pd.DataFrame:
    """Add a region's road network to its provenance, one row an origin; nothing where it has none."""
    path = find_layer(folder, "roads", SUFFIXES)
    if roads is None or path is None:
        return provenance
    return pd.concat([provenance, road_provenance(path)], ignore_index=True)
