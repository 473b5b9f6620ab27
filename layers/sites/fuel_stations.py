"""Fuel stations: modelled slots that match the official counts by tier.

No coordinates are public, only counts by tier; where a slot stands, its oil and its area are modelled,
and its operator is left blank. Oil volume matters for the class of a joint station,
V/240 + G/8000 <= 1 for class I (GB 50156-2021, from memory), so it is a parameter of the slot.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gisplan_errors import LayerError
from gisplan_words import lines, message
from layers.files.tables import read_table
from layers.sites.rules import STOCKS
from layers.sites.slots import draw_points, draw_stock, placed, share_out, stream
from layers.vocabulary import join_functions

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import geopandas as gpd

OIL_M3 = {
    "central": (60.0, 90.0),
    "ring": (90.0, 120.0),
    "outer": (60.0, 90.0, 120.0),
}
"""Tank volumes (m³) that slots of a tier are drawn from, by its role: modelled."""
AREA_M2 = (1_500.0, 6_000.0)
"""Least and most parcel of a slot (m²): modelled."""
HYDROGEN_AREA_M2 = 3_500.0
"""Parcel from which hydrogen fits beside fuel; a joint station of 3,523 m² stands in Wuhan (press)."""
COUNT_COLUMNS = ("tier", "count", "source", "as_of")


def read_fuel_counts(path: Path) -> pd.DataFrame:
    """Read the official counts of fuel stations by tier.

    Parameters
    ----------
    path
        CSV with `COUNT_COLUMNS`.

    Returns
    -------
    pandas.DataFrame
        The table, ``count`` as integers.

    Raises
    ------
    LayerError
        If a column is missing, a tier stands twice or a count is not a whole number of at least 0.
    """
    table = read_table(path, COUNT_COLUMNS, {"as_of": str})
    numbers = pd.to_numeric(table["count"], errors="coerce")
    said = {"path": str(path), "what": "tier", "column": "count"}
    faults = [
        message("layers-not-a-count", **said, name=tier, value=repr(value))
        for tier, value, number in zip(table["tier"], table["count"], numbers, strict=True)
        if not (number >= 0 and number == int(number))
    ]
    faults += [
        message("layers-tier-twice", path=str(path), name=tier)
        for tier in table["tier"][table["tier"].duplicated()]
    ]
    if faults:
        raise LayerError(lines(faults))
    return table.assign(count=numbers.astype(np.int64))


def fuel_station_slots(
    cells: gpd.GeoDataFrame,
    districts: gpd.GeoDataFrame,
    counts: pd.DataFrame,
    *,
    seed: int,
    roles: Mapping[str, str],
) -> pd.DataFrame:
    """Draw fuel-station slots: the count of each tier exactly, shared over its districts and cells.

    Fuel stations stand along roads between people rather than where people are densest, so a cell weighs
    by the square root of its people times its area.

    Parameters
    ----------
    cells
        Demand cells sorted by cell_id: adcode, population, cell_m, x, y, polygons in metres.
    districts
        Polygons in the same CRS: adcode, tier.
    counts
        tier and count, from `read_fuel_counts`.
    seed
        Seed of the scenario.
    roles
        Role of every tier of the region (`layers.districts.tiers.ROLES`).

    Returns
    -------
    pandas.DataFrame
        adcode, number (from 1 in each district), x, y, bays, grid_kw, area_m2, oil_m3, allows, operator
        (blank), source, as_of.

    Raises
    ------
    LayerError
        If a tier of the counts is unknown or has no district.
    """
    stock = STOCKS["fuel_station"]
    weight = np.sqrt(cells["population"].to_numpy(dtype=float) * cells.geometry.area.to_numpy())
    codes = cells["adcode"].to_numpy()
    parts = []
    for tier, count, source, as_of in counts[list(COUNT_COLUMNS)].itertuples(index=False):
        if tier not in roles:
            fault = message("layers-tier-unknown", name=tier, known=", ".join(roles))
            raise LayerError(message("layers-of", place="fuel stations", fault=fault))
        mine = districts[districts["tier"] == tier].sort_values("adcode")
        if mine.empty and count > 0:
            raise LayerError(message("layers-fuel-no-district", tier=tier, count=str(count)))
        mass = np.array([weight[codes == adcode].sum() for adcode in mine["adcode"]])
        numbers = share_out(count, mass)
        for adcode, shape, number in zip(mine["adcode"], mine.geometry, numbers.tolist(), strict=True):
            random = stream(seed, "FS", adcode)
            own = codes == adcode
            points = draw_points(cells[own], weight[own], number, random, shape)
            part = draw_stock(stock, number, random)
            part["area_m2"] = np.round(random.uniform(*AREA_M2, number), 0)
            part["oil_m3"] = random.choice(np.array(OIL_M3[roles[tier]]), number)
            parts.append(
                placed(part, adcode, points).assign(
                    source=f"slot modelled; number of stations by tier: {source}",
                    as_of=as_of,
                )
            )
    slots = pd.concat(parts, ignore_index=True)
    wide = slots["area_m2"] >= HYDROGEN_AREA_M2
    slots["allows"] = np.where(
        wide, join_functions((*stock.allows, "hydrogen")), join_functions(stock.allows)
    )
    slots["operator"] = ""
    return slots
