"""Private bays: modelled compounds in the cells where most cars have a bay of their own.

A private pile serves its own compound only, so a compound can take no more home demand than that of its
cell. Districts get compounds by their share of home demand, and within a district the cells with the most
home demand get one each; bays follow the cell's demand within the limits of a compound.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from layers.sites.rules import (
    COMPOUND_BAY_M2,
    COMPOUND_BAYS,
    COMPOUND_GRID_KW,
    COMPOUND_KW_PER_BAY,
    COMPOUNDS_PER_100K,
)
from layers.sites.slots import clear_of, placed, points_in_cells, share_out, stream

if TYPE_CHECKING:
    import geopandas as gpd
    from numpy.typing import NDArray

PER = 100_000.0


def compound_slots(
    cells: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    *,
    seed: int,
    density: float = 1.0,
    bays_per_100k: float = 250.0,
    taken: NDArray[np.float64] | None = None,
) -> pd.DataFrame:
    """Choose cells for compounds and draw what each holds.

    Parameters
    ----------
    cells
        Demand cells sorted by cell_id: adcode, population, kwh_home (kWh/day), x, y, polygons in metres.
    districts
        Polygons in the same CRS, sorted: adcode.
    seed
        Seed of the scenario.
    density
        Compounds over those of `COMPOUNDS_PER_100K`; the bays in all stay.
    bays_per_100k
        Private bays that may take a pile, for 100,000 residents.

    taken
        Points that other sites stand at, metres, shape (m, 2); None: there are none.

    Returns
    -------
    pandas.DataFrame
        adcode, number (from 1 in each district), x, y, bays, grid_kw, area_m2. No two in one cell.

    Raises
    ------
    LayerError
        If no cell has home demand.
    """
    home = cells["kwh_home"].to_numpy(dtype=float)
    codes = cells["adcode"].to_numpy()
    people = float(cells["population"].sum())
    mass = np.array([home[codes == adcode].sum() for adcode in districts["adcode"]])
    numbers = share_out(max(1, round(COMPOUNDS_PER_100K * density * people / PER)), mass)
    anchors = cells[["x", "y"]].to_numpy(dtype=float)
    parts = []
    for adcode, shape, number in zip(districts["adcode"], districts.geometry, numbers.tolist(), strict=True):
        shapely.prepare(shape)
        own = np.flatnonzero((codes == adcode) & (home > 0) & shapely.contains_xy(shape, anchors))
        # A stable sort, so that ties fall by cell_id and not by the order of rows.
        chosen = np.sort(own[np.argsort(-home[own], kind="stable")][:number])
        points = points_in_cells(cells, chosen, stream(seed, "RP", adcode), shape)
        if taken is not None:
            within = shapely.intersection(cells.geometry.to_numpy()[chosen], shape)
            points = clear_of(points, taken, within)
        parts.append(placed(pd.DataFrame({"home": home[chosen]}), adcode, points))
    slots = pd.concat(parts, ignore_index=True)
    slots["bays"] = compound_bays(slots.pop("home").to_numpy(), round(bays_per_100k * people / PER))
    sizes = np.array(COMPOUND_GRID_KW)
    slots["grid_kw"] = sizes[np.searchsorted(sizes, slots["bays"] * COMPOUND_KW_PER_BAY)]
    slots["area_m2"] = slots["bays"] * COMPOUND_BAY_M2
    return slots


def compound_bays(home_kwh: NDArray[np.float64], total: int) -> NDArray[np.int64]:
    """Share bays over compounds by home demand, within the limits of a compound.

    Parameters
    ----------
    home_kwh
        Home demand of each compound's cell, kWh/day, above 0.
    total
        Bays to share out; the limits of `COMPOUND_BAYS` may make the sum differ.

    Returns
    -------
    numpy.ndarray
        Bays of each compound.
    """
    bays: NDArray[np.int64] = np.clip(np.rint(total * home_kwh / home_kwh.sum()), *COMPOUND_BAYS).astype(
        np.int64
    )
    return bays
