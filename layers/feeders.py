"""The grid that feeds the sites: 10 kV feeders and substations, what they carry, and which feeds which site.

Both layers are optional. A feeder or substation without a capacity, or without a base load (its largest load
before the plan, as one figure or as 24 hours), bounds nothing, for nobody knows what it has left.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import geopandas as gpd
import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import listed, message
from layers.crs import project
from layers.files.layers import fill_defaults, find_layer, read_frame
from layers.schema.checking import check_own

if TYPE_CHECKING:
    from pathlib import Path

    from gisplan_arrays import Floats
    from gisplan_words import Message

HOURS: Final = 24
MOST_NAMED: Final = 10


def read_grid(
    folder: Path, layer: str, crs: str, said: list[Message] | None = None
) -> gpd.GeoDataFrame | None:
    """Read the layer ``feeders`` or ``substations`` of a region's folder; None where it has none.

    Raises
    ------
    LayerError
        If a row breaks the layer's contract.
    CrsError
        If the file has no CRS, or one its numbers cannot belong to.
    """
    path = find_layer(folder, layer)
    if path is None:
        return None
    told = fill_defaults(read_frame(path, layer), layer)
    frame = project(check_own(told, layer, file=str(path), said=said), crs, str(path))
    return frame.sort_values(str(frame.columns[0]), ignore_index=True)


def fed_by(sites: gpd.GeoDataFrame, feeders: gpd.GeoDataFrame, within_m: float) -> pd.Series[str]:
    """Tell which feeder feeds each site: the one that its column ``feeder`` names, else the nearest.

    Parameters
    ----------
    sites, feeders
        In one projected CRS, metres; of feeders that lie equally near the first by its id.
    within_m
        Farthest that a site is taken to be fed by the nearest feeder, metres.

    Returns
    -------
    pandas.Series
        Ids of feeders, blank where none feeds a site, in the order of the sites.

    Raises
    ------
    LayerError
        Sites name feeders that the layer lacks; up to ten are listed.
    """
    none = pd.Series("", index=sites.index, dtype=object)
    named = sites["feeder"].astype(object).fillna("").astype(str).str.strip() if "feeder" in sites else none
    ids = feeders["feeder_id"].astype(str)
    lost = sites.loc[(named != "") & ~named.isin(ids), "site_id"].astype(str)
    if len(lost):
        more = message("layers-and-more", count=len(lost) - MOST_NAMED) if len(lost) > MOST_NAMED else ""
        names = listed(f"{site}: {named[at]}" for at, site in lost.head(MOST_NAMED).items())
        raise LayerError(message("feeders-unknown", sites=names, more=more))
    if feeders.empty:
        return named
    order = np.argsort(ids.to_numpy(dtype=str), kind="stable")
    lines = feeders.geometry.to_numpy()[order]
    (row, line), away = gpd.GeoSeries(lines, crs=feeders.crs).sindex.nearest(
        sites.geometry.to_numpy(), return_all=True, return_distance=True, max_distance=max(within_m, 1e-9)
    )
    found = none.to_numpy(dtype=object).copy()
    near = away <= within_m
    # of equally near ones the first by id: pairs come by site, so the last written is the first of its lines
    last_first = np.lexsort((-line[near], row[near]))
    found[row[near][last_first]] = ids.to_numpy(dtype=object)[order][line[near][last_first]]
    return named.where(named != "", pd.Series(found, index=sites.index, dtype=object))


def capacity_kw(grid: pd.DataFrame, power_factor: float) -> Floats:
    """Give what each row may carry, kW: its own figure, else its kVA times the power factor; NaN: unknown."""
    own = grid["capacity_kw"].to_numpy(dtype=np.float64)
    return np.where(np.isnan(own), grid["capacity_kva"].to_numpy(dtype=np.float64) * power_factor, own)


def base_curves(grid: pd.DataFrame) -> Floats:
    """Give the load of each row before the plan by hour, kW, shape (rows, 24); NaN where it is not known.

    A row that gives its largest load alone is taken to draw it in every hour.
    """
    flat = np.repeat(grid["base_kw"].to_numpy(dtype=np.float64)[:, None], HOURS, axis=1)
    for row, text in enumerate(grid["base_curve_kw"].astype(object).fillna("").astype(str)):
        if text.strip():
            flat[row] = [float(part) for part in text.split(";")]
    return flat
