"""Sources of hydrogen, and the stations already standing, as a region's tables give them.

A source has a capacity and a cost at its gate, each with its own tag: the capacity is often from press,
the cost a labelled assumption. Standing stations are dated records, not sites: a count without places is
kept as a count, and a later record includes the earlier one it names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import geopandas as gpd
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.files.tables import read_table
from layers.schema.checking import check_layer

if TYPE_CHECKING:
    from pathlib import Path

DAYS = 365
KG = 1000
EXISTING_COLUMNS = (
    "record", "name_zh", "name_en", "stations", "captive", "integrated", "located", "lon", "lat",
    "storage_kg", "includes", "confidence", "tag", "verified", "origin", "source", "as_of",
)  # fmt: skip


def read_hydrogen_supply(path: Path, *, crs: str) -> gpd.GeoDataFrame:
    """Read the sources of hydrogen.

    Parameters
    ----------
    path
        CSV: the columns of layer hydrogen_supply with lon and lat (WGS84), without capacity_kg_day;
        purification_cost_kg may be left out where cost_kg holds it.
    crs
        Projected CRS in metres.

    Returns
    -------
    geopandas.GeoDataFrame
        Points in ``crs``; capacity_kg_day = capacity_t_year · 1000 / 365 (kg/day), cost_kg before
        purification_cost_kg, both at the gate.

    Raises
    ------
    LayerError
        If a row breaks the layer's contract.
    """
    dates = {"as_of": str, "capacity_as_of": str}
    table = read_table(path, ("lon", "lat", "capacity_t_year"), dates)
    if "purification_cost_kg" not in table:
        table["purification_cost_kg"] = 0.0
    table["capacity_kg_day"] = pd.to_numeric(table["capacity_t_year"], errors="coerce") * KG / DAYS
    points = gpd.points_from_xy(table["lon"], table["lat"])
    frame = gpd.GeoDataFrame(table.drop(columns=["lon", "lat"]), geometry=points, crs="EPSG:4326")
    return check_layer(frame, "hydrogen_supply", file=str(path)).to_crs(crs)


def read_hydrogen_existing(path: Path) -> pd.DataFrame:
    """Read the dated records of standing hydrogen stations.

    Parameters
    ----------
    path
        CSV with `EXISTING_COLUMNS`; lon and lat (WGS84) only where ``located``.

    Returns
    -------
    pandas.DataFrame
        The records by date: stations (count), captive and integrated (null where not given), located,
        includes (the earlier record that the count contains).

    Raises
    ------
    LayerError
        If a column is missing, a count is not a whole number of at least 0, or a located row has no place.
    """
    table = read_table(path, EXISTING_COLUMNS, {"as_of": str})
    numbers = pd.to_numeric(table["stations"], errors="coerce")
    said = {"path": str(path), "what": "record", "column": "stations"}
    faults = [
        message("layers-not-a-count", **said, name=name, value=repr(value))
        for name, value, number in zip(table["record"], table["stations"], numbers, strict=True)
        if not (number >= 0 and number == int(number))
    ]
    placed = table["located"].astype(bool)
    faults += [
        message("layers-record-place", path=str(path), name=name)
        for name in table.loc[placed & table[["lon", "lat"]].isna().any(axis=1), "record"]
    ]
    if faults:
        raise LayerError(lines(faults))
    table["includes"] = table["includes"].fillna("")
    return table[list(EXISTING_COLUMNS)].sort_values("as_of", ignore_index=True)
