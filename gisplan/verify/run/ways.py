"""Ways for verification: along the roads a run was made with where they are at hand, else straight lines.

A run folder does not hold the road network: ``inputs.json`` holds its sha256. Where the same file still lies
in the region's folder, ways are searched again. Where it does not, a stated way only has to be at least the
straight line, and within its limit.
"""

from __future__ import annotations

import hashlib
import json
import logging
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from gisplan.resources import region_folder
from gisplan_errors import LayerError, ScenarioError
from layers.files.layers import find_layer
from layers.roads.reach import SUFFIXES, RoadReach, on_roads, region_roads

if TYPE_CHECKING:
    from pathlib import Path

    import geopandas as gpd
    from numpy.typing import NDArray

    from gisplan.verify.run.reading import Run

    Floats = NDArray[np.float64]
    Indices = NDArray[np.int64]

logger = logging.getLogger(__name__)

EPS_M = 0.5
SHORTER = 0.01
"""Share that a way may be below the straight line: lengths on the ground and on the map plane differ."""


@dataclass(frozen=True, eq=False)
class RunWays:
    """How the ways of a run are measured again.

    Attributes
    ----------
    kind
        ``roads`` or ``circuity``, as the run says.
    roads
        Its cells and candidates on the network; None without one, or where it is not at hand.
    """

    kind: str = "circuity"
    roads: RoadReach | None = None

    @property
    def exact(self) -> bool:
        """Whether ways can be measured again, and not only bounded."""
        return self.kind == "circuity" or self.roads is not None


def run_ways(
    folder: Path,
    region: str,
    headline: dict[str, Any],
    layers: dict[str, gpd.GeoDataFrame],
    candidates: gpd.GeoDataFrame,
) -> RunWays:
    """Find how a run measured ways, with its road network where the same file is at hand.

    Parameters
    ----------
    folder
        The run folder.
    region
        Name or path of its region.
    headline
        Its plan.json.
    layers, candidates
        Its result layers and candidates, in the projected CRS of the region.

    Raises
    ------
    LayerError
        The run says that it follows roads, but had none.
    """
    kind = str(headline.get("distances", "circuity"))
    if kind != "roads":
        return RunWays()
    inputs = json.loads((folder / "inputs.json").read_text(encoding="utf-8"))
    if not any(record.get("layer") == "roads" for record in inputs):
        raise LayerError(f"{folder}: plan.json says distances are roads, inputs.json has no layer roads")
    sums = {record["sha256"] for record in inputs if "sha256" in record}
    try:
        home = region_folder(region)
    except ScenarioError:
        home = None
    path = None if home is None else find_layer(home, "roads", SUFFIXES)
    if home is None or path is None or hashlib.sha256(path.read_bytes()).hexdigest() not in sums:
        logger.warning(
            "%s: the roads it was made with are not at hand (region %s): ways are held to straight lines and "
            "limits only",
            folder,
            region,
        )
        return RunWays(kind)
    graph = region_roads(home, headline["crs"])
    if graph is None:
        return RunWays(kind)
    return RunWays(kind, on_roads(graph, layers["demand"], candidates, layers["corridors"]))


def nearest_m(run: Run, sites: gpd.GeoDataFrame, detour: float) -> Floats:
    """Give the metres from every cell to the nearest of some sites; stated ones where roads are missing."""
    cells = run.layers["demand"]
    if run.ways.roads is not None:
        place = _candidate(run, sites)
        return run.ways.roads.nearest(place[place >= 0])
    straight, _ = KDTree(_points(sites)).query(cells[["x", "y"]].to_numpy(dtype=float))
    away = np.asarray(straight, dtype=float)
    if run.ways.exact:
        return away * detour
    stated = np.nan_to_num(np.asarray(cells["nearest_public_m"], dtype=float), nan=np.inf, posinf=np.inf)
    return np.where(stated >= _least(away), stated, away)


def flow_m(run: Run, cells: Indices, sites: gpd.GeoDataFrame, stated: Floats, detour: float) -> Floats:
    """Give the metres of pairs of a cell and a site; stated ones, at least straight, where roads are missing.

    Parameters
    ----------
    cells
        Position in the demand layer of each pair's cell.
    sites
        Each pair's site: site_id and its point.
    stated
        What the run says, metres.
    """
    if run.ways.roads is not None:
        return _along_roads(run.ways.roads, cells, _candidate(run, sites), stated)
    from_xy = run.layers["demand"][["x", "y"]].to_numpy(dtype=float)[cells]
    straight = np.hypot(*(from_xy - _points(sites)).T)
    if run.ways.exact:
        return np.asarray(straight * detour, dtype=float)
    return np.where(stated >= _least(straight), stated, np.inf)


def _along_roads(roads: RoadReach, cells: Indices, sites: Indices, stated: Floats) -> Floats:
    """Search ways again, a little beyond what is stated; infinite where there is none that short."""
    away = np.full(len(cells), np.inf)
    if not len(cells):
        return away
    row, at_row = np.unique(cells, return_inverse=True)
    column, at_column = np.unique(sites, return_inverse=True)
    limit = np.zeros(len(row))
    np.maximum.at(limit, at_row, np.nan_to_num(np.maximum(stated, 0.0), posinf=0.0) + 1.0)
    found = roads.between(row, column, limit)
    key = np.repeat(np.arange(len(row)), np.diff(found.indptr)) * len(column) + found.indices
    wanted = at_row * len(column) + at_column
    place = np.minimum(np.searchsorted(key, wanted), max(key.size - 1, 0))
    hit = key[place] == wanted if key.size else np.zeros(len(wanted), dtype=bool)
    away[hit] = found.data[place[hit]]
    away[sites < 0] = np.inf
    return away


def _least(straight: Floats) -> Floats:
    """Give the least that a way may be stated at, metres."""
    return np.asarray(straight * (1.0 - SHORTER) - EPS_M, dtype=float)


def _candidate(run: Run, sites: gpd.GeoDataFrame) -> Indices:
    """Give the position of sites among the candidates, -1 for one that is none."""
    found = pd.Index(run.candidates["site_id"]).get_indexer(pd.Index(sites["site_id"]))
    return np.asarray(found, dtype=np.int64)


def _points(frame: gpd.GeoDataFrame) -> Floats:
    return np.column_stack([frame.geometry.x.to_numpy(), frame.geometry.y.to_numpy()])
