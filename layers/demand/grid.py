"""Demand cells: a fixed square grid in the projected CRS, fine where people live densely.

The grid is aligned to whole multiples of the cell size, so a cell keeps its id between runs and regions.
Districts are cut into fine squares first; four or sixteen of them are then joined where few people live:

- 1 × fine (500 m) where any fine square of the 2 × 2 block has at least ``dense`` people per km²,
- 4 × fine (2 km) where no square of the 4 × 4 block reaches ``open_`` people per km²,
- 2 × fine (1 km) between.

Squares are joined within one district only, so every cell belongs to exactly one district. A sliver that
the district's edge leaves is joined to the largest square of its own district beside it (or to the
nearest): no area and no people are lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from scipy.spatial import cKDTree

from gisplan_errors import CrsError, LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_BLOCK, OPEN_BLOCK = 2, 4
SHARED_EDGES = ((1, 0), (-1, 0), (0, 1), (0, -1))
MOST_SQUARES = 2_000_000


def cut_districts(districts: gpd.GeoDataFrame, *, cell_m: float, sliver_share: float) -> gpd.GeoDataFrame:
    """Cut districts into squares of ``cell_m`` metres.

    Parameters
    ----------
    districts
        Polygons in a projected CRS (metres), column ``adcode``.
    cell_m
        Side of a square, metres.
    sliver_share
        A clipped square below this share of a full one is a sliver.

    Returns
    -------
    pieces
        One row per square and district: adcode, i, j (grid column and row of the square it counts to,
        for a sliver that of its host), x, y (a point inside, metres), area_m2, whole, geometry.

    Raises
    ------
    CrsError
        If the frame has no CRS or is in degrees.
    LayerError
        If the districts would need more than two million squares, or a geometry is empty or invalid.
    """
    if districts.crs is None or not districts.crs.is_projected:
        raise CrsError(message("layers-grid-metres"))
    bad = districts.geometry.isna() | districts.geometry.is_empty | ~districts.geometry.is_valid
    if bad.any():
        keys = ", ".join(districts.loc[bad, "adcode"].astype(str))
        raise LayerError(message("layers-grid-geometry", codes=keys))
    frames = [
        _cut_one(str(adcode), geometry, cell_m)
        for adcode, geometry in zip(districts["adcode"], districts.geometry, strict=True)
    ]
    pieces = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), geometry="geometry", crs=districts.crs)
    pieces["area_m2"] = pieces.geometry.area
    inside = shapely.point_on_surface(pieces.geometry.array)
    pieces["x"], pieces["y"] = shapely.get_x(inside), shapely.get_y(inside)
    return _host_slivers(pieces, cell_m, sliver_share)


def _cut_one(adcode: str, district: shapely.Geometry, cell_m: float) -> pd.DataFrame:
    west, south, east, north = shapely.bounds(district)
    columns = np.arange(np.floor(west / cell_m), np.ceil(east / cell_m)).astype(np.int64)
    rows = np.arange(np.floor(south / cell_m), np.ceil(north / cell_m)).astype(np.int64)
    if columns.size * rows.size > MOST_SQUARES:
        many, side = columns.size * rows.size, f"{cell_m:g}"
        raise LayerError(message("layers-grid-squares", code=adcode, squares=many, side=side))
    i, j = (index.ravel() for index in np.meshgrid(columns, rows))
    squares = shapely.box(i * cell_m, j * cell_m, (i + 1) * cell_m, (j + 1) * cell_m)
    shapely.prepare(district)
    touched = np.flatnonzero(shapely.intersects(district, squares))
    i, j, squares = i[touched], j[touched], squares[touched]
    whole = shapely.covers(district, squares)
    clipped = squares.copy()
    clipped[~whole] = _polygons(shapely.intersection(squares[~whole], district))
    some = shapely.area(clipped) > 0.0
    return pd.DataFrame(
        {"adcode": adcode, "i": i[some], "j": j[some], "whole": whole[some], "geometry": clipped[some]}
    )


def _polygons(shapes: NDArray[np.object_]) -> NDArray[np.object_]:
    """Drop the points and lines that an intersection leaves beside its polygons."""
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), (3, 6)))
    for index in mixed:
        parts = shapely.get_parts(shapes[index])
        shapes[index] = shapely.union_all(parts[shapely.get_dimensions(parts) == 2])
    return shapes


def _host_slivers(pieces: gpd.GeoDataFrame, cell_m: float, sliver_share: float) -> gpd.GeoDataFrame:
    """Let each sliver count to the largest square of its district beside it, or else to the nearest."""
    small = (pieces["area_m2"] < sliver_share * cell_m**2).to_numpy()
    keys = ["adcode", "i", "j"]
    full = pieces.loc[~small, [*keys, "area_m2"]].set_index(keys)["area_m2"]
    slivers = pieces.loc[small, keys]
    best = np.zeros(len(slivers))
    host = slivers[["i", "j"]].copy()
    for step_i, step_j in SHARED_EDGES:
        near = slivers.assign(i=slivers["i"] + step_i, j=slivers["j"] + step_j)
        area = full.reindex(pd.MultiIndex.from_frame(near)).fillna(0.0).to_numpy()
        better = area > best
        best[better] = area[better]
        host.loc[better, ["i", "j"]] = near.loc[better, ["i", "j"]]
    for adcode, alone in slivers[best == 0.0].groupby("adcode"):
        squares = pieces[~small & (pieces["adcode"] == adcode).to_numpy()]
        if len(squares):
            _, nearest = cKDTree(squares[["x", "y"]]).query(pieces.loc[alone.index, ["x", "y"]])
            host.loc[alone.index] = squares[["i", "j"]].to_numpy()[nearest]
    pieces.loc[small, ["i", "j"]] = host
    return pieces


def choose_levels(
    pieces: pd.DataFrame, density: NDArray[np.float64], *, dense: float, open_: float
) -> NDArray[np.int64]:
    """Choose how many fine squares a side the cell of each piece has: 1, 2 or 4.

    Parameters
    ----------
    pieces
        Result of :func:`cut_districts`.
    density
        (n,) people per km² of each piece.
    dense, open_
        Thresholds in people per km², ``open_`` at most ``dense``.
    """
    people = pd.Series(density, index=pieces.index)
    peaks = {}
    for block in (DENSE_BLOCK, OPEN_BLOCK):
        blocks = people.groupby([pieces["adcode"], pieces["i"] // block, pieces["j"] // block])
        peaks[block] = blocks.transform("max").to_numpy()
    levels = np.full(len(pieces), 2, dtype=np.int64)
    levels[peaks[OPEN_BLOCK] < min(open_, dense)] = 4
    levels[peaks[DENSE_BLOCK] >= dense] = 1
    return levels


def join_cells(
    pieces: gpd.GeoDataFrame, levels: NDArray[np.int64], *, cell_m: float
) -> tuple[gpd.GeoDataFrame, NDArray[np.int64]]:
    """Join pieces into demand cells.

    Returns
    -------
    cells
        cell_id, adcode, cell_m (side of the full square, metres), x, y (a point inside), area_m2,
        geometry; sorted by cell_id, in the CRS of ``pieces``.
    owner
        (n,) row of the cell of each piece.
    """
    keys = pd.DataFrame(
        {
            "adcode": pieces["adcode"].to_numpy(),
            "level": levels,
            "i": pieces["i"].to_numpy() // levels,
            "j": pieces["j"].to_numpy() // levels,
        }
    )
    groups = keys.groupby(["adcode", "level", "i", "j"], sort=True)
    owner = np.asarray(groups.ngroup(), dtype=np.int64)
    table = groups.size().index.to_frame(index=False)
    whole = (pieces["whole"].groupby(owner).sum().to_numpy() == (table["level"] ** 2).to_numpy()) & (
        np.bincount(owner) == (table["level"] ** 2).to_numpy()
    )
    side = table["level"].to_numpy() * cell_m
    west, south = table["i"].to_numpy() * side, table["j"].to_numpy() * side
    geometry = shapely.box(west, south, west + side, south + side)
    order = np.argsort(owner, kind="stable")
    ends = np.cumsum(np.bincount(owner))
    shapes = pieces.geometry.array[order]
    for cell in np.flatnonzero(~whole):
        start = 0 if cell == 0 else ends[cell - 1]
        geometry[cell] = shapely.union_all(np.asarray(shapes[start : ends[cell]]))
    inside = shapely.point_on_surface(geometry)
    cells = gpd.GeoDataFrame(
        {
            "cell_id": [
                f"{adcode}-{int(m):04d}-{i}-{j}"
                for adcode, m, i, j in zip(table["adcode"], side, table["i"], table["j"], strict=True)
            ],
            "adcode": table["adcode"].to_numpy(),
            "cell_m": side.astype(np.int64),
            "x": shapely.get_x(inside),
            "y": shapely.get_y(inside),
            "area_m2": shapely.area(geometry),
        },
        geometry=geometry,
        crs=pieces.crs,
    )
    return cells, owner
