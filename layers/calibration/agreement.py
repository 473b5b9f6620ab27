"""How well a model agrees with where stations stand: over districts, and cells of 0.05° that touch them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import pandas as pd
import shapely
from scipy.stats import pearsonr, spearmanr

if TYPE_CHECKING:
    import geopandas as gpd
    from shapely.geometry.base import BaseGeometry

    from gisplan_arrays import Floats

STEP = 0.05
"""Side of a cell, degrees."""
MANY = 50
"""Of fewer than this, the top tenth is no measure."""


class Agreement(NamedTuple):
    """Agreement of a model with stations, over a number of cells or districts.

    ``spearman`` is the correlation of ranks, ``pearson`` that of log(1 + value / mean), ``top_tenth`` the
    share of the top tenth of one that is in that of the other (NaN where they are few), ``factor`` the
    largest ratio of a share to the real one, either way, where stations stand (NaN for many).
    """

    number: int
    spearman: float
    pearson: float
    top_tenth: float
    factor: float


def agreement(model: Floats, real: Floats) -> Agreement:
    """Compare a model with what is real, both (n,) and at least 0; a constant one agrees with nothing (0)."""
    logs = [np.log1p(values / max(values.mean(), np.finfo(float).tiny)) for values in (model, real)]
    flat = np.ptp(model) == 0.0 or np.ptp(real) == 0.0
    rank, log = (
        (0.0, 0.0) if flat else (float(spearmanr(model, real).statistic), float(pearsonr(*logs).statistic))
    )
    top = len(model) // 10
    many = len(model) >= MANY
    best = [set(np.argsort(-values, kind="stable")[:top].tolist()) for values in (model, real)]
    same = len(best[0] & best[1]) / top if many else float("nan")
    stand = real > 0.0
    shares = [values[stand] / max(values.sum(), np.finfo(float).tiny) for values in (model, real)]
    ratio = np.divide(shares[0], shares[1]) if len(shares[1]) else np.array([np.nan])
    with np.errstate(divide="ignore"):
        factor = float(np.exp(np.abs(np.log(ratio)).max()))
    return Agreement(len(model), rank, log, same, float("nan") if many else factor)


def cell_of(lon: Floats, lat: Floats, step: float = STEP) -> pd.MultiIndex:
    """Give the cell of each point: its column and row, counted in steps of a degree from 0, 0."""
    return pd.MultiIndex.from_arrays([np.floor(at / step + 1e-9).astype(int) for at in (lon, lat)])


def cells_that_touch(land: BaseGeometry, step: float = STEP) -> pd.MultiIndex:
    """Give every cell that touches some land (EPSG:4326), in order."""
    west, south, east, north = np.floor(np.array(land.bounds) / step).astype(int)
    columns, rows = (
        part.ravel()
        for part in np.meshgrid(np.arange(west, east + 1), np.arange(south, north + 1), indexing="ij")
    )
    squares = shapely.box(columns * step, rows * step, (columns + 1) * step, (rows + 1) * step)
    shapely.prepare(land)
    hit = shapely.intersects(land, squares)
    return pd.MultiIndex.from_arrays([columns[hit], rows[hit]])


def both_agreements(values: pd.DataFrame, real: pd.DataFrame, districts: gpd.GeoDataFrame) -> pd.DataFrame:
    """Compare models with stations over cells and over districts.

    Parameters
    ----------
    values
        lon, lat (degrees), adcode, and one column a model, of small pieces of land.
    real
        lon, lat, adcode, count, of stations.
    districts
        Polygons in EPSG:4326 with ``adcode``: what is compared.

    Returns
    -------
    pandas.DataFrame
        model, over (``cells`` or ``districts``), and the fields of `Agreement`.
    """
    models = [str(name) for name in values if name not in {"lon", "lat", "adcode"}]
    every = cells_that_touch(shapely.union_all(districts.geometry.to_numpy()))
    codes = pd.Index(districts["adcode"])
    rows = []
    for over, keys in (("cells", every), ("districts", codes)):
        counts = _summed(real, "count", over, keys)
        for name in models:
            sums = _summed(values, name, over, keys)
            rows.append({"model": name, "over": over, **agreement(sums, counts)._asdict()})
    return pd.DataFrame(rows)


def _summed(table: pd.DataFrame, column: str, over: str, keys: pd.Index) -> Floats:
    cells = over == "cells"
    where = cell_of(table["lon"].to_numpy(), table["lat"].to_numpy()) if cells else pd.Index(table["adcode"])
    series: pd.Series[float] = pd.Series(table[column].to_numpy(dtype=np.float64), index=where)
    sums = series.groupby(level=[0, 1] if cells else 0).sum().reindex(keys, fill_value=0.0)
    return np.asarray(sums, dtype=np.float64)
