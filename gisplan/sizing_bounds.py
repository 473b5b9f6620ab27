"""Bounds on chargers of districts, categories and access kinds: floors and shares of the sizing model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from optimize.sizing import Floor, Share

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from gisplan.scenario import Scenario
    from layers.region import Region

    Indices = NDArray[np.int64]


def charger_floors(region: Region, scenario: Scenario, sites: Indices) -> tuple[Floor, ...]:
    """State the least numbers of chargers by district and by category.

    A district's floor is its share of the city's energy demand times the target times
    ``district_floor_share``: a planning assumption, labelled as such.
    """
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    types = np.arange(len(chargers.types))
    energy = region.demand.groupby("adcode")["ev_kwh_day"].sum()
    share = energy / energy.sum()
    out = []
    for adcode, part in share.items():
        least = np.floor(float(part) * chargers.target * chargers.district_floor_share.value)
        here = np.flatnonzero((frame["adcode"] == adcode).to_numpy())
        out.append(Floor(f"district {adcode}", here, types, float(least), None))
    for category, count in chargers.category_floors.counts.items():
        here = np.flatnonzero((frame["category"] == category).to_numpy())
        out.append(Floor(f"category {category}", here, types, float(count), None))
    return tuple(out)


def charger_shares(region: Region, scenario: Scenario, sites: Indices) -> tuple[Share, ...]:
    """State the shares of access kinds among all chargers, and of types within a category."""
    frame = region.sites.iloc[sites]
    chargers = scenario.chargers
    every, types = np.arange(len(frame)), np.arange(len(chargers.types))
    out = []
    for access, band in chargers.access_shares.bands.items():
        here = np.flatnonzero((frame["access"] == access).to_numpy())
        out.append(Share(f"access {access}", here, types, every, types, band.lower, band.upper))
    for category, bands in chargers.category_type_shares.bands.items():
        # Private piles are AC by rule, so the type shares judge the other chargers of a category.
        mine = (frame["category"] == category) & (frame["access"] != "private")
        here = np.flatnonzero(mine.to_numpy())
        if here.size == 0:
            continue
        for t, kind in enumerate(chargers.types):
            if kind.id not in bands:
                continue
            band = bands[kind.id]
            lower = band.lower if band.lower > 0 else None
            upper = band.upper if band.upper < 1 else None
            if lower is not None or upper is not None:
                name = f"type {kind.id} in {category}"
                out.append(Share(name, here, np.array([t]), here, types, lower, upper))
    return tuple(out)
