"""Points for modelled sites: drawn over demand cells by weight, the same for the same seed.

Each group of slots (kind and district) has its own random stream, named by seed, kind and district, so a
change in one group moves no other, and the order of rows in the input does not matter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np
import pandas as pd
import shapely
from scipy.spatial import KDTree

from gisplan_errors import LayerError
from gisplan_words import message

if TYPE_CHECKING:
    from collections.abc import Sequence

    import geopandas as gpd
    from numpy.typing import NDArray

    from layers.sites.rules import SiteStock

TRIES = 16
CLEAR_M = 20.0
STEP_ASIDE_M = 40.0


def stream(seed: int, *names: str) -> np.random.Generator:
    """Give the random stream of a named group.

    Parameters
    ----------
    seed
        Seed of the scenario.
    names
        What the group is called, e.g. prefix and district.

    Returns
    -------
    numpy.random.Generator
        The same for the same seed and names on every machine.
    """
    return np.random.default_rng([seed, *(crc32(name.encode()) for name in names)])


def share_out(total: int, weights: NDArray[np.float64]) -> NDArray[np.int64]:
    """Share whole things out by weight: largest remainders, ties to the first.

    Parameters
    ----------
    total
        Number of things.
    weights
        Not negative, shape (n,), at least one above 0 when ``total`` is.

    Returns
    -------
    numpy.ndarray
        Counts, shape (n,), summing to ``total``.

    Raises
    ------
    LayerError
        If nothing has weight and ``total`` is above 0.
    """
    if total == 0:
        return np.zeros(len(weights), dtype=np.int64)
    mass = weights.sum()
    if not mass > 0:
        raise LayerError(message("layers-no-weight", count=str(total)))
    exact = total * weights / mass
    counts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    order = np.argsort(counts - exact, kind="stable")
    counts[order[: total - counts.sum()]] += 1
    return counts


def draw_points(
    cells: gpd.GeoDataFrame,
    weights: NDArray[np.float64],
    count: int,
    random: np.random.Generator,
    within: shapely.Geometry | None = None,
) -> NDArray[np.float64]:
    """Draw points inside cells: cells by systematic sampling of their weight, then evenly within the cell.

    Systematic sampling takes every total/count-th unit of weight along the rows, which spreads the points
    where independent draws would clump.

    Parameters
    ----------
    cells
        Polygons with x, y (a point inside), in a stable order.
    weights
        Weight of each cell, shape (n,).
    count
        Number of points.
    random
        Stream to draw from.
    within
        Points must lie in this polygon, too; a cell whose point (x, y) does not is not drawn.

    Returns
    -------
    numpy.ndarray
        Coordinates in the CRS of the cells, shape (count, 2).

    Raises
    ------
    LayerError
        If no cell has weight and ``count`` is above 0.
    """
    if count == 0:
        return np.empty((0, 2))
    anchors = cells[["x", "y"]].to_numpy(dtype=float)
    usable = weights.astype(float)
    if within is not None:
        shapely.prepare(within)
        usable = np.where(shapely.contains_xy(within, anchors), usable, 0.0)
    total = np.cumsum(usable)
    if not (len(total) and total[-1] > 0):
        raise LayerError(message("layers-no-weight", count=str(count)))
    marks = (np.arange(count) + random.random()) * total[-1] / count
    chosen = np.searchsorted(total, np.minimum(marks, np.nextafter(total[-1], 0)), side="right")
    return points_in_cells(cells, chosen, random, within)


def points_in_cells(
    cells: gpd.GeoDataFrame,
    chosen: NDArray[np.int64],
    random: np.random.Generator,
    within: shapely.Geometry | None = None,
) -> NDArray[np.float64]:
    """Draw one point evenly in each chosen cell, and within a polygon.

    Parameters
    ----------
    cells
        Polygons with x, y (a point inside).
    chosen
        Positions of the cells, shape (n,); a cell may stand more than once.
    random
        Stream to draw from.
    within
        Points must lie in this polygon, too.

    Returns
    -------
    numpy.ndarray
        Coordinates, shape (n, 2); the cell's own x, y where sixteen tries found no point.
    """
    count = len(chosen)
    shapes = cells.geometry.to_numpy()[chosen]
    west, south, east, north = shapely.bounds(shapes).T
    points: NDArray[np.float64] = cells[["x", "y"]].to_numpy(dtype=float)[chosen]
    open_ = np.ones(count, dtype=bool)
    for _ in range(TRIES):
        offer = np.column_stack(
            [west + random.random(count) * (east - west), south + random.random(count) * (north - south)]
        )
        good = open_ & shapely.contains_xy(shapes, offer[:, 0], offer[:, 1])
        if within is not None:
            good &= shapely.contains_xy(within, offer)
        points[good] = offer[good]
        open_ &= ~good
    return points


def clear_of(
    xy: NDArray[np.float64], others: NDArray[np.float64], within: Sequence[shapely.Geometry]
) -> NDArray[np.float64]:
    """Move points that stand on top of others a few steps aside.

    Parameters
    ----------
    xy
        Points, metres, shape (n, 2).
    others
        Points that stay, metres, shape (m, 2).
    within
        Polygon of each point that it may not leave, shape (n,).

    Returns
    -------
    numpy.ndarray
        Shape (n, 2): each at least `CLEAR_M` from the others and from those before it, where one of sixteen
        steps of `STEP_ASIDE_M` or twice that leads there; else as it was.
    """
    if not len(xy):
        return xy
    moved = xy.copy()
    angles = np.arange(8) * np.pi / 4
    ring = np.column_stack([np.cos(angles), np.sin(angles)]) * STEP_ASIDE_M
    steps = np.concatenate([ring, 2 * ring])
    everything = np.concatenate([others.reshape(-1, 2), xy])
    tree = KDTree(everything)
    crowded = np.asarray(tree.query_ball_point(xy, CLEAR_M, return_length=True)) > 1
    for row in np.flatnonzero(crowded).tolist():
        at = len(everything) - len(xy) + row
        near = [i for i in tree.query_ball_point(xy[row], CLEAR_M + 4 * STEP_ASIDE_M) if i != at]
        if not any(i < at and np.hypot(*(everything[i] - xy[row])) < CLEAR_M for i in near):
            continue
        for spot in xy[row] + steps:
            clear = all(np.hypot(*(everything[i] - spot)) >= CLEAR_M for i in near)
            if clear and shapely.contains_xy(within[row], *spot):
                moved[row] = everything[at] = spot
                break
    return moved


def draw_stock(stock: SiteStock, count: int, random: np.random.Generator) -> pd.DataFrame:
    """Draw what sites hold.

    Parameters
    ----------
    stock
        Ranges to draw from.
    count
        Number of sites.
    random
        Stream to draw from.

    Returns
    -------
    pandas.DataFrame
        bays (int), grid_kw (kW), area_m2 (m²), one row a site.
    """
    bays = random.integers(stock.bays[0], stock.bays[1] + 1, count)
    return pd.DataFrame(
        {
            "bays": bays,
            "grid_kw": random.choice(np.array(stock.grid_kw), count),
            "area_m2": np.round(bays * stock.bay_m2 * (1 + random.random(count)), 0),
        }
    )


def placed(sites: pd.DataFrame, adcode: str, xy: NDArray[np.float64]) -> pd.DataFrame:
    """Give sites of a district their adcode, number (from 1) and place (x, y in metres)."""
    return sites.assign(adcode=adcode, number=np.arange(1, len(xy) + 1), x=xy[:, 0], y=xy[:, 1])
