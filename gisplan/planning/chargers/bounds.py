"""Bounds on chargers of districts, categories and access kinds: floors and shares of the sizing model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing.problem import Floor, Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.scenario.schema import Scenario
    from gisplan.scenario.values import Band
    from layers.region.loading import Region

    Indices = NDArray[np.int64]

ROUND_OFF = 1e-6
"""Chargers by which a floor may fall short of a whole number."""


def charger_floors(region: Region, scenario: Scenario, sites: Indices) -> tuple[Floor, ...]:
    """State the least numbers of chargers by district and by category.

    A district's floor is its share of the city's energy demand times the target times
    ``district_floor_share``: a planning assumption, labelled as such.
    """
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    types = np.arange(len(chargers.types))
    energy = region.demand.groupby("adcode")["ev_kwh_day"].sum()
    each = chargers.new_target * chargers.district_floor_share.value / max(float(energy.sum()), ROUND_OFF)
    out = []
    if not chargers.counts_all:
        here = np.flatnonzero(frame["access"].isin(chargers.kinds).to_numpy())
        name = f"target of {', '.join(chargers.kinds)} chargers"
        out.append(Floor(name, here, types, float(chargers.new_target), None))
    for adcode, kwh in energy.items():
        here = np.flatnonzero((frame["adcode"] == adcode).to_numpy())
        least = np.floor(float(kwh) * each + ROUND_OFF)
        out.append(Floor(f"district {adcode}", here, types, float(least), None))
    for category, count in chargers.category_floors.counts.items():
        here = np.flatnonzero((frame["category"] == category).to_numpy())
        out.append(Floor(f"category {category}", here, types, float(count), None))
    return tuple(out)


def charger_shares(region: Region, scenario: Scenario, sites: Indices) -> tuple[Share, ...]:
    """State the shares of access kinds among all chargers, and of types within a category.

    Types are judged in categories with at least ``category_type_shares.from_bays`` bays at the given sites;
    a type whose upper share is 0 is ruled out at every site by
    `gisplan.planning.chargers.capacity.allowed_types`.
    """
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    every, types = np.arange(len(frame)), np.arange(len(chargers.types))
    out = []
    for access, band in chargers.access_shares.bands.items():
        here = np.flatnonzero((frame["access"] == access).to_numpy())
        out.append(Share(f"access {access}", here, types, every, types, band.lower, band.upper))
    for category, bands in chargers.category_type_shares.bands.items():
        # Private piles are AC by rule, so the type shares judge the other chargers of a category.
        mine = ((frame["category"] == category) & (frame["access"] != "private")).to_numpy()
        if frame["bays"].to_numpy()[mine].sum() < chargers.category_type_shares.from_bays:
            continue
        here = np.flatnonzero(mine)
        for t, kind in enumerate(chargers.types):
            if kind.id in bands:
                out += _type_share(f"type {kind.id} in {category}", here, t, types, bands[kind.id])
    return tuple(out)


def _type_share(name: str, here: Indices, t: int, types: Indices, band: Band) -> list[Share]:
    """State the band of one type; a bound at 0 or 1 asks nothing."""
    lower = band.lower if band.lower > 0 else None
    upper = band.upper if band.upper < 1 else None
    if not here.size or (lower is None and upper is None):
        return []
    return [Share(name, here, np.array([t]), here, types, lower, upper)]
